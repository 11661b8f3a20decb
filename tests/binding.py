"""To what a node takes parties to be bound, and with which entries of their own they must have said so.

The node is asked what it holds to be agreed. Whether it is, the entries say as they were signed, word for word and
by the letter: what an entry of a kind says of an offer, a text, a change or a wording is spelled
out here once more, from the pages of the kinds and not from the rules.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from tests.letter import COSIGNER_KEY, Letters, Said, holds, key_bytes, read_note
from trilateral.agreement.adoption import Carried
from trilateral.ledger.fold import Fold
from trilateral.mechanism.commitments.promises import bound_by
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.meetings.dates import agreed_offers
from trilateral.mechanism.meetings.minutes import is_agreed as is_agreed_paragraph
from trilateral.mechanism.meetings.minutes import settled_text
from trilateral.mechanism.meetings.state import Draft, Meeting
from trilateral.mechanism.proposals.state import Proposal, Version, agreed_text
from trilateral.mechanism.requests.rules import Request, holding, last_word
from trilateral.mechanism.requests.rules import is_agreed as is_agreed_change

WORDING = (
    *("title", "sort", "paragraphs", "dissociation", "part_of", "not_without", "members"),
    *("commitments", "requests", "bodies", "meetings", "charter"),
)
"""What is signed with a text: the members of which its hash is taken."""

ACCEPTING = {"proposals.accepted", "proposals.accepted_with_reservation", "proposals.accepted_with_interpretation"}
NOT_ACCEPTING = {"proposals.declined", "proposals.position_reserved", "proposals.counter_proposed"}


class Spoken(NamedTuple):
    """An entry as it counts: of adopted words, those words."""

    said: Said
    kind: str
    body: Mapping[str, Any]
    subject: str


class Claim(NamedTuple):
    """That some parties are bound to one thing, as a node has it.

    Attributes:
        sort: `text`, `aside`, `adoption`, `undertaking`, `work`, `date`, `paragraph` or `change`.
        what: In words.
        subject: About which it is.
        parties: Who is bound.
        word: What one entry of a party says of it, if anything: `yes` binds.
        in_place: Whether something else stands in place of a party's own entry.
        known: The places of all that whoever relied on these words could know; None where all words count.
    """

    sort: str
    what: str
    subject: str
    parties: tuple[str, ...]
    word: Callable[[Spoken], str | None]
    in_place: Callable[[str], bool] = lambda _: False
    known: frozenset[bytes] | None = None


def spoken(said: Said, letters: Letters) -> Spoken:
    """What a party said, also where it adopted words that were reported of it."""
    if said.kind != "unsigned.adopted":
        return Spoken(said, said.kind, said.body, said.subject)
    report = letters.find(said.body["report"])
    if report is None or report.kind != "unsigned.reported":  # it reports nothing, so nothing was adopted
        return Spoken(said, said.kind, said.body, said.subject)
    kind, body = report.body["words_kind"].partition("/")[0], json.loads(report.body["words"])
    return Spoken(said, kind, body, report.body.get("on") or said.id)


def text_hash(body: Mapping[str, Any]) -> str:
    """SHA-256 of what is signed with a text, as canonical JSON."""
    wording = {name: body[name] for name in WORDING if name in body}
    line = json.dumps(wording, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(line.encode()).hexdigest()


def claims(fold: Fold, state: object, letters: Letters) -> Iterator[Claim]:
    """All that a state says to be agreed."""
    carried = getattr(state, "carries_out", None)
    if isinstance(carried, Carried):
        yield _of_adoption(fold, state, carried, letters)
    match state:
        case Commitment():
            yield from _of_commitment(state, letters)
        case Proposal():
            yield from _of_proposal(fold, state, letters)
        case Meeting():
            yield from _of_dates(state, letters)
            yield from _of_minutes(state, letters)
        case Request():
            yield from _of_changes(state, letters)
            yield from _of_work(state, letters)


# Proposals


def _of_proposal(fold: Fold, proposal: Proposal, letters: Letters) -> Iterator[Claim]:
    version = agreed_text(proposal)
    if version is None:
        return
    carrier = letters.find(version.entry)
    assert carrier is not None, f"the text {version.hash[:8]} lies in no log"
    text = spoken(carrier, letters).body
    assert text_hash(text) == version.hash, f"{version.hash[:8]} is not the text that was signed"

    what, holds_for = f"the text {version.hash[:8]}", proposal.adopted_for(version.entry)
    word, was_silent = _word_on(version.hash), _silence_on(fold, proposal, version, letters)
    yield Claim("text", what, proposal.id, holds_for, word, was_silent)
    aside = tuple(party for party in proposal.parties if party not in holds_for)
    if aside:
        assert text.get("dissociation"), f"{aside} are taken to stand aside from {what}, which allows nobody to"
        yield Claim("aside", f"standing aside from {what}", proposal.id, aside, _word_on(version.hash, aside=True))


def _word_on(text: str, *, aside: bool = False) -> Callable[[Spoken], str | None]:
    """What an entry says of a text: that its party accepts it, or that it stands aside from it. Each excludes the other."""

    def word(each: Spoken) -> str | None:
        own_text = each.kind in {"proposals.tabled", "proposals.amended"}
        puts = own_text and each.said.header.get("capacity") != "moderator" and text_hash(each.body) == text
        accepts = puts or (each.kind in ACCEPTING and each.body.get("text_hash") == text)
        if accepts:
            return "no" if aside else "yes"
        if each.body.get("text_hash") != text:
            return None
        if each.kind == "proposals.dissociated":
            return "yes" if aside else "no"
        return "no" if each.kind in NOT_ACCEPTING else None

    return word


def _silence_on(fold: Fold, proposal: Proposal, version: Version, letters: Letters) -> Callable[[str], bool]:
    def was_silent(party: str) -> bool:
        return any(_shows_silence(fold, proposal, version, party, each, letters) for each in proposal.proofs)

    return was_silent


# What carries out an adopted text


def _of_adoption(fold: Fold, state: Any, carried: Carried, letters: Letters) -> Claim:
    """That all for whom a subject takes the text to be adopted had accepted it, as far as its author could know."""
    opened, carrier = letters.find(state.id), letters.find(carried.text)
    assert opened is not None
    assert carrier is not None, f"{state.id[:8]} carries out {carried.text[:8]}, which lies in no log"
    assert (carried.text, f"implements_{carried.number}") in {(r["entry"], r["role"]) for r in opened.header["refs"]}
    body = spoken(carrier, letters).body
    proposal = fold.state(spoken(carrier, letters).subject)
    assert isinstance(proposal, Proposal)
    version = next(each for each in proposal.versions if each.entry == carried.text)
    what = f"{carried.text[:8]}#{carried.number}"
    word, silent = _word_on(text_hash(body)), _silence_on(fold, proposal, version, letters)
    return Claim("adoption", what, proposal.id, carried.adopted_for, word, silent, opened.knew)


def _item(carried: Carried, letters: Letters) -> Mapping[str, Any]:
    """The item as it was signed."""
    carrier = letters.find(carried.text)
    assert carrier is not None
    body = spoken(carrier, letters).body
    items = [each for name in ("commitments", "requests", "bodies", "meetings") for each in body.get(name, ())]
    found: Mapping[str, Any] = items[carried.number - 1]
    return found


def _of_commitment(commitment: Commitment, letters: Letters) -> Iterator[Claim]:
    carried, bound = commitment.carries_out, bound_by(commitment)
    adopted = () if carried is None else tuple(set(carried.adopted_for) & set(_item(carried, letters)["obliged"]))

    def word(each: Spoken) -> str | None:
        if each.said.id == commitment.id:
            return "yes" if _party(each.said.origin, letters) in each.body["obliged"] else None
        return "yes" if each.kind == "commitments.undertaken" else None

    own = tuple(party for party in bound if party not in adopted)
    if own:
        yield Claim("undertaking", f"the commitment {commitment.id[:8]}", commitment.id, own, word)


def _of_work(request: Request, letters: Letters) -> Iterator[Claim]:
    """Whose work it is who has not declined it: by its own word here, or by the adopted item that names it."""
    carried = request.carries_out
    item_of = None if carried is None else _item(carried, letters)["of"]
    for owner in {each.owner for each in holding(request)}:
        by_adoption = carried is not None and owner == item_of and owner in carried.adopted_for
        if last_word(request, owner) not in {"accepted", "done"} or by_adoption:
            continue
        changes = {each.entry for each in request.changes if each.owner == owner and is_agreed_change(request, each)}

        def word(each: Spoken, changes: set[str] = changes) -> str | None:
            if each.kind == "requests.declined":
                return "no"
            own = each.kind in {"requests.accepted", "requests.done"}
            return "yes" if own or {each.said.id, each.body.get("change")} & changes else None

        yield Claim("work", f"the work {request.id[:8]}", request.id, (owner,), word)


def _shows_silence(  # noqa: PLR0917 - a party, a proof, and what it is read with
    fold: Fold, proposal: Proposal, version: Version, party: str, act: Any, letters: Letters
) -> bool:
    """Whether a proof shows by what it carries that a party had the text and others knew of no word of it since."""
    proof = letters.find(act.entry)
    opened = None if proof is None else letters.find(proof.body["silence"])
    terms = letters.shelf.texts[_version(fold, proposal.id)].get("silence")
    if proof is None or opened is None or terms is None or opened.body["text_hash"] != version.hash:
        return False
    note = next((each["checkpoint"] for each in proof.body["heads"] if each["party"] == party), "").encode()
    expires = datetime.fromisoformat(opened.body["expires_at"])
    since = expires + timedelta(minutes=terms.get("grace_minutes", 0))
    later = _cosigned_since(note, max(since, expires.replace(microsecond=0) + timedelta(seconds=1)), party, letters)
    free = later - {proposal.party}
    size = int(note.split(b"\n")[1]) if note else 0
    return (
        len(later) >= terms["quorum"]
        and len(free) >= terms.get("disinterested", 1)
        and _had(party, opened, expires - timedelta(hours=terms["min_hours"]), size, letters)
        and not _spoke(party, opened, version.hash, size, letters)
    )


def _cosigned_since(note: bytes, since: datetime, party: str, letters: Letters) -> set[str]:
    """Other parties that said after an instant that this was the newest head they knew, each by a key of its own."""
    text, lines = read_note(note)
    found = set()
    for log in letters.origins:
        entries = letters.of(log)
        keys = {vkey for said in entries for vkey in said.keys if key_bytes(vkey)[2] == COSIGNER_KEY}
        times = [int.from_bytes(line.payload[:8], "big") for line in lines for vkey in keys if holds(vkey, line, text)]
        if any(time >= since.timestamp() for time in times) and _party(log, letters) != party:
            found.add(_party(log, letters))
    return found


def _had(party: str, opened: Said, by: datetime, below: int, letters: Letters) -> bool:
    """Whether a party's own heads entry, by a time and below a head, covers the entry that put the text under silence."""
    if _party(opened.origin, letters) == party:
        return opened.index < below
    for said in _entries(party, letters):
        for head in said.body.get("heads", ()) if said.kind == "ledger.heads_recorded" else ():
            origin, size = head["checkpoint"].split("\n")[:2]
            if origin == opened.origin and int(size) > opened.index:
                return datetime.fromisoformat(said.header["claimed_at"]) <= by and said.index < below
    return False


