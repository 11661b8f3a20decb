"""Access for people: the log on a commitment or mission, quotas used and left, and how each party answers in all."""

from collections.abc import Iterator
from datetime import datetime

from trilateral.agreement.clocks import Due
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.commitments import access
from trilateral.mechanism.commitments.access import ACCESS_CLOCK, Given, Holder
from trilateral.mechanism.commitments.quoting import commitments, day, missions, quoted, words
from trilateral.mechanism.commitments.state import Asking, Commitment, Mission
from trilateral.ui.page import Desk, Matter, Shown
from trilateral.ui.stretches import stretch


def term_of(desk: Desk, request: Asking) -> Due:
    """The charter's clock on a request."""
    return desk.due(request.of, ACCESS_CLOCK, desk.received_at(request.of, request.entry))


def lines(desk: Desk, held: Holder, requests: list[Asking] | None = None) -> list[dict[str, object]]:
    """The log: what was asked, answered and came of it."""
    return [_line(desk, held, each) for each in (held.accesses if requests is None else requests)]


def _line(desk: Desk, held: Holder, request: Asking) -> dict[str, object]:
    ended = access.end_of(held, request)
    waits = access.waits(held, request)
    about = {"request": desk.ref(request.entry)}
    came = None
    if ended is not None:
        came = quoted(desk, ended, desk.term(ended.outcome, "commitments.access_ended.outcome"), ended.text)
    answers, ends = desk.may_sign and desk.party == request.of, desk.may_sign and desk.party == request.party
    return {
        "view": desk.entry(request.entry),
        "href": desk.subject_href(held.id),
        "of": desk.party_view(request.of),
        "names": [desk.words(each) for each in request.place.names[:1]],
        "sort": desk.term(request.sort, "site"),
        "on": day(desk, request.on),
        "until_on": day(desk, request.until_on),
        "why": words(desk, request.why),
        "answers": [_answer(desk, each) for each in given(desk, held, request)],
        "silence": desk.silence(request.of, request.entry, ACCESS_CLOCK) if waits else None,
        "ended": came,
        "answer_href": desk.sign_href("commitments.access_answered", held.id, **about) if answers else "",
        "end_href": desk.sign_href("commitments.access_ended", held.id, **about) if ends else "",
    }


def given(desk: Desk, held: Holder, request: Asking) -> tuple[Given, ...]:
    """Every answer to a request, with the time that it took."""
    mission = held if isinstance(held, Mission) else desk.fold.state(request.mission or "")
    of = mission if isinstance(mission, Mission) else None
    return access.given(held, request, of, lambda entry: said_at(desk, entry))


def _answer(desk: Desk, found: Given) -> dict[str, object]:
    answer = found.answer
    return {
        "said": quoted(desk, answer, desk.term(answer.answer, "commitments.access_answered.answer"), answer.why),
        "conditions": [desk.words(each) for each in answer.conditions],
        "until_at": answer.until_at,
        "hours": None if found.hours is None else round(found.hours),
        "after": None if found.after is None else desk.entry(found.after),
    }


def quotas(desk: Desk, held: Commitment) -> list[dict[str, object]]:
    """Each quota with what each party has used of it in the period of the page's day."""
    today = desk.now.date().isoformat()
    found = []
    for quota in held.quotas:
        period = access.period_of(quota, today)
        who = [quota.by] if quota.by else [party for party in held.parties if party not in held.obliged]
        used = [(desk.party_view(party), access.used_of(held, quota, party, today) or 0) for party in who]
        found.append(
            {
                "most": quota.most,
                "days": quota.days,
                "sort": "" if quota.sort is None else desk.term(quota.sort, "site"),
                "period": None if period is None else (desk.day(period[0]), desk.day(period[1])),
                "used": [(party, each, max(quota.most - each, 0)) for party, each in used],
            }
        )
    return found


def holders(desk: Desk) -> list[Holder]:
    """Everything on which access is asked for."""
    return [*commitments(desk), *missions(desk)]


def said_at(desk: Desk, entry: EntryId) -> datetime | None:
    """When an entry claims to have been signed."""
    found = desk.read(entry)
    return None if found is None else found.header.claimed_at


def access_page(desk: Desk) -> Shown:
    """How each party answers requests for access, and every request."""
    held = holders(desk)
    found = access.statistics(held, lambda entry: said_at(desk, entry))
    asked = [(each, request) for each in held for request in each.accesses]
    part = stretch(desk, asked, "commitments", "access")
    return Shown(
        "commitments/access.html",
        desk.gettext("Access asked for and given"),
        {
            "statistics": [(desk.party_view(each.of), each) for each in found],
            "answers": [(each, desk.term(each, "commitments.access_answered.answer")) for each in access.ANSWERS],
            "lines": [_line(desk, *each) for each in part.rows],
            "part": part,
            "list_href": desk.href("commitments"),
        },
    )


def matters(desk: Desk, held: Holder) -> Iterator[Matter]:
    """Requests for access that wait for an answer."""
    for request in held.accesses:
        if access.waits(held, request):
            what = desk.gettext("Answer the request for access %(ref)s", ref=desk.ref(request.entry))
            received, href = desk.received_at(request.of, request.entry), desk.subject_href(held.id)
            since = said_at(desk, request.entry)
            yield Matter(request.of, what, href, request.party, since, received, term=term_of(desk, request))
