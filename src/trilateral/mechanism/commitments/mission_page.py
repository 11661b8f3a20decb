"""A verification mission for people: its team of offices, whether it may go in, its checklist, reports and each party's word."""

from collections.abc import Iterator

from trilateral.agreement.clocks import Answer, Due
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.mechanism.commitments import access_page, missions
from trilateral.mechanism.commitments.missions import REPORT_CLOCK, SPOT_CLOCK, Stage
from trilateral.mechanism.commitments.quoting import binding_acts, day, named, parties, quoted, sorted_by_claim
from trilateral.mechanism.commitments.state import Asking, Mission, Report
from trilateral.ui.page import Desk, Matter, Shown

CLOCKS = {"spot": SPOT_CLOCK, "final": REPORT_CLOCK}


def under(desk: Desk, held: Mission) -> object | None:
    """State of the commitment that it is about, if it is about one."""
    return None if held.about is None else desk.fold.state(held.about)


def report_terms(desk: Desk, held: Mission) -> Iterator[tuple[str, Due, Answer]]:
    """Which reports are awaited, until when, and whether that is over."""
    for sort, clock in CLOCKS.items():
        since = missions.report_waits(held, sort)
        if since is not None:
            term = desk.due(held.party, clock, access_page.said_at(desk, since.entry))
            late = missions.late_report(held, sort, term, desk.now, desk.covered_until(held.party))
            yield sort, term, late


def show(desk: Desk, held: Mission) -> Shown:
    """The page."""
    about = under(desk, held)
    by_holder: dict[EntryId, list[Asking]] = {}
    asked = missions.accesses_of(held, about)
    for holder, request in asked:
        by_holder.setdefault(holder.id, []).append(request)
    holders = {holder.id: holder for holder, _ in asked}
    moves = [quoted(desk, each, desk.term(each.word, "mission"), each.text) for each in held.moves]
    return Shown(
        "commitments/mission.html",
        desk.gettext("Verification mission %(ref)s", ref=desk.ref(held.id)),
        {
            "view": desk.entry(held.id),
            "status": desk.term(missions.stage(held, about).value, "mission"),
            "forked": parties(desk, held.crossed),
            "text": desk.words(held.text),
            "tier": desk.term(held.tier, "commitments.mission_requested.tier"),
            "about": None if held.about is None else named(desk, held.about),
            "on": day(desk, held.on),
            "names": [] if held.place is None else [desk.words(each) for each in held.place.names],
            "team": [
                (desk.party_view(party), [desk.office(each) for each in offices])
                for party, offices in missions.team(held).items()
            ],
            "lines": [
                line
                for holder, requests in by_holder.items()
                for line in access_page.lines(desk, holders[holder], requests)
            ],
            "moves": sorted_by_claim(each for each in moves if each is not None),
            "awaited": [
                (desk.term(sort, "commitments.mission_reported.sort"), term, late.value)
                for sort, term, late in report_terms(desk, held)
            ],
            "checklist": _checklist(desk, held),
            "reports": [_report(desk, held, each) for each in held.reports],
            "acts": _acts(desk, held),
        },
    )


def _checklist(desk: Desk, held: Mission) -> list[dict[str, object]]:
    """Each point with what the last report that speaks of it found there."""
    found = []
    for number, point in enumerate(held.checklist):
        last = [(report, each) for report in held.reports for each in report.results if each.point == number]
        report, result = last[-1] if last else (None, None)
        found.append(
            {
                "number": number + 1,
                "text": desk.words(point),
                "found": None
                if result is None
                else quoted(
                    desk, report, desk.term(result.found, "commitments.mission_reported.results.found"), result.text
                ),
            }
        )
    return found


def _report(desk: Desk, held: Mission, report: Report) -> dict[str, object]:
    checks = []
    for party in held.parties:
        said = missions.check_by(held, report.entry, party)
        if said is not None:
            word = desk.term(said.word, "commitments.report_answered.word")
            checks.append((desk.party_view(party), quoted(desk, said, word, said.text)))
    silent = [p for p in held.parties if p != held.party and missions.check_by(held, report.entry, p) is None]
    can = desk.may_sign and desk.party in held.parties and desk.party != held.party
    about = {"report": desk.ref(report.entry)}
    return {
        "view": desk.entry(report.entry),
        "sort": desk.term(report.sort, "commitments.mission_reported.sort"),
        "text": desk.words(report.text),
        "evidence": [named(desk, each) for each in report.evidence],
        "checks": checks,
        "silent": parties(desk, silent),
        "answer_href": desk.sign_href("commitments.report_answered", held.id, **about) if can else "",
    }


def _acts(desk: Desk, held: Mission) -> list[tuple[str, str, str]]:
    if not desk.may_sign:
        return []
    kinds = [
        ("commitments.team_named", desk.gettext("You say which of your offices are in the team. No person is named."))
    ]
    if desk.party == held.party:
        kinds += [
            ("commitments.access_requested", desk.gettext("The party asked answers by the charter's clock.")),
            ("commitments.mission_deployed", desk.gettext("From now on the clocks for your reports run.")),
            ("commitments.mission_suspended", desk.gettext("While it stands still no report is due.")),
            (
                "commitments.mission_reported",
                desk.gettext("What you found. Each party says for itself whether it stands behind it."),
            ),
        ]
    return binding_acts(desk, held, kinds)


def matters(desk: Desk, held: Mission) -> Iterator[Matter]:
    """Access to be answered, reports that are due, and words on the report."""
    ref, href = desk.ref(held.id), desk.subject_href(held.id)
    yield from access_page.matters(desk, held)
    for _sort, term, _late in report_terms(desk, held):
        yield Matter(held.party, desk.gettext("Report on mission %(ref)s", ref=ref), href, term=term)
    report = missions.final_report(held)
    if report is not None and missions.stage(held, None) is not Stage.CROSSED:
        for party in missions.to_check(held):
            yield _wanted(desk, held, report, party)


def _wanted(desk: Desk, held: Mission, report: Report, party: PartyId) -> Matter:
    what = desk.gettext("Say whether you stand behind the report of mission %(ref)s", ref=desk.ref(held.id))
    since, received = access_page.said_at(desk, report.entry), desk.received_at(party, report.entry)
    return Matter(party, what, desk.subject_href(held.id), held.party, since, received)