def _spoke(party: str, opened: Said, text: str, size: int, letters: Letters) -> bool:
    """Whether a party objected below a head of its log, by the words of its entries."""
    since = [
        said
        for said in _entries(party, letters)
        if said.index < size and said.subject == opened.subject and opened.place in (said.knew or ())
    ]
    breaks = [said for said in since if said.kind == "proposals.silence_broken" and said.body["silence"] == opened.id]
    return bool(breaks) or any(each.kind in NOT_ACCEPTING and each.body["text_hash"] == text for each in since)


# Meetings


def _of_dates(meeting: Meeting, letters: Letters) -> Iterator[Claim]:
    for offer in agreed_offers(meeting):
        carrier = letters.find(offer.entry)
        assert carrier is not None, f"the offer {offer.entry[:8]} lies in no log"
        body = spoken(carrier, letters).body
        written = (body["offers"] if "offers" in body else [body["offer"]])[offer.number]
        starts_at = datetime.fromisoformat(written["starts_at"])
        same = (starts_at, written["zone"], written["civil"]) == (offer.starts_at, offer.zone, offer.civil)
        assert same, f"{offer} is not the offer that was signed"

        def word(each: Spoken, offer_in: str = offer.entry, number: int = offer.number) -> str | None:
            if each.said.id == offer_in:
                return "yes"
            if each.kind in {"meetings.postponed", "meetings.cancelled"}:
                return "no"
            if (each.body.get("offer_in"), each.body.get("number")) != (offer_in, number):
                return None
            taken_back = {"meetings.date_declined", "meetings.acceptance_withdrawn"}
            return "yes" if each.kind == "meetings.date_accepted" else "no" if each.kind in taken_back else None

        with_text = _accepted_with_text(meeting, written, letters) if offer.entry == meeting.id else set()
        own = {said.id: spoken(said, letters) for party in with_text for said in _entries(party, letters)}
        spoke = {
            _party(each.said.origin, letters) for each in own.values() if each.subject == meeting.id and word(each)
        }
        asked = tuple(party for party in meeting.parties if party not in with_text - spoke)
        yield Claim("date", f"the date {written['civil']}", meeting.id, asked, word)


