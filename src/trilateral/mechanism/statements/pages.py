"""Statements for people: who, to whom, through whom, when, proven how; always in that order."""

from collections.abc import Iterator

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.statements.rules import Statement, counts_by_party, relayed_to, status
from trilateral.ui.page import Desk, Matter, Pages, Shown

ASKING = frozenset({"question", "demand", "offer"})
"""Sorts to which an addressee is expected to say something."""


def _all(desk: Desk) -> list[Statement]:
    """All statements, the last made first."""
    held: list[Statement] = list(desk.fold.subjects("statements").values())
    return sorted(held, key=lambda each: (_made(desk, each), each.id), reverse=True)


def _made(desk: Desk, statement: Statement) -> str:
    entry = desk.read(statement.id)
    return "" if entry is None else entry.header.claimed_at.isoformat()


def index(desk: Desk) -> Shown:
    """The list, and who spoke how much to whom in which way."""
    statements = _all(desk)
    counts = counts_by_party(statements)
    return Shown(
        "statements/list.html",
        desk.gettext("Statements"),
        {
            "lines": [
                {
                    "view": desk.entry(each.id),
                    "href": desk.subject_href(each.id),
                    "sort": desk.term(each.sort, "statement"),
                    "text": desk.words(each.text),
                    "outside": each.outside,
                    "status": desk.term(status(each), "statement_state"),
                }
                for each in statements
            ],
            "counts": [(desk.party_view(party), counts[party]) for party in desk.parties if party in counts],
            "make_href": desk.sign_href("statements.made") if desk.may_sign else "",
        },
    )


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One statement."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Statement) or view is None:
        return None
    relayed = relayed_to(held)
    acknowledged = {each.party: each.entry for each in held.acknowledgements}
    replies = [each for each in reversed(_all(desk)) if each.reply_to == subject]
    addressee = desk.may_sign and desk.party in held.addressees
    return Shown(
        "statements/show.html",
        name(desk, subject),
        {
            "view": view,
            "sort": desk.term(held.sort, "statement"),
            "text": desk.words(held.text),
            "status": desk.term(status(held), "statement_state"),
            "to_all": held.to_all,
            "outside": held.outside,
            "item": None if held.item is None else held.item + 1,
            "meeting": None if held.meeting is None else (desk.ref(held.meeting), desk.subject_href(held.meeting)),
            "reply_to": None if held.reply_to is None else (desk.ref(held.reply_to), desk.subject_href(held.reply_to)),
            "addressees": [
                {
                    "party": desk.party_view(party),
                    "relayed": party in relayed,
                    "received_at": desk.received_at(party, subject),
                    "acknowledged": desk.entry(acknowledged[party]) if party in acknowledged else None,
                }
                for party in held.addressees
            ],
            "via": None if held.via is None else desk.party_view(held.via),
            "relays": [desk.entry(each.entry) for each in held.relays],
            "replies": [(desk.entry(each.id), desk.subject_href(each.id), desk.words(each.text)) for each in replies],
            "withdrawn": None if held.withdrawal is None else desk.entry(held.withdrawal.entry),
            "withdrawn_why": desk.words(held.withdrawal.why) if held.withdrawal and held.withdrawal.why else None,
            "reply_href": desk.sign_href(
                "statements.made", None, reply_to=desk.ref(subject), to=held.party, sort="reply"
            )
            if desk.may_sign and desk.party != held.party
            else "",
            "acknowledge_href": desk.sign_href("statements.acknowledged", subject)
            if addressee and desk.party not in acknowledged
            else "",
            "relay_href": desk.sign_href("statements.relayed", subject) if _may_relay(desk, held) else "",
            "withdraw_href": desk.sign_href("statements.withdrawn", subject)
            if desk.may_sign and desk.party == held.party and held.withdrawal is None
            else "",
        },
    )


def _may_relay(desk: Desk, held: Statement) -> bool:
    open_ = set(held.addressees) - set(relayed_to(held))
    return desk.may_sign and held.via == desk.party and held.withdrawal is None and bool(open_)


def matters(desk: Desk) -> Iterator[Matter]:
    """What is to be passed on, and what was asked and not replied to."""
    statements = _all(desk)
    replied = {(each.reply_to, each.party) for each in statements if each.reply_to is not None}
    for held in statements:
        entry = desk.read(held.id)
        if held.withdrawal is not None or entry is None:
            continue
        said_at = entry.header.claimed_at
        href = desk.subject_href(held.id)
        ref = desk.ref(held.id)
        if held.via is not None and set(held.addressees) - set(relayed_to(held)):
            what = desk.gettext("Pass on the statement %(ref)s", ref=ref)
            yield Matter(held.via, what, href, held.party, said_at, desk.received_at(held.via, held.id))
        if held.sort in ASKING:
            what = desk.gettext("Reply to %(ref)s (%(sort)s)", ref=ref, sort=desk.term(held.sort, "statement"))
            for party in held.addressees:
                if (held.id, party) not in replied:
                    yield Matter(party, what, href, held.party, said_at, desk.received_at(party, held.id))


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Statement %(ref)s", ref=desk.ref(subject))


PAGES = Pages("statements", "Statements", index, show, matters, name)
