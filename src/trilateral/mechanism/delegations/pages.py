"""Delegations for people: who holds which office at which rank, since when, and what the others say to it."""

from collections.abc import Iterator

from trilateral.ledger.entry import EntryId
from trilateral.mechanism.delegations.rules import (
    Delegation,
    Opinion,
    Post,
    Step,
    downgrades,
    open_objections,
    posts,
    stances,
)
from trilateral.ui.page import Desk, Matter, Pages, Shown


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
                    "forum": desk.term(each.forum, "forum"),
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
            "forum": desk.term(held.forum, "forum"),
            "posts": [_post(desk, held, post) for post in _in_order(held)],
            "open_objections": [_opinion(desk, each) for each in open_objections(held)],
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
        "agree_href": desk.sign_href("delegations.agreed", held.id, office=post.office) if other else "",
        "object_href": desk.sign_href("delegations.objected", held.id, office=post.office) if other else "",
        "remark_href": desk.sign_href("delegations.remarked", held.id, office=post.office) if other else "",
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
    """Objections that stand: the party that appointed is to answer them, by another person or with the other party."""
    for held in _all(desk):
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


def name(desk: Desk, subject: EntryId) -> str:
    """What to call it."""
    held = desk.fold.state(subject)
    party = desk.party_view(held.party).name if isinstance(held, Delegation) else ""
    return desk.gettext("Delegation of %(party)s", party=party)


PAGES = Pages("delegations", "Delegations", index, show, matters, name)
