"""Delegations for people: who holds which office at which rank, since when, and what the others say to it."""

from collections.abc import Iterator, Mapping, Sequence

from trilateral.i18n.calendars import in_zone
from trilateral.i18n.digits import latin_digits
from trilateral.ledger.entry import EntryId, Office
from trilateral.mechanism.delegations.rules import (
    Acting,
    Credentials,
    Delegation,
    Opinion,
    Post,
    Request,
    Step,
    acting_for,
    consents,
    credentials,
    downgrades,
    not_consented,
    open_objections,
    posts,
    stances,
)
from trilateral.ui.page import Desk, Matter, Pages, Quote, Shown
from trilateral.ui.views import Words


def _all(desk: Desk) -> list[Delegation]:
    """All delegations, our own first, each party's in the order in which it named them."""
    held: list[Delegation] = list(desk.fold.subjects("delegations").values())
    return sorted(held, key=lambda each: (desk.parties.index(each.party), _named_at(desk, each), each.id))


def _named_at(desk: Desk, delegation: Delegation) -> int:
    entry = desk.read(delegation.id)
    return 0 if entry is None else entry.index


def index(desk: Desk) -> Shown:
    """The list, with each delegation's offices."""
    return Shown(
        "delegations/list.html",
        desk.gettext("Delegations"),
        {
            "delegations": [
                {
                    "view": desk.entry(each.id),
                    "href": desk.subject_href(each.id),
                    "name": desk.words(each.name),
                    "forum": desk.forum(each.forum),
                    "posts": [_post(desk, each, post) for post in _in_order(each)],
                }
                for each in _all(desk)
            ],
            "name_href": desk.sign_href("delegations.named") if desk.may_sign else "",
        },
    )


_ROLES = ("head", "alternate", "moderator", "member", "expert", "adviser", "interpreter")


def _in_order(delegation: Delegation) -> list[Post]:
    """The head first; those who left last."""

    def place(post: Post) -> tuple[bool, int, str]:
        return post.left is not None, _ROLES.index(post.role) if post.role in _ROLES else len(_ROLES), post.office

    return sorted(posts(delegation), key=place)


def show(desk: Desk, subject: EntryId) -> Shown | None:
    """One delegation with its rank history."""
    held = desk.fold.state(subject)
    view = desk.entry(subject)
    if not isinstance(held, Delegation) or view is None:
        return None
    own = desk.may_sign and held.party == desk.party
    return Shown(
        "delegations/show.html",
        name(desk, subject),
        {
            "view": view,
            "named": desk.words(held.name),
            "forum": desk.forum(held.forum),
            "posts": [_post(desk, held, post) for post in _in_order(held)],
            "open_objections": [_opinion(desk, each) for each in open_objections(held)],
            "requests": [_request(desk, held, each) for each in held.requests],
            "crossed": [desk.party_view(party) for party in held.crossed],
            "ask_href": desk.sign_href("delegations.agrement_asked", subject) if own else "",
            "accredit_href": desk.sign_href("delegations.accredited", subject) if own else "",
        },
    )