def _accepted_with_text(meeting: Meeting, written: Mapping[str, Any], letters: Letters) -> set[str]:
    """Who accepted a date by adopting a text that has a meeting with this date and no other."""
    carried = meeting.carries_out
    if carried is None or _item(carried, letters).get("offers", ()) != [written]:
        return set()
    return set(carried.adopted_for)


def _of_minutes(meeting: Meeting, letters: Letters) -> Iterator[Claim]:
    for draft in meeting.drafts:
        for number in range(len(draft.paragraphs)):
            if is_agreed_paragraph(meeting, draft, number):
                agreed = settled_text(meeting, draft, number)
                assert agreed is not None
                wordings = _wordings(meeting, draft, number, letters)
                texts = {wording for wording, text in wordings.items() if text == (agreed.lang, agreed.text)}
                yield _paragraph(meeting, draft, number, texts)


def _wordings(meeting: Meeting, draft: Draft, number: int, letters: Letters) -> dict[str, tuple[str, str]]:
    """Every wording of a paragraph as it was signed, by the entry that has it."""
    found = {}
    for line in letters.lines:
        for said in line:
            each = spoken(said, letters)
            if each.subject != meeting.id:
                continue
            if said.id == draft.entry:
                found[said.id] = each.body["paragraphs"][number]
            named = each.body.get("draft") == draft.entry and each.body.get("paragraph") == number
            if each.kind == "meetings.paragraph_worded" and named:
                found[said.id] = each.body["text"]
    return {name: (text["lang"], text["text"]) for name, text in found.items()}


