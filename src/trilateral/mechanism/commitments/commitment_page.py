"""One commitment for people: whom it binds, its schedule, three assessments side by side, what it waits for, who was let in."""

from collections.abc import Iterator

from trilateral.agreement.clocks import Answer, Due
from trilateral.agreement.undertakings import day_of
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.commitments import access_page, conditions, promises
from trilateral.mechanism.commitments.missions import stage
from trilateral.mechanism.commitments.promises import LEVELS, Status
from trilateral.mechanism.commitments.quoting import (
    all_conditions,
    binding_acts,
    day,
    lanes,
    missions,
    named,
    parties,
    quoted,
    words,
)
from trilateral.mechanism.commitments.state import Assessed, Commitment, last_of
from trilateral.ui.page import Desk, Matter, Shown

_LEVEL = "commitments.assessed.level"
_STANDING = "commitments.standing_stated.standing"
MOST_WORDS = 80
"""Characters of a step where it is named among other matters."""


def level_word(desk: Desk, level: int) -> str:
    """A level in words."""
    return desk.term(LEVELS[level], _LEVEL)


def due_day(desk: Desk, held: Commitment, part: int | None) -> str | None:
    """On which day a step, or all of it, is due; None where none is known."""
    return held.due_on if part is None else day_of(held.steps[part], desk.fold.state)


def term_of(desk: Desk, held: Commitment, party: PartyId, part: int | None) -> Due | None:
    """The day of a part as a term, in the capital of a party that is bound."""
    found = due_day(desk, held, part)
    return None if found is None else desk.due_on(party, found)


def overdue(desk: Desk, held: Commitment) -> list[tuple[PartyId, int | None, Due, Answer]]:
    """What has not been reported done and has a day: by whom, which part, its term, and whether it is over."""
    found = []
    for party, part in promises.still_to_do(held):
        term = term_of(desk, held, party, part)
        if term is not None:
            found.append((party, part, term, desk.late(term)))
    return found


def show(desk: Desk, held: Commitment) -> Shown:
    """The page."""
    view = desk.entry(held.id)
    carried = held.carries_out
    return Shown(
        "commitments/show.html",
        desk.gettext("Commitment %(ref)s", ref=desk.ref(held.id)),
        {
            "view": view,
            "status": desk.term(promises.status(held).value, "commitment"),
            "crossed": lanes(desk, promises.letters_crossed(held)),
            "forked": parties(desk, held.crossed),
            "text": desk.words(held.text),
            "obliged": [_obliged(desk, held, party) for party in held.obliged],
            "owed_to": parties(desk, held.owed_to),
            "norm": words(desk, held.norm),
            "arises_from": None if held.arises_from is None else named(desk, held.arises_from),
            "carries_out": None
            if carried is None
            else (f"{desk.ref(carried.text)}#{carried.number}", desk.subject_href(carried.text)),
            "adopted_for": [] if carried is None else parties(desk, carried.adopted_for),
            "not_bound": []
            if carried is None
            else parties(desk, tuple(party for party in held.obliged if party not in carried.adopted_for)),
            "due_on": day(desk, held.due_on),
            "sites": [
                (desk.term(each.sort, "site"), [desk.words(name) for name in each.place.names], each.place)
                for each in held.sites
            ],
            "parts_done": [_part(desk, held, part) for part in promises.parts_of(held)],
            "assessments": [_assessments(desk, held, party) for party in promises.bound_by(held)],
            "indicators": [_indicator(desk, held, number) for number in range(len(held.indicators))],
            "series": (),  # who stands above this slice and reads reports fills it in
            "standings": _standings(desk, held),
            "conditions": _conditions(desk, held.id),
            "lines": access_page.lines(desk, held),
            "quotas": access_page.quotas(desk, held),
            "missions": [
                (desk.entry(each.id), desk.subject_href(each.id), desk.term(stage(each, held).value, "mission"))
                for each in missions(desk)
                if each.about == held.id
            ],
            "acts": _acts(desk, held),
        },
    )


def _obliged(desk: Desk, held: Commitment, party: PartyId) -> dict[str, object]:
    said = last_of(held.words, party)
    bound = party in promises.bound_by(held)
    word = desk.term("undertaken" if bound else "demanded" if said is None else said.word, "commitment")
    return {
        "party": desk.party_view(party),
        "bound": bound,
        "word": word,
        "said": None if said is None else quoted(desk, said, word, said.text),
    }


