"""One report, one row of a list of reports, one piece of evidence, one outside event."""

import msgspec

from trilateral.agreement.locations import coarsened
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.incidents.accounts import Account, Standing, of_report
from trilateral.mechanism.incidents.entries import IncidentReported, Told
from trilateral.mechanism.incidents.listing import accounts_named, address, called, incidents_of, spoken_of, stands
from trilateral.mechanism.incidents.said import Said, said_view
from trilateral.mechanism.incidents.state import (
    Detail,
    Event,
    Evidence,
    Incident,
    Report,
    custodians,
    custody,
    last_checks,
    last_ratings,
    open_handing,
)
from trilateral.ui.maps import Place, draw
from trilateral.ui.page import Desk, Shown
from trilateral.ui.views import EntryView


def show_report(desk: Desk, held: Report) -> Shown | None:
    """A report that is an entry of its own."""
    view = desk.entry(held.id)
    if view is None:
        return None
    account = of_report(held, desk.fold.general("acts", held.id))
    details = ((desk.entry(each.entry), _detail(desk, held, each)) for each in held.details)
    return Shown(
        "incidents/report.html",
        desk.gettext("Report %(ref)s", ref=desk.ref(held.id)),
        {
            **_account(desk, account, view),
            "first": said_view(desk, held.said) if held.details else None,
            "details": [(found, said) for found, said in details if found is not None],
            "ratings": ratings(desk, held, Told(held.id)),
            "checks": checks(desk, held, Told(held.id)),
            "acts": _report_acts(desk, held),
        },
    )


def _detail(desk: Desk, held: Report, detail: Detail) -> Said:
    """What a detail says by itself."""
    given = msgspec.structs.asdict(detail.said)
    return said_view(desk, msgspec.structs.replace(IncidentReported(held.said.type), **given))


def show_row(desk: Desk, told: Told) -> Shown | None:
    """A row of a list of reports. What is said of it is said where it is linked: at incidents."""
    view = desk.entry(told.report)
    account = accounts_named(desk, [told]).get(told)
    if view is None or account is None:
        return None
    linked = [desk.fold.state(each) for each in incidents_of(desk).get(told, ())]
    held = [each for each in linked if isinstance(each, Incident)]
    return Shown(
        "incidents/report.html",
        desk.gettext("Report %(ref)s", ref=called(desk, told)),
        {
            **_account(desk, account, view),
            "first": None,
            "details": [],
            "ratings": [line for each in held for line in ratings(desk, each, told)],
            "checks": [line for each in held for line in checks(desk, each, told)],
            "acts": [],
        },
    )


def _account(desk: Desk, account: Account, view: EntryView) -> dict[str, object]:
    said, told = account.said, account.told
    place = None if said is None else said.where
    drawn = None
    if place is not None:
        where = coarsened(place, desk.charter.grid_microdegrees)
        drawn = draw(
            [Place(where, desk.party_view(account.party), called(desk, told), address(desk, told))],
            desk.backdrop,
            desk.lang,
        )
    return {
        "view": view,
        "ref": called(desk, told),
        "is_row": told.row is not None,
        "list_href": desk.href("bodies", desk.ref(told.report)) if told.row is not None else "",
        "prove": f"trilateral prove {called(desk, told)} -o report.proof",
        "party": desk.party_view(account.party),
        "said": None if said is None else said_view(desk, said),
        "standing": "" if stands(account) else desk.term(account.standing.value, "standing_of_report"),
        "unreadable": account.standing is Standing.UNREADABLE,
        "sealed_for": [desk.party_view(party) for party in account.sealed_for],
        "sources": account.sources,
        "spoken_of": [] if told.row is not None else spoken_of(desk, told.report),
        "incidents": [
            (desk.ref(each), desk.subject_href(each), desk.words(held.title))
            for each in incidents_of(desk).get(told, ())
            if isinstance(held := desk.fold.state(each), Incident)
        ],
        "drawn": drawn,
    }


def ratings(desk: Desk, held: Report | Incident, told: Told) -> list[tuple[EntryView, str, str, object]]:
    """Each party's last rating: the entry, the source, the information, and its words."""
    return [
        (
            view,
            f"{each.source} · {desk.term(each.source.lower(), 'source_grade')}",
            f"{desk.numbers([each.information])} · {desk.term(f'grade_{each.information}', 'information_grade')}",
            None if each.text is None else desk.words(each.text),
        )
        for each in last_ratings(held, told)
        if (view := desk.entry(each.entry)) is not None
    ]