def _post(desk: Desk, held: Delegation, post: Post) -> dict[str, object]:
    lowered = {step.entry for step in downgrades(held, post.office)}
    own = desk.may_sign and held.party == desk.party and post.left is None
    other = desk.may_sign and held.party != desk.party
    steps = [
        {
            "rank": desk.term(step.rank or "unknown", "rank"),
            "view": desk.entry(step.entry),
            "why": None if step.text is None or step.word != "rank_changed" else desk.words(step.text),
            "lowered": step.entry in lowered,
            "first": number == 0,
        }
        for number, step in enumerate(post.ranks)
    ]
    last = post.holdings[-1]
    acting = None if post.left is not None else acting_for(held, post.office, _today(desk, held))
    paper = credentials(held, post.office)
    has_say = other and desk.party in held.parties
    return {
        "office": desk.office(post.office),
        "role": desk.term(post.role, "role"),
        "rank": desk.term(post.rank, "rank"),
        "downgrades": len(lowered),
        "steps": steps,
        "holder": _holder(desk, last),
        "holders": [_holder(desk, each) for each in post.holdings],
        "left": None if post.left is None else desk.entry(post.left.entry),
        "opinions": [_opinion(desk, each) for each in held.opinions if each.office == post.office],
        "stances": [_opinion(desk, each) for each in stances(held, post.office)],
        "rank_href": desk.sign_href("delegations.rank_changed", held.id, office=post.office) if own else "",
        "succeed_href": desk.sign_href("delegations.succeeded", held.id, office=post.office) if own else "",
        "leave_href": desk.sign_href("delegations.left", held.id, office=post.office) if own else "",
        "acting": None if acting is None else _acting(desk, acting),
        "paper": None if paper is None else _paper(desk, paper),
        "signing_keys": _keys(desk, held, post.office),
        "present_href": desk.sign_href("delegations.credentials_presented", held.id, office=post.office) if own else "",
        "act_href": desk.sign_href("delegations.acting_named", held.id, for_office=post.office) if own else "",
        "back_href": desk.sign_href("delegations.acting_ended", held.id, office=post.office) if own and acting else "",
        "agree_href": desk.sign_href("delegations.agreed", held.id, office=post.office) if has_say else "",
        "object_href": desk.sign_href("delegations.objected", held.id, office=post.office) if has_say else "",
        "non_grata_href": desk.sign_href("delegations.declared_non_grata", held.id, office=post.office)
        if has_say
        else "",
        "remark_href": desk.sign_href("delegations.remarked", held.id, office=post.office) if other else "",
    }


def _today(desk: Desk, held: Delegation) -> str:
    """The day in the capital of the delegation, at the instant for which the page is shown."""
    terms = desk.charter.party(held.party)
    return in_zone(desk.now, "UTC" if terms is None else terms.zone).date().isoformat()


def _acting(desk: Desk, acting: Acting) -> dict[str, object]:
    return {
        "office": desk.office(acting.office or ""),
        "view": desk.entry(acting.entry),
        "from_on": None if acting.from_on is None else desk.day(acting.from_on),
        "until_on": None if acting.until_on is None else desk.day(acting.until_on),
    }


def _paper(desk: Desk, paper: Credentials) -> dict[str, object]:
    return {
        "view": desk.entry(paper.entry),
        "powers": [desk.term(power, "powers") for power in paper.powers],
        "limits": None if paper.limits is None else desk.words(paper.limits),
        "issued_by": None if paper.issued_by is None else desk.words(paper.issued_by),
        "issued_on": None if paper.issued_on is None else desk.day(paper.issued_on),
        "until_on": None if paper.until_on is None else desk.day(paper.until_on),
        "papers": paper.papers,
    }


def _keys(desk: Desk, held: Delegation, office: Office) -> list[dict[str, object]]:
    """The keys that speak for the office, those that still do first: since which entry, and until which."""
    terms = desk.charter.party(held.party)
    enrolled = () if terms is None else desk.fold.book(terms.origin).enrolments()
    found = sorted((each for each in enrolled if each.office == office), key=lambda k: (k.until is not None, -k.since))
    return [
        {
            "name": each.vkey.partition("+")[0],
            "powers": each.powers,
            "since": f"{held.party}/{each.since}",
            "since_href": desk.href("entry", f"{held.party}/{each.since}"),
            "until": None if each.until is None else f"{held.party}/{each.until}",
            "until_href": "" if each.until is None else desk.href("entry", f"{held.party}/{each.until}"),
        }
        for each in found
    ]


def _request(desk: Desk, held: Delegation, asked: Request) -> dict[str, object]:
    person = desk.person(asked.entry)
    said = consents(held, asked.entry)
    other = desk.may_sign and desk.party != held.party and desk.party in held.parties
    came = [step for step in held.steps if step.agrement == asked.entry]
    ref = desk.ref(asked.entry)
    return {
        "view": desk.entry(asked.entry),
        "office": desk.office(asked.office),
        "rank": desk.term(asked.rank, "rank"),
        "name": person.get("name", "") if person else "",
        "note": None if asked.note is None else desk.words(asked.note),
        "consents": [
            {
                "party": desk.party_view(each.party),
                "word": desk.term(each.word, "consent"),
                "text": None if each.text is None else desk.words(each.text),
                "view": desk.entry(each.entry),
            }
            for each in said
        ],
        "missing": [desk.party_view(party) for party in not_consented(held, asked.entry)],
        "came": [desk.entry(step.entry) for step in came],
        "give_href": desk.sign_href("delegations.agrement_given", held.id, request=ref) if other else "",
        "refuse_href": desk.sign_href("delegations.agrement_refused", held.id, request=ref) if other else "",
        "accredit_href": desk.sign_href(
            "delegations.accredited", held.id, office=asked.office, rank=asked.rank, agrement=ref
        )
        if desk.may_sign and desk.party == held.party and not came
        else "",
    }