def _part(desk: Desk, held: Commitment, part: int | None) -> dict[str, object]:
    """A step, or all of it: when it is due, and what each who is bound says that it has done."""
    step = None if part is None else held.steps[part]
    from_day = None if step is None or step.from_day is None else named(desk, step.from_day)
    return {
        "text": None if step is None else desk.words(step.text),
        "due_on": day(desk, due_day(desk, held, part)),
        "from_day": from_day,
        "offset": 0 if step is None else step.offset_days,
        "done": [_done(desk, held, party, part) for party in promises.bound_by(held)],
    }


def _done(desk: Desk, held: Commitment, party: PartyId, part: int | None) -> dict[str, object]:
    deed = promises.deed_of(held, party, part)
    if deed is None:
        term = term_of(desk, held, party, part)
        late = Answer.NO if term is None else desk.late(term)
        given = {} if part is None else {"step": part}
        mine = desk.may_sign and desk.party == party
        href = desk.sign_href("commitments.done", held.id, **given) if mine else ""
        return {"party": desk.party_view(party), "said": None, "late": late.value, "term": term, "done_href": href}
    checks = promises.words_on(held, deed)
    can = desk.may_sign and desk.party in held.parties and desk.party != party
    return {
        "party": desk.party_view(party),
        "said": quoted(desk, deed, desk.gettext("reported done"), deed.text),
        "done_on": day(desk, deed.done_on),
        "checks": [
            (desk.party_view(by), quoted(desk, check, _word_on(desk, check.word), check.text))
            for by, check in checks.items()
        ],
        "silent": parties(desk, (each for each in held.parties if each != party and each not in checks)),
        "answer_href": desk.sign_href("commitments.report_answered", held.id, report=desk.ref(deed.entry))
        if can
        else "",
    }


def _word_on(desk: Desk, word: str) -> str:
    return desk.term(word, "commitments.report_answered.word")


def _assessments(desk: Desk, held: Commitment, of: PartyId) -> dict[str, object]:
    """One party's performance: a row a meeting or day, with its own word, each other party's, and the joint level."""
    others = [party for party in held.parties if party != of]
    apart = [each.party for each in held.assessments if each.of == of and each.party not in held.parties]
    columns = [of, *others, *sorted(set(apart))]
    rows = []
    for period in promises.periods(held, of):
        level = promises.joint_level(held, of, period)
        said = [promises.assessed_by(held, party, of, period, joint=False) for party in columns]
        joint = [promises.assessed_by(held, party, of, period, joint=True) for party in held.parties]
        rows.append(
            {
                "period": _period(desk, period),
                "said": [_level(desk, each) for each in said],
                "joint": None if level is None else level_word(desk, level),
                "signed": [found for each in joint if (found := _level(desk, each)) is not None],
                "sign_href": _joint_href(desk, held, of, period, [each for each in joint if each is not None])
                if level is None
                else "",
            }
        )
    return {"of": desk.party_view(of), "columns": parties(desk, columns), "rows": rows}


def _period(desk: Desk, period: str) -> tuple[str, str, object]:
    """A meeting as a reference and address, or a day."""
    return (desk.ref(period), desk.subject_href(period), None) if len(period) == 64 else ("", "", desk.day(period))


def _level(desk: Desk, said: Assessed | None) -> object:
    return quoted(desk, said, "" if said is None else level_word(desk, said.level), None if said is None else said.text)


def _joint_href(desk: Desk, held: Commitment, of: PartyId, period: str, signed: list[Assessed]) -> str:
    """Where the reader can sign a joint level that somebody has begun: the one signed first by others, if they agree."""
    levels = {each.level for each in signed if each.party != desk.party}
    if not desk.may_sign or desk.party not in held.parties or len(levels) != 1:
        return ""
    at = {"meeting": desk.ref(period)} if len(period) == 64 else {"until_on": period}
    given = {"of": of, "level": LEVELS[levels.pop()], "joint": "yes", **at}
    return desk.sign_href("commitments.assessed", held.id, **given)


