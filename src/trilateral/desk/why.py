"""Why a matter stands as it does: the derivation, entry by entry, so that a stranger can follow and check it.

For each entry, in an order that respects who saw what: who signed it, when by its own claim and between
which instants by other parties' clocks, what it changed, or which rule stood against it. Then under which
version of the charter all this was judged, which clocks run by which clause, what is missing, and
the commands that check it without us.

Nothing here decides anything. What an entry changed is found by folding the matter as far as that entry.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from trilateral.agreement.clocks import Due
from trilateral.catalogue import TABLES
from trilateral.desk.erased import Erasure, erasure, erasures_of
from trilateral.desk.home import due_at
from trilateral.desk.matter import entries_of, in_order, subject_of
from trilateral.desk.members import Place, member_rows, members_of, place_of, rows_of, status_word
from trilateral.desk.places import APIS, BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.said import Row, said
from trilateral.desk.untold import bare, is_untold, untold
from trilateral.ledger.charter import ClockTerms, SilenceTerms
from trilateral.ledger.entry import EntryId, PartyId, Text, Unread
from trilateral.ledger.fold import State, Verdict
from trilateral.ledger.versions import Version
from trilateral.mechanism.allegations.answers import ANSWER_CLOCK
from trilateral.ui.page import Matter, Shown
from trilateral.ui.views import EntryView

MOST_LINES = 200
"""Changes that one entry is shown to have made."""


class Change(msgspec.Struct, frozen=True):
    """Something in the state that an entry changed.

    Attributes:
        at: Where in the state, as its vectors and the API spell it.
        before: What stood there; null where nothing did.
        after: What stands there since; null where nothing does.
    """

    at: str
    before: Any
    after: Any


class Step(msgspec.Struct, frozen=True):
    """One entry of the matter.

    Attributes:
        ref: What people call it.
        by: In which office it was signed.
        proven_after: By another party's clock; null if nothing proves it.
        proven_before: The same.
        effect: Whether it had an effect.
        code: The objection to it; null if there is none.
        sentence: The same for a person.
        beside: Whether it lies beside the matter and cannot change it: a correction, a reservation and the like.
        status: Where the matter stood after it, where its slice names that.
        changed: What it changed.
        erased: What it says to be erased of the matter, and what is proven to have been there.
    """

    ref: str
    id: EntryId
    kind: str
    party: PartyId
    by: str
    claimed_at: datetime
    proven_after: datetime | None
    proven_before: datetime | None
    effect: bool
    code: str | None
    sentence: str | None
    beside: bool
    status: str | None
    changed: tuple[Change, ...]
    erased: Erasure | None = None


class Governing(msgspec.Struct, frozen=True):
    """The version of the charter under which the matter was opened, and its clauses that govern it.

    Attributes:
        charter: Its hash.
        number: Which version: 1 is the genesis charter.
        accepted: By which entry each party accepted it.
        parties: Whom it binds: each must sign what is to be agreed.
        two_person: Kinds that two delegates must sign.
        clocks: Its clocks for matters of this sort.
        silence: When no objection by the hour is consent to a proposal; null for all other matters, and where it never is.
    """

    charter: str
    number: int
    accepted: dict[PartyId, str]
    parties: tuple[PartyId, ...]
    two_person: tuple[str, ...]
    clocks: tuple[ClockTerms, ...]
    silence: SilenceTerms | None


class Standstill(msgspec.Struct, frozen=True):
    """A time in which a clock did not run, and because of whom or what."""

    from_at: datetime
    until_at: datetime | None
    party: PartyId
    suspension: str | None
    disputed: bool


class Missing(msgspec.Struct, frozen=True):
    """What is missing for the matter to go on.

    Attributes:
        of: Who is asked.
        what: In the reader's language.
        clause: The clock that runs on it; null where none does.
        hours: How long that gives.
        began_at: When it provably began; null where nobody can prove that it did.
        stopped: What kept it from running.
        due_at: When it ends.
        late_after: The same with grace.
        provable_at: From when on an entry can show that it was over, of clocks that any entry shows to be over.
        late: Whether it was over: `yes`, `no` or `undecided`; null where no clock runs.
        why: Where the term stands.
    """

    of: PartyId
    what: str
    clause: str | None = None
    hours: int | None = None
    began_at: datetime | None = None
    stopped: tuple[Standstill, ...] = ()
    due_at: datetime | None = None
    late_after: datetime | None = None
    provable_at: datetime | None = None
    late: str | None = None
    why: str | None = None


class Derivation(msgspec.Struct, frozen=True):
    """Why a matter stands as it does.

    Attributes:
        subject: What people call it.
        slice: What sort of matter; empty where the entry belongs to none.
        as_of: The instant for which it is told.
        cut: How many entries of each log it rests on.
        digest: Of the whole state at that cut, as everybody reads it: nothing opened from under seal is in it.
        steps: Its entries in an order that respects who saw what.
        missing: What is asked of whom.
        state: What all its entries come to; null of a notice or a protected site as of an earlier instant, as with what changed.
        follows: What follows from that at this instant, as the API says it of such a matter: where it stands, who has not signed.
        check: Commands that check it without this node's word.
    """

    mechanism: str
    subject: str
    slice: str
    as_of: datetime
    cut: dict[PartyId, int]
    digest: str
    governing: Governing | None
    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]
    state: Any
    follows: dict[str, Any]
    check: tuple[str, ...]


def derivation(reading: Reading, ref: str) -> Derivation | None:
    """Return how the matter came about to which the entry `ref` belongs; None if there is no such entry."""
    subject = subject_of(reading, ref)
    found = reading.find(ref)
    if subject is None or found is None:
        return None
    fold = reading.fold
    name = fold.slice_of(subject) or ""
    steps = tuple(_steps(reading, subject, name, _entries(reading, subject) or [found]))
    hidden = is_untold(reading, subject)
    cut = {terms.id: fold.size(terms.origin) for terms in reading.charter.parties}
    version = fold.version_at(subject)
    return Derivation(
        reading.record.mechanism,
        reading.ref(subject),
        name,
        reading.now,
        cut,
        reading.open_fold.digest().hex(),  # that everybody can compare
        None if version is None else _governing(reading, version, name),
        steps,
        tuple(_missing(reading, subject, name)),
        None if hidden else _plain(fold.state(subject)),
        {} if hidden else _follows(reading, subject, name),
        _commands(reading, [each.ref for each in steps], cut),
    )


def _entries(reading: Reading, subject: EntryId) -> list[Verdict]:
    """All entries about the matter, with those that erased a part of one of them."""
    own = entries_of(reading, subject)
    known = {each.entry.id for each in own if each.entry is not None}
    gone = [each for each in erasures_of(reading, known) if each.entry is not None and each.entry.id not in known]
    return in_order(reading, [*own, *gone]) if gone else own


def _steps(reading: Reading, subject: EntryId, name: str, verdicts: list[Verdict]) -> Iterator[Step]:
    state: State | None = None
    clock: dict[str, int] = {}
    for verdict in verdicts:
        entry = verdict.entry
        if entry is None:
            continue
        beside = entry.header.kind.startswith("acts.") or entry.subject != subject
        before = state
        if verdict.has_effect and not beside:
            clock[verdict.log] = verdict.index + 1
            state = reading.fold.state_in(clock, subject)
        lower, upper = reading.holdings.interval(verdict)
        objection = verdict.objection
        yield Step(
            verdict.ref,
            entry.id,
            entry.header.kind,
            verdict.party,
            entry.header.by,
            entry.header.claimed_at,
            lower,
            upper,
            verdict.has_effect,
            None if objection is None else objection.code,
            None if objection is None else reading.sentence(objection.code, objection.params),
            beside,
            status_in(name, state),
            () if untold(reading, entry) else tuple(differences(before, state))[:MOST_LINES],
            erasure(reading, entry.id),
        )


def _plain(state: Any) -> Any:
    """A struct as JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(state))


