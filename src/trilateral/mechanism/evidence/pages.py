"""Evidence for people: how each party stands, what proves it, what the digests come to, and how a stranger checks each proof."""

from collections.abc import Iterator
from datetime import UTC, datetime

from trilateral.ledger.entry import EntryId, PartyId
from trilateral.ledger.evidence import parse_equivocation
from trilateral.ledger.keys import MisconductFound
from trilateral.mechanism.evidence.file import encode_evidence, evidence_in
from trilateral.mechanism.evidence.rules import Contradiction, Digests, Finding, Fork, divergences
from trilateral.tlog.checkpoint import parse_signed
from trilateral.ui.page import Desk, File, Matter, Pages, Shown


def _all(desk: Desk) -> list[Finding]:
    return list(desk.fold.subjects("evidence").values())


def index(desk: Desk) -> Shown:
    """How each party stands, and all proofs."""
    found = _all(desk)
    return Shown(
        "evidence/list.html",
        desk.gettext("Misconduct and digests"),
        {
            "parties": [_party(desk, party, found) for party in desk.parties],
            "misconduct": [shown for origin in desk.fold.exposed() for shown in _misconduct(desk, origin)],
            "contradictions": [_contradiction(desk, each) for each in found if isinstance(each, Contradiction)],
            "forks": [_fork(desk, each) for each in found if isinstance(each, Fork)],
            "divergences": [tuple(_digest(desk, each) for each in pair) for pair in divergences(_typed(found))],
            "file_href": desk.href("evidence", "proofs.json"),
            "mechanism": desk.fold.mechanism,
            "state_href": desk.sign_href("evidence.fork_stated") if desk.may_sign else "",
        },
    )


def _typed(found: list[Finding]) -> list[Digests | Fork | Contradiction]:
    return [each for each in found if isinstance(each, Digests | Fork | Contradiction)]


def _last_digest(found: list[Finding], party: PartyId) -> Digests | None:
    stated = [each for each in found if isinstance(each, Digests) and each.party == party]
    return max(stated, key=lambda each: each.index, default=None)


def _party(desk: Desk, party: PartyId, found: list[Finding]) -> dict[str, object]:
    standing, why = desk.standing(party)
    last = _last_digest(found, party)
    return {
        "party": desk.party_view(party),
        "standing": standing,
        "why": why,
        "digest": None if last is None else _digest(desk, last),
        "contradictions": sum(isinstance(each, Contradiction) and each.whose == party for each in found),
    }


def _digest(desk: Desk, stated: Digests) -> dict[str, object]:
    compared = "own" if stated.party == desk.party else desk.digest_compared(stated.id) or "not_compared"
    return {
        "party": desk.party_view(stated.party),
        "view": desk.entry(stated.id),
        "href": desk.subject_href(stated.id),
        "digest": stated.digest,
        "cut": [(desk.fold.party_of(each.log) or each.log, each.size, each.root) for each in stated.cut],
        "compared": compared,
        "compared_text": desk.term(compared, "digest"),
    }


def _misconduct(desk: Desk, origin: str) -> Iterator[dict[str, object]]:
    """Each proof that a log was shown in two ways."""
    for entry in desk.fold.evidence(origin):
        if not isinstance(entry.body, MisconductFound):
            continue
        proof = parse_equivocation(entry.body.proof)
        heads = [parse_signed(branch.checkpoint.encode()) for branch in (proof.first, proof.second)]
        yield {
            "party": desk.party_view(desk.fold.party_of(origin)),
            "log": origin,
            "view": desk.view(entry),
            "after": proof.prefix,
            "heads": [(each.size, each.root.hex()) for each in heads],
            "file": _proof_name(entry.ref),
        }


def _proof_name(ref: str) -> str:
    return ref.replace("/", "-") + ".tlog-proof"


def _contradiction(desk: Desk, shown: Contradiction) -> dict[str, object]:
    return {
        "party": desk.party_view(shown.whose) if shown.whose else None,
        "name": shown.name,
        "log": shown.log,
        "of": desk.party_view(desk.fold.party_of(shown.log)),
        "view": desk.entry(shown.id),
        "href": desk.subject_href(shown.id),
        "words": [(size, _at(time)) for size, time in zip(shown.sizes, shown.times, strict=True)],
        "file": _proof_name(desk.ref(shown.id)),
    }


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(seconds, 253_402_300_799), UTC)


def _fork(desk: Desk, stated: Fork) -> dict[str, object]:
    return {
        "whose": desk.party_view(stated.whose),
        "own": stated.whose == stated.party,
        "log": stated.log,
        "view": desk.entry(stated.id),
        "href": desk.subject_href(stated.id),
        "reason": desk.term(stated.reason, "fork_reason"),
        "text": None if stated.text is None else desk.words(stated.text),
        "branches": [(each.size, each.root, each.root == stated.continues) for each in stated.heads],
    }


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One of them."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Finding) or view is None:
        return None
    return Shown(
        "evidence/show.html",
        name(desk, subject),
        {
            "view": view,
            "digest": _digest(desk, held) if isinstance(held, Digests) else None,
            "fork": _fork(desk, held) if isinstance(held, Fork) else None,
            "contradiction": _contradiction(desk, held) if isinstance(held, Contradiction) else None,
            "file_href": desk.href("evidence", "proofs.json"),
            "mechanism": desk.fold.mechanism,
        },
    )


def matters(desk: Desk) -> Iterator[Matter]:
    """Digests that differ: both are asked which subject it is."""
    for pair in divergences(_typed(_all(desk))):
        for one, other in (pair, pair[::-1]):
            what = desk.gettext("Find out why your digest differs from that of %(ref)s", ref=desk.ref(other.id))
            yield Matter(one.party, what, desk.subject_href(one.id), other.party)


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    return desk.gettext("Finding on the record %(ref)s", ref=desk.ref(subject))


def _file(desk: Desk) -> bytes:
    return encode_evidence(evidence_in(desk.open_fold))


PAGES = Pages(
    "evidence",
    "Misconduct and digests",
    index,
    show,
    matters,
    name,
    files=(File("proofs.json", "application/json", _file),),
)