def _holder(desk: Desk, holding: Step) -> dict[str, object]:
    person = desk.person(holding.entry)
    return {
        "view": desk.entry(holding.entry),
        "name": person.get("name", "") if person else "",
        "title": person.get("title", "") if person else "",
        "absent": person is None and holding.blob is not None,
        "since_on": None if holding.since_on is None else desk.day(holding.since_on),
        "note": None if holding.text is None else desk.words(holding.text),
    }


def _opinion(desk: Desk, opinion: Opinion) -> dict[str, object]:
    return {
        "stance": desk.term(opinion.stance, "stance"),
        "objected": opinion.stance == "objected",
        "party": desk.party_view(opinion.party),
        "office": desk.office(opinion.office),
        "view": desk.entry(opinion.entry),
        "text": None if opinion.text is None else desk.words(opinion.text),
    }


def matters(desk: Desk) -> Iterator[Matter]:
    """Objections that stand, which the party that appointed is to answer; and persons who wait for consent."""
    for held in _all(desk):
        for request in held.requests:
            yield from _consents_awaited(desk, held, request)
        for opinion in open_objections(held):
            entry = desk.read(opinion.entry)
            office = desk.office(opinion.office)
            yield Matter(
                of=held.party,
                what=desk.gettext(
                    "Objection %(ref)s to the holder of: %(office)s", ref=desk.ref(opinion.entry), office=office
                ),
                href=desk.subject_href(held.id),
                by=opinion.party,
                since_at=None if entry is None else entry.header.claimed_at,
                received_at=desk.received_at(held.party, opinion.entry),
            )


def _consents_awaited(desk: Desk, held: Delegation, asked: Request) -> Iterator[Matter]:
    entry = desk.read(asked.entry)
    what = desk.gettext("Give or refuse agrément: request %(ref)s", ref=desk.ref(asked.entry))
    for party in not_consented(held, asked.entry):
        yield Matter(
            of=party,
            what=what,
            href=desk.subject_href(held.id),
            by=held.party,
            since_at=None if entry is None else entry.header.claimed_at,
            received_at=desk.received_at(party, asked.entry),
        )


def quotes(desk: Desk, _kind: str, subject: EntryId | None, given: Mapping[str, Sequence[str]]) -> tuple[Quote, ...]:
    """Who holds the office that a form names, or who is asked about: a word on an office is a word on a person."""
    held = None if subject is None else desk.fold.state(subject)
    if not isinstance(held, Delegation):
        return ()
    office = next(iter(given.get("office", ())), "").strip()
    ref = latin_digits(next(iter(given.get("request", ())), "").strip())
    filled = [post for post in posts(held) if post.office == office and post.left is None]
    asked = [each for each in held.requests if ref and desk.ref(each.entry) == ref]
    return (
        *(_person(desk, desk.office(office), post.holdings[-1].entry, post.rank) for post in filled),
        *(_person(desk, desk.office(each.office), each.entry, each.rank) for each in asked),
    )


def _person(desk: Desk, office: str, entry: EntryId, rank: str) -> Quote:
    person = desk.person(entry) or {}
    named = tuple(Words(person[each], desk.lang) for each in ("name", "title") if person.get(each))
    return Quote(office, named, note=desk.term(rank, "rank"))


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held = desk.fold.state(subject)
    party = desk.party_view(held.party).name if isinstance(held, Delegation) else ""
    return desk.gettext("Delegation of %(party)s", party=party)


PAGES = Pages("delegations", "Delegations", index, show, matters, name, quotes)