def status_in(name: str, state: State | None) -> str | None:
    """Where a subject stands in a word, as its list says it; None where its slice has no such word."""
    if state is None or name not in TABLES:
        return None
    return next((str(row["status"]) for _, row in TABLES[name].rows(state) if "status" in row), None)


def differences(before: Any, after: Any, at: str = "") -> Iterator[Change]:
    """Return what differs between two states. Of lists: what was taken out and what was put in."""
    if before == after or (not before and not after and not isinstance(after, bool | int)):
        return  # nothing, spelled in another way, is no change
    inside, inside_before = _inside(after), _inside(before) if before is not None else {}
    if inside is not None and inside_before is not None:
        for name in dict.fromkeys([*inside_before, *inside]):
            yield from differences(inside_before.get(name), inside.get(name), f"{at}.{name}" if at else name)
    elif isinstance(after, list | tuple) and isinstance(before, list | tuple | None):
        gone = [each for each in before or () if each not in after]
        come = [each for each in after if each not in (before or ())]
        for number in range(max(len(gone), len(come))):
            yield Change(at, gone[number] if number < len(gone) else None, come[number] if number < len(come) else None)
    else:
        yield Change(at, before, after)


def _inside(value: Any) -> Mapping[str, Any] | None:
    """What may differ by itself; None of what is one thing, as words in their language are."""
    if isinstance(value, Mapping):
        return value
    return None if isinstance(value, Text) else members_of(value)


def _governing(reading: Reading, version: Version, name: str) -> Governing:
    charter = version.charter
    return Governing(
        version.hash,
        version.number,
        reading.fold.accepted(version.hash),
        charter.bound,
        tuple(kind for kind in charter.two_person if kind.startswith(f"{name}.")),
        tuple(clock for clock in charter.clocks if clock.name.startswith(f"{name}.")),
        charter.silence if name == "proposals" else None,
    )


def _found(reading: Reading, subject: EntryId, name: str) -> msgspec.Struct | None:
    """A matter as programs find it."""
    api = next((each for each in APIS if each.slice == name), None)
    return None if api is None else api.find(reading, subject)


def _follows(reading: Reading, subject: EntryId, name: str) -> dict[str, Any]:
    found = _plain(_found(reading, subject, name))
    return {} if found is None else {key: value for key, value in found.items() if key not in {"ref", "state"}}