def _paragraph(meeting: Meeting, draft: Draft, number: int, texts: set[str]) -> Claim:
    def word(each: Spoken) -> str | None:
        if each.said.id == draft.entry or (
            each.kind == "meetings.minutes_accepted" and each.body["draft"] == draft.entry
        ):
            return "yes" if draft.entry in texts else "no"
        if each.body.get("paragraph") != number:
            return None
        if each.kind == "meetings.paragraph_worded" and each.body["draft"] == draft.entry:
            return "yes" if each.said.id in texts else "no"
        if each.kind == "meetings.paragraph_accepted" and each.body["wording_in"] in texts:
            return "yes"
        against = {"meetings.paragraph_objected", "meetings.paragraph_dissented"}
        return "no" if each.kind in against and each.body["wording_in"] in texts else None

    return Claim("paragraph", f"paragraph {number} of {draft.entry[:8]}", meeting.id, meeting.parties, word)


# Requests


def _of_changes(request: Request, letters: Letters) -> Iterator[Claim]:
    asked = letters.find(request.id)
    for change in request.changes:
        if not is_agreed_change(request, change):
            continue
        carrier = letters.find(change.entry)
        assert carrier is not None, f"the change {change.entry[:8]} lies in no log"
        assert asked is not None
        body = spoken(carrier, letters).body
        first = spoken(asked, letters).body["owner"]
        before = {each.owner for each in request.changes if each.entry in change.after} or {first}
        owner = body.get("owner") or next(iter(before))
        assert (owner, body.get("due_on") or change.due_on) == (change.owner, change.due_on), (
            f"{change} is not the change that was signed"
        )
        asks = request.carries_out.adopted_for if request.carries_out else (_party(asked.origin, letters),)
        all_concerned = {*(party for party in asks if party in request.parties), owner, *before}

        def word(each: Spoken, name: str = change.entry) -> str | None:
            if each.said.id == name:
                return "yes"
            return "yes" if each.kind == "requests.change_accepted" and each.body["change"] == name else None

        yield Claim("change", f"the change {change.entry[:8]}", request.id, tuple(all_concerned), word)