def checks(desk: Desk, held: Report | Incident, told: Told) -> list[tuple[EntryView, str, object]]:
    """Each party's last word on whether it could verify a report."""
    return [
        (view, desk.term(each.found, "found"), None if each.text is None else desk.words(each.text))
        for each in last_checks(held, told)
        if (view := desk.entry(each.entry)) is not None
    ]


def _report_acts(desk: Desk, held: Report) -> list[tuple[str, str, str]]:
    if not desk.may_sign:
        return []
    acts = [
        ("incidents.rated", desk.gettext("Your rating stands beside the others' and is averaged with none.")),
        ("incidents.checked", desk.gettext("You say whether you could verify it, and how.")),
    ]
    if desk.party == held.party:
        acts.insert(
            0, ("incidents.detailed", desk.gettext("What you give stands in the place of what you said before."))
        )
    made = [(kind, desk.sign_href(kind, held.id), what) for kind, what in acts]
    opening = desk.sign_href("incidents.opened", **{"reports.0.report": desk.ref(held.id)})
    return [*made, ("incidents.opened", opening, desk.gettext("You hold that it tells of a happening of its own."))]


def show_evidence(desk: Desk, held: Evidence) -> Shown | None:
    """Something that is kept, and the chain of those who had it."""
    view = desk.entry(held.id)
    if view is None:
        return None
    now = custodians(held)
    said = held.said
    waiting = [(each, handing) for each in now if (handing := open_handing(held, each)) is not None]
    return Shown(
        "incidents/evidence.html",
        desk.gettext("Evidence %(ref)s", ref=desk.ref(held.id)),
        {
            "view": view,
            "sort": desk.term(said.sort, "incidents.evidence_recorded.sort"),
            "called": desk.words(said.title),
            "not_proven": desk.words(said.not_proven),
            "collected": said.collected,
            "places": () if said.where is None else [desk.words(name) for name in said.where.names],
            "paper": said.paper,
            "here": said.paper is not None and desk.has_file(said.paper),
            "mark": said.mark,
            "reports": [(desk.ref(each), desk.subject_href(each)) for each in said.reports],
            "chain": [_link(desk, held, each.entry) for each in custody(held)],
            "held_by": [desk.party_view(each.party) for each in now],
            "waiting": [
                (desk.entry(handing.entry), desk.party_view(handing.to), _office(desk, handing.to_office))
                for _, handing in waiting
            ],
            "acts": _evidence_acts(desk, held),
        },
    )


def _office(desk: Desk, office: str | None) -> str:
    return "" if office is None else desk.office(office)


def _link(desk: Desk, held: Evidence, entry: EntryId) -> dict[str, object]:
    """One who had it: by which receipt, and by which handing over."""
    receipt = next((each for each in held.receipts if each.entry == entry), None)
    handing = None if receipt is None else next((e for e in held.handings if e.entry == receipt.handed), None)
    return {
        "received": desk.entry(entry),
        "text": None if receipt is None or receipt.text is None else desk.words(receipt.text),
        "handed": None if handing is None else desk.entry(handing.entry),
        "handed_text": None if handing is None or handing.text is None else desk.words(handing.text),
    }


def _evidence_acts(desk: Desk, held: Evidence) -> list[tuple[str, str, str]]:
    if not desk.may_sign:
        return []
    acts = []
    for holding in custodians(held):
        handing = open_handing(held, holding)
        if holding.party == desk.party:
            what = desk.gettext("You have it until the other end signs that it received it.")
            acts.append(("incidents.evidence_handed", desk.sign_href("incidents.evidence_handed", held.id), what))
        if handing is not None and handing.to == desk.party:
            href = desk.sign_href("incidents.evidence_received", held.id, handed=desk.ref(handing.entry))
            acts.append(("incidents.evidence_received", href, desk.gettext("You have it from then on.")))
    return acts


def show_event(desk: Desk, held: Event) -> Shown | None:
    """What somebody outside did or declared."""
    view = desk.entry(held.id)
    if view is None:
        return None
    return Shown(
        "incidents/event.html",
        desk.gettext("Outside event %(ref)s", ref=desk.ref(held.id)),
        {
            "view": view,
            "sort": desk.term(held.said.sort, "incidents.event_recorded.sort"),
            "who": desk.words(held.said.who),
            "text": desk.words(held.said.text),
            "when": held.said.when,
            "sources": held.sources,
        },
    )