def _missing(reading: Reading, subject: EntryId, name: str) -> Iterator[Missing]:
    pages = BY_SLICE.get(name)
    href = reading.subject_href(subject)
    for matter in () if pages is None else pages.matters(reading):
        if matter.href.partition("#")[0] == href:
            yield _asked(reading, matter)


def _asked(reading: Reading, matter: Matter) -> Missing:
    term = matter.term
    if term is None:
        return Missing(matter.of, matter.what, due_at=due_at(matter))
    return Missing(
        matter.of,
        matter.what,
        None if term.terms is None else term.terms.name,
        None if term.terms is None else term.terms.hours,
        term.began_at,
        tuple(_stopped(reading, term)),
        term.due_at,
        term.late_after,
        term.provable_at if _is_shown_by_entries(term) else None,
        reading.late(term).value,
        reading.why(term).value,
    )


def _is_shown_by_entries(term: Due) -> bool:
    """Whether entries rest on its end: notes of silence, and disputes taken higher."""
    return term.terms is not None and (term.terms.name == ANSWER_CLOCK or term.terms.name.startswith("disputes."))


def _stopped(reading: Reading, term: Due) -> Iterator[Standstill]:
    for each in term.stopped:
        by = None if each.by is None else reading.ref(each.by)
        yield Standstill(each.from_at, each.until_at, each.party, by, each.disputed)


def _commands(reading: Reading, refs: list[str], cut: Mapping[PartyId, int]) -> tuple[str, ...]:
    sizes = ",".join(f"{party}={size}" for party, size in cut.items())
    if not reading.party:  # a stranger has no home whose keys a proof could be judged by
        handed = f"--mechanism {reading.record.mechanism}"
        return (
            f"trilateral verify BUNDLE {handed}",
            f"trilateral state --bundle BUNDLE {handed} --cut {sizes} --digest",
        )
    proofs = []
    for ref in refs[:MOST_LINES]:
        file = ref.replace("/", "-") + ".tlog-proof"
        proofs += [
            f"trilateral --home NODE prove {ref} -o {file}",
            f"trilateral --home NODE verify {file}",
        ]
    return ("trilateral verify NODE", f"trilateral --home NODE state --cut {sizes} --digest", *proofs)


# For people


def why_page(reading: Reading, ref: str) -> Shown | None:
    """Return the page, to be read on a screen or printed for a court."""
    found = derivation(reading, ref)
    if found is None:
        return None
    subject = subject_of(reading, ref) or ""
    pages = BY_SLICE.get(found.slice)
    follows = followed(reading, found)
    return Shown(
        "desk/why.html",
        reading.gettext("Why it stands so"),
        {
            "called": found.subject
            if pages is None or reading.fold.state(subject) is None
            else pages.name(reading, subject),
            "href": reading.subject_href(subject),
            "knew_href": reading.href("knew", found.subject),
            "found": found,
            "told": not is_untold(reading, subject),
            "status_word": partial(status_word, reading, found.slice),
            "opened_by": found.steps[0].id,
            "steps": tuple(_shown(reading, found, each) for each in found.steps),
            "parties": {party: reading.party_view(party) for party in reading.parties},
            "missing": tuple((reading.party_view(each.of), each) for each in found.missing),
            "follows": tuple(each for each in follows if not each.rows),
            "follows_nested": tuple(each for each in follows if each.rows),
            "charter_href": reading.href("charter"),
            "entry_href": reading.entry_href,
        },
    )


def followed(reading: Reading, found: Derivation) -> tuple[Row, ...]:
    """What follows from the state, in words: all that the API says of such a matter beside the state itself."""
    subject = subject_of(reading, found.subject)
    told = None if subject is None or is_untold(reading, subject) else _found(reading, subject, found.slice)
    if subject is None or told is None:
        return ()
    return tuple(member_rows(reading, place_of(found.slice, reading.fold.state(subject)), told))


def changed(
    reading: Reading, found: Derivation, step: Step
) -> Iterator[tuple[Change, str, tuple[Row, ...], tuple[Row, ...]]]:
    """What an entry changed, in words: what is called so, what stood there and what stands there. What opens a matter says it."""
    for change in () if step is found.steps[0] else step.changed:
        place = Place(found.slice, tuple(change.at.split(".")))
        before, after = (tuple(rows_of(reading, place, each)) for each in (change.before, change.after))
        if before or after:
            yield change, (before or after)[0].name, before, after


def _shown(
    reading: Reading, found: Derivation, step: Step
) -> tuple[Step, EntryView | None, tuple[Row, ...], tuple[tuple[Change, str, tuple[Row, ...], tuple[Row, ...]], ...]]:
    """An entry for the page: as quoted, what it says, and what it changed."""
    entry = reading.read(step.id)
    if entry is not None and untold(reading, entry):
        return step, bare(reading.view(entry)), (), ()
    rows = None if entry is None or isinstance(entry.body, Unread) else said(reading, entry)
    return step, reading.entry(step.id), rows or (), tuple(changed(reading, found, step))