# Whose log is whose


def _version(fold: Fold, entry: str) -> str:
    version = fold.version_at(entry)
    assert version is not None, f"{entry[:8]} stands under no charter"
    return version.hash


def _party(origin: str, letters: Letters) -> str:
    members = [letters.shelf.member(charter, origin) for charter in letters.shelf.texts]
    return next(str(each["id"]) for each in members if each is not None)


def _entries(party: str, letters: Letters) -> list[Said]:
    return [said for origin in letters.origins if _party(origin, letters) == party for said in letters.of(origin)]


def assert_bound(claim: Claim, fold: Fold, letters: Letters) -> tuple[str, ...]:
    """Every party that is said to be bound has said so last, in its own log, by a delegate's key of its own.

    Returns:
        Those for whom something else stands in place of that.
    """
    silent = []
    assert claim.parties, f"nobody is bound to {claim.what}, and it is agreed"
    for party in claim.parties:
        own = (spoken(said, letters) for said in _entries(party, letters))
        known = (each for each in own if claim.known is None or each.said.place in claim.known)
        on_it = [each for each in known if each.subject == claim.subject and _counts(each.said, fold)]
        words = [(each.said, word) for each in on_it if (word := claim.word(each)) is not None]
        if (not words or words[-1][1] != "yes") and claim.in_place(party):
            silent.append(party)
            continue
        assert words, f"{party} is bound to {claim.what}, of which it never said a word"
        said, last = words[-1]
        assert last == "yes", f"{party} is bound to {claim.what}, which it took back"
        assert any(purpose == "delegate" for purpose, _ in said.by), (
            f"{said.id[:8]} is signed by no delegate of {party}"
        )
    return tuple(silent)


def _counts(said: Said, fold: Fold) -> bool:
    verdict = fold.verdict(said.id)
    return verdict is not None and verdict.has_effect


def assert_own_words(state: object, letters: Letters) -> None:
    """Whatever a state keeps as a party's act is an entry of that party's own log, signed by a key of its own.

    Args:
        state: As plain values: everything in it that has both an `entry` and a `party`, or an `id` and a `party`.
    """
    for each in _objects(state):
        name, party = each.get("entry", each.get("id")), each.get("party")
        if isinstance(name, str) and isinstance(party, str):
            said = letters.find(name)
            assert said is not None, f"{name[:8]} is taken for {party}'s, and lies in no log"
            assert _party(said.origin, letters) == party, f"{name[:8]} is taken for {party}'s, and is not in its log"
            assert said.by, f"{name[:8]} is taken for {party}'s, and no key of {party} has signed it"


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _objects(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _objects(each)


def bound_at(fold: Fold, subject: str, letters: Letters) -> tuple[str, ...]:
    """Who had to be asked about a subject when it was opened, by the text in force and by what its author could know."""
    opened = letters.find(subject)
    charter = _version(fold, subject)
    assert opened is not None
    assert opened.knew is not None, f"{subject[:8]} rests on what is not here"
    terms = letters.shelf.texts[charter]
    known = opened.knew | {opened.place}
    found = []
    for member in terms["parties"]:
        if member.get("role", "party") not in {"party", "host"}:
            continue
        past = [said for said in letters.of(member["origin"]) if said.place in known and _counts(said, fold)]
        signed = any(
            said.kind in {"ledger.charter_accepted", "ledger.party_accredited"} and said.body["charter"] == charter
            for said in past
        )
        if signed and not any(said.kind == "ledger.party_left" for said in past):
            found.append(str(member["id"]))
    return tuple(found)
