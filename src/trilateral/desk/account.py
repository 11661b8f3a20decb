"""How an office signs in, what that means for its key, and who is signed in: one page for each office, and for an operator of all.

What is listed opens nothing: of sessions only hashes are kept, of passkeys what checks them, of a passphrase its hash.

It leaves out what the acts on it do: the server sees to them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from trilateral.desk.holdings import at_unix
from trilateral.desk.places import PAGES
from trilateral.desk.reading import Reading
from trilateral.desk.sign_in import PasskeysHere
from trilateral.errors import RefusedError
from trilateral.i18n import messages
from trilateral.ledger.entry import EntryId, Text
from trilateral.node.kept import KeptWord, Passkey, Phrase
from trilateral.ui.page import Shown

KeyState: TypeAlias = Literal["none", "node", "open", "closed"]
"""Of an office's key: there is none here; the node opens it; locked, and open in this session; locked, and closed."""


@dataclass(frozen=True, slots=True)
class VisitorLine:
    """One open session, or a link that nobody has used.

    Attributes:
        by: How they came in.
        used_at: When last.
        mine: Whether it is the one that looks.
    """

    id: str
    called: str
    opened_at: datetime
    until: datetime
    by: str = ""
    browser: str = ""
    used_at: datetime | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class WayLine:
    """A passkey, or a passphrase.

    Attributes:
        called: Whose it is, where it is not the reader's own.
        opens: Whether the office's key opens with it.
        can_open: Whether it could.
        doubted_at: When it looked like a copy.
        host: The only one at which a passkey works.
    """

    id: str
    label: str
    made_at: datetime
    used_at: datetime | None
    called: str = ""
    opens: bool = False
    can_open: bool = False
    backed_up: bool = False
    doubted_at: datetime | None = None
    host: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What an act has done that was just asked for, as the page says it once.

    Attributes:
        done: Which act, by the name of its button.
        ended: How many sessions it ended.
        withdrawn: How many links that nobody had used.
    """

    done: str = ""
    ended: int = 0
    withdrawn: int = 0


_NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class Account:
    """What the server knows of the reader and of who is signed in.

    Attributes:
        role: The reader's.
        office: Empty for a role without one.
        own: Id of the reader's session.
        fresh: Whether they have signed in just now, so that they may change how their office does.
        first: Whether nothing but another link would let them in again.
        key: How the office's key stands.
        opening: Ids of the passkeys and the passphrase that open it.
        passkeys: Those that the reader may see.
        phrases: The same.
        sessions: The same.
        links: The same.
        accredited: Where the office is accredited: the delegation and its name, role and rank.
        powers: What its key may sign; empty for all that an office may.
        objections: Who objects to the holder of the office, and with which entry.
        offices: For whom an operator can give a link.
    """

    role: str
    office: str
    own: str
    fresh: bool
    first: bool
    key: KeyState
    opening: frozenset[str]
    passkeys: Sequence[Passkey]
    phrases: Sequence[Phrase]
    sessions: Iterable[KeptWord]
    links: Iterable[KeptWord]
    accredited: Sequence[tuple[EntryId, tuple[Text, ...], str, str]] = ()
    powers: Sequence[str] = ()
    objections: Sequence[tuple[str, str]] = ()
    offices: Sequence[str] = ()


def account_page(  # noqa: PLR0913 - who reads, and what has just come of an act
    reading: Reading,
    account: Account,
    here: PasskeysHere,
    *,
    least: int,
    fresh_minutes: int,
    problem: RefusedError | None = None,
    given: str = "",
    told: Told = _NOTHING_TOLD,
    made: str = "",
    setting: bool = False,
    lock: bool = True,
) -> Shown:
    """Return the page of one reader.

    Args:
        reading: For whom.
        account: What there is.
        here: Whether passkeys can be used at the address that the reader has open.
        least: Characters of a passphrase.
        fresh_minutes: So long after signing in the reader may change how the office signs in.
        problem: Why what was asked for was not done.
        given: A link that was just made: shown once.
        told: What an act has done.
        made: What came of a passkey that was just made: `bare` if it can open no key, `unlocked` if that step was not done.
        setting: Whether a passphrase was just sent, and is to be typed again.
        lock: Whether the key is to be locked with what is made, as far as the reader has said: yes, unless they unchecked it.
    """
    mine = account.role, account.office
    own_phrase = next((each for each in account.phrases if (each.role, each.office) == mine), None)
    others = [each for each in account.passkeys if (each.role, each.office) != mine]
    return Shown(
        "desk/account.html",
        reading.gettext("Signing in and log-ins"),
        {
            "called": _called(reading, account.role, account.office),
            "office": account.office,
            "sign_in_as": account.office or account.role,
            "fresh": account.fresh,
            "fresh_minutes": fresh_minutes,
            "key": account.key,
            "least": least,
            "passkeys": tuple(_passkey(reading, each, account) for each in account.passkeys if each not in others),
            "phrase": None if own_phrase is None else _phrase(reading, own_phrase, account),
            "others": (
                *(_passkey(reading, each, account) for each in others),
                *(_phrase(reading, each, account) for each in account.phrases if each is not own_phrase),
            ),
            "sessions": tuple(_visitor(reading, each, account.own) for each in account.sessions),
            "links": tuple(_visitor(reading, each, account.own) for each in account.links),
            "accredited": tuple(
                (
                    reading.subject_href(each),
                    reading.words(name),
                    reading.term(role, "role"),
                    reading.term(rank, "rank"),
                )
                for each, name, role, rank in account.accredited
            ),
            "powers": tuple(_power(reading, each) for each in account.powers),
            "objections": tuple(
                (reading.party_view(party), ref, reading.entry_href(ref)) for party, ref in account.objections
            ),
            "offices": tuple((each, reading.office(each)) for each in account.offices),
            "operator": account.role == "operator",
            "delegate": account.role == "delegate",
            "here": here,
            "problem": None if problem is None else (problem.code, problem.params),
            "given": given,
            "told": _said_of(reading, told),
            "first": account.first and account.fresh,
            "made": made,
            "setting": setting,
            "lock": lock,
            "action": reading.href("account"),
        },
    )


def _said_of(reading: Reading, told: Told) -> tuple[str, ...]:
    """What is said of an act, and of how much it has ended."""
    of_act = {
        "forget": reading.gettext("Taken away: nobody comes in by it any more, and whoever had is signed out."),
        "set_phrase": reading.gettext("The passphrase is set. You come in by it from now on."),
        "open_key": reading.gettext("The key of this office is open in this session."),
        "lock_key": reading.gettext("From now on the passphrase opens the key of this office."),
        "unlock_key": reading.gettext("The lock is off: the node opens the key of this office by itself."),
    }
    ended = reading.ngettext("%(num)s session ended.", "%(num)s sessions ended.", told.ended)
    withdrawn = reading.ngettext("%(num)s link withdrawn.", "%(num)s links withdrawn.", told.withdrawn)
    said = ((of_act.get(told.done), told.done), (ended, told.ended), (withdrawn, told.withdrawn))
    return tuple(text for text, is_told in said if text and is_told)


def _power(reading: Reading, power: str) -> str:
    """A subject or a kind, as lists and forms call it."""
    title = next((each.title for each in PAGES if each.slice == power), "")
    return reading.gettext(title) if title else messages.kind_name(reading.lang, power)


def _called(reading: Reading, role: str, office: str) -> str:
    return reading.office(office) if office else reading.term(role, "role")


def _visitor(reading: Reading, kept: KeptWord, own: str) -> VisitorLine:
    return VisitorLine(
        kept.id,
        _called(reading, kept.role, kept.office),
        at_unix(kept.opened_at),
        at_unix(kept.until),
        kept.by,
        kept.browser,
        at_unix(kept.used_at) if kept.by and kept.used_at else None,  # a link is used once, and gone
        kept.id == own,
    )


def _passkey(reading: Reading, passkey: Passkey, account: Account) -> WayLine:
    return WayLine(
        passkey.id,
        passkey.label,
        at_unix(passkey.made_at),
        at_unix(passkey.used_at) if passkey.used_at else None,
        _called(reading, passkey.role, passkey.office),
        passkey.id in account.opening,
        passkey.prf,
        passkey.backed_up,
        at_unix(passkey.doubted_at) if passkey.doubted_at else None,
        passkey.rp_id,
    )


def _phrase(reading: Reading, phrase: Phrase, account: Account) -> WayLine:
    return WayLine(
        phrase.id,
        "",
        at_unix(phrase.made_at),
        at_unix(phrase.used_at) if phrase.used_at else None,
        _called(reading, phrase.role, phrase.office),
        phrase.id in account.opening,
        can_open=True,
    )