def _indicator(desk: Desk, held: Commitment, number: int) -> dict[str, object]:
    each = held.indicators[number]
    return {
        "number": number,
        "name": desk.words(each.name),
        "unit": words(desk, each.unit),
        "baseline": each.baseline,
        "target": each.target,
        "direction": desk.term(each.direction, "commitments.stated.indicators.direction"),
        "every": desk.term(each.every, "commitments.stated.indicators.every"),
        "source": words(desk, each.source),
        "counted": each.count is not None,
    }


def _standings(desk: Desk, held: Commitment) -> list[tuple[object, object]]:
    found: list[tuple[object, object]] = []
    for party in held.parties:
        said = last_of(held.standings, party)
        if said is not None:
            found.append((desk.party_view(party), quoted(desk, said, desk.term(said.word, _STANDING), said.text)))
    return found


def _conditions(desk: Desk, subject: EntryId) -> list[dict[str, object]]:
    """Conditions in which the commitment is named, and which of the two it is."""
    return [
        {
            "view": desk.entry(each.id),
            "href": desk.subject_href(each.id),
            "waits": each.held_back == subject,
            "other": named(desk, each.until if each.held_back == subject else each.held_back),
            "status": desk.term(conditions.status(each).value, "link"),
        }
        for each in all_conditions(desk)
        if subject in conditions.named_in(each)
    ]


def _acts(desk: Desk, held: Commitment) -> list[tuple[str, str, str]]:
    """What the reader can sign now."""
    if not desk.may_sign:
        return []
    found, me, bound = promises.status(held), desk.party, promises.bound_by(held)
    kinds: list[tuple[str, str]] = []
    if me in held.obliged and me not in bound:
        kinds.append(("commitments.undertaken", desk.gettext("You are bound to it, and cannot take that back alone.")))
        kinds.append(("commitments.refused", desk.gettext("You are not bound. You can undertake it later.")))
    if me in bound and found not in {Status.RELEASED, Status.FULFILLED}:
        kinds.append(("commitments.done", desk.gettext("You say that it is done. Others say whether it was.")))
    if bound:
        binds = desk.gettext("Your view, kept for this meeting or day. A joint level stands once all sign the same.")
        kinds.append(("commitments.assessed", binds))
    if me in held.parties:
        kinds.append(
            ("commitments.standing_stated", desk.gettext("Your word alone. It stands so once all say the same."))
        )
        kinds.append(("commitments.access_requested", desk.gettext("The party asked answers by the charter's clock.")))
    return binding_acts(desk, held, kinds)


def matters(desk: Desk, held: Commitment) -> Iterator[Matter]:
    """What is to be undertaken, done, answered, signed jointly, or said again."""
    ref, href = desk.ref(held.id), desk.subject_href(held.id)
    entry = desk.read(held.id)
    since, words = None if entry is None else entry.header.claimed_at, desk.words(held.text)
    for party in promises.asked_of(held):
        what = desk.gettext("Undertake commitment %(ref)s, or refuse", ref=ref)
        yield Matter(party, what, href, held.party, since, desk.received_at(party, held.id), words=words)
    for party, part, term, _late in overdue(desk, held):
        what = _to_do(desk, held, part)
        received = desk.received_at(party, held.id)
        yield Matter(party, what, href, held.party, since, received, term=term, words=words if part is None else None)
    for _of, _period_at, lacking in promises.joint_wanted(held):
        for party in lacking:
            what = desk.gettext("Sign the joint assessment of commitment %(ref)s, or not", ref=ref)
            yield Matter(party, what, href, words=words)
    for pair in promises.letters_crossed(held):
        for act in pair:
            yield Matter(
                act.party, desk.gettext("Letters on commitment %(ref)s crossed: say what holds", ref=ref), href
            )
    yield from access_page.matters(desk, held)


def _to_do(desk: Desk, held: Commitment, part: int | None) -> str:
    """What is to be done: all of it, or one step by its number and words. Several steps may be due of one party."""
    ref = desk.ref(held.id)
    if part is None:
        return desk.gettext("Carry out commitment %(ref)s", ref=ref)
    said = desk.words(held.steps[part].text).text
    words = said if len(said) <= MOST_WORDS else said[:MOST_WORDS].rsplit(" ", 1)[0] + "…"
    return desk.gettext("Carry out step %(step)s of commitment %(ref)s: %(words)s", step=part + 1, ref=ref, words=words)
