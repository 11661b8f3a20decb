"""The shipped case: what it claims, what it quotes, whom it names where, and that three nodes agree on it."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.cases.built import CASE, guards_in, utc
from tests.cases.case_table import PAGE, elements, with_tables
from trilateral.cases.act import RECEIPT
from trilateral.cases.demo import make
from trilateral.cases.playing import placed
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.allegations import answers as allegations
from trilateral.mechanism.commitments import promises as commitments
from trilateral.mechanism.delegations import rules as delegations
from trilateral.mechanism.designations import rules as designations
from trilateral.mechanism.dispatches import rules as dispatches
from trilateral.mechanism.meetings import rules as meetings
from trilateral.mechanism.proposals import state as proposals
from trilateral.node.keys import open_keyring
from trilateral.node.node import Node
from trilateral.node.record import Record, open_record
from trilateral.node.verify import verify_path

PARTIES = ("iq", "ir", "us")
NAMES = [
    "Crocker",
    "Speckhard",
    "Ries",
    "Qomi",
    "Qumi",
    "Kazemi",
    "Maliki",
    "Zebari",
    "Abdollahian",
    "Ahmadinezhad",
    "Ahmadinejad",
    "Mottaki",
    "Talabani",
    "Rubaie",
    "Reeker",
    "McCormack",
    "Odierno",
    "Petraeus",
    "Dabbagh",
    "Hosseini",
    "Sadr",
    "Bush",
    "Saddam",
]


@pytest.fixture(scope="module")
def records(homes: Path) -> dict[str, Record]:
    return {party: open_record(homes / party) for party in PARTIES}


@pytest.fixture
def record(records: dict[str, Record]) -> Record:
    return records["us"]


@pytest.fixture
def ids(record: Record) -> dict[str, EntryId]:
    return {key: verdict.entry.id for key, verdict in placed(record.fold, CASE).items() if verdict.entry}


def state(record: Record, subject: EntryId) -> Any:
    held = record.fold.state(subject)
    assert held is not None
    return held


def spoken() -> list[str]:
    return [act.key for act in CASE.acts if act.kind != RECEIPT]


def test_everything_was_said_and_has_an_effect_on_every_node(records: dict[str, Record]) -> None:
    for record in records.values():
        where = placed(record.fold, CASE)

        assert sorted(where) == sorted(act.key for act in CASE.acts)
        assert [verdict.ref for verdict in where.values() if not verdict.has_effect] == []
        assert [v.ref for o in record.origins for v in record.fold.verdicts(o) if not v.has_effect] == []
        assert record.fold.waiting() == {}


def test_the_nodes_agree_on_one_state(records: dict[str, Record]) -> None:
    assert len({record.fold.digest() for record in records.values()}) == 1


def test_each_party_provably_holds_all_of_the_others(records: dict[str, Record]) -> None:
    for record in records.values():
        size = record.size(record.origins[0])

        assert set(record.held_by(record.origins[0]).values()) == {size}


def test_every_log_and_body_verifies(homes: Path) -> None:
    for party in PARTIES:
        report = verify_path(homes / party)

        assert report.ok, report.faults
        assert not [line for line in report.checked if line.endswith("is absent")]


def test_every_entry_says_that_it_is_a_reconstruction_and_where_it_is_from(record: Record) -> None:
    """Nobody can take one for a party's own word, and each claims a time of 2007 or 2008."""
    for key, verdict in placed(record.fold, CASE).items():
        if CASE.act(key).kind != RECEIPT:
            assert verdict.entry is not None
            header = verdict.entry.header

            assert header.capacity == "reconstruction"
            assert header.sources or CASE.act(key).audience
            assert utc("2007-05-13 00:00") <= header.claimed_at <= CASE.as_of
    assert record.charter.reconstruction


def test_quotations_are_short_and_attributed() -> None:
    for act in CASE.acts:
        for source in act.sources:
            assert len(source.quote.split()) <= 8, (act.key, source.quote)
            assert source.title
            assert source.outlet
            assert source.published_on >= f"{act.at:%Y-%m-%d}"[:7] or source.published_on[:4] in {"2007", "2008"}


def test_no_person_is_named_where_nothing_can_be_erased(homes: Path) -> None:
    """Logs, charter, heads and tables name offices. Persons stand in detached parts alone, and under seal there."""
    named = re.compile(rb"|".join(rb"\b" + name.encode() + rb"\b" for name in NAMES))
    found = set()
    for party in PARTIES:
        for path in sorted(p for p in (homes / party).rglob("*") if p.is_file() and "keys" not in p.parts):
            if named.search(path.read_bytes()):
                found.add(path.relative_to(homes / party).parts[0])

    assert found == set()


def test_heads_of_delegation_are_named_in_detached_parts_alone(homes: Path, ids: dict[str, EntryId]) -> None:
    """Each party reads them with its own key."""
    for party in PARTIES:
        record = open_record(homes / party)
        word = (homes / "passphrase").read_text("ascii").strip()
        with open_keyring(homes / party / "keys", word) as ring:
            record.readers.use(ring.identities())
            verdict = record.fold.verdict(ids["us-delegation.head"])
            assert verdict is not None
            assert verdict.entry is not None
            rows = record.readers.rows(verdict.entry)

            assert {row.name: row.value for row in rows or ()}["name"] == "Ryan C. Crocker"


def test_the_chief_negotiator_was_downgraded_twice(record: Record, ids: dict[str, EntryId]) -> None:
    """As one publication says; the record says that it is that publication's word."""
    delegation = state(record, ids["ir-delegation"])

    assert len(delegations.downgrades(delegation, "chief-negotiator")) == 2
    assert delegations.rank_history(delegation, "chief-negotiator")[-1].rank == "ambassador"
    assert {source.outlet for source in CASE.act("ir-delegation.downgraded-once").sources} == {"USADI Dispatch IV/5"}


@pytest.mark.parametrize("key", ["round-1", "round-2", "subcommittee-1", "round-3"])
def test_a_meeting_that_took_place_was_signed_by_all(record: Record, ids: dict[str, EntryId], key: str) -> None:
    meeting = state(record, ids[key])
    agreed = meetings.agreed_date(meeting, PARTIES)

    assert meetings.status(meeting, PARTIES) == "closed"
    assert agreed is not None
    assert set(meetings.accepted_by(meeting, agreed)) == set(PARTIES)


def test_the_first_round_began_by_the_clocks_of_baghdad() -> None:
    """Half past ten, four hours ahead of UTC that summer."""
    offer = CASE.act("round-1").says["offers"][0]

    assert offer == {"starts_at": "2007-05-28T06:30:00Z", "zone": "Asia/Baghdad", "civil": "2007-05-28 10:30"}


def test_the_first_round_ended_with_nothing_agreed(record: Record, ids: dict[str, EntryId]) -> None:
    """Two say so; the third says that both sides were of one view. Nobody reconciles them."""
    said = {view.party: view.word for view in meetings.last_views(state(record, ids["round-1"]), "outcome")}

    assert said == {"iq": "none", "ir": "common_ground", "us": "none"}


def test_the_parties_did_not_agree_on_whether_to_meet_again(record: Record, ids: dict[str, EntryId]) -> None:
    said = {view.party: view.word for view in meetings.last_views(state(record, ids["round-1"]), "next")}

    assert said == {"iq": "wanted", "ir": "wanted", "us": "if_proposed"}


def test_both_dates_of_the_fourth_round_were_given_up(record: Record, ids: dict[str, EntryId]) -> None:
    meeting = state(record, ids["round-4"])

    assert meetings.status(meeting, PARTIES) == "postponed"
    assert meetings.postponed_by(meeting) == ("ir",)


def test_the_meeting_of_march_2008_was_never_convened(record: Record, ids: dict[str, EntryId]) -> None:
    """One party had signed the date, and came. The two others had received the proposal and never signed it."""
    meeting = state(record, ids["march"])
    offer = meetings.offer_of(meeting, ids["march"], 0)
    assert offer is not None

    assert meetings.agreed_date(meeting, PARTIES) is None
    assert meetings.accepted_by(meeting, offer) == ("ir",)
    assert [arrival.party for arrival in meetings.came_unconvened(meeting, PARTIES)] == ["ir"]
    for party in ("iq", "us"):
        verdict = record.fold.verdict(ids["march"])
        assert verdict is not None
        assert record.received_at(party, verdict) is not None


def test_the_letters_of_march_2008_crossed(record: Record, ids: dict[str, EntryId]) -> None:
    """Nobody who spoke on that day had seen what the two others said."""
    crossed = ["march.arrived", "march.none-set-us", "march.none-set-iq"]

    assert not [(a, b) for a in crossed for b in crossed if a != b and record.fold.saw(ids[a], ids[b])]
    assert record.fold.saw(ids["march.mix-up"], ids["march.arrived"])


def test_allegations_go_both_ways_and_stay_open_where_no_account_tells_of_an_answer(
    record: Record, ids: dict[str, EntryId]
) -> None:
    ours = state(record, ids["allegation-us"])
    theirs = state(record, ids["allegation-ir"])

    assert [said.answer if said else None for said in allegations.last_answers(ours)] == [
        "denied_without_detail",
        "denied_without_detail",
        "counter_alleged",
        None,
    ]
    assert allegations.open_points(ours) == (3,)
    assert allegations.open_points(theirs) == (0, 1, 2)


def test_one_side_spoke_directly_and_the_other_through_the_host() -> None:
    in_the_room = [
        act
        for act in CASE.acts
        if act.kind in {"statements.made/1", "allegations.filed/1"}
        and act.says.get("meeting") == "@round-1"
        and not act.says.get("outside")
    ]

    assert {act.says.get("via") for act in in_the_room if act.party == "us"} == {None}
    assert {act.says.get("via") for act in in_the_room if act.party == "ir"} == {"iq"}


def test_what_is_under_seal_tells_its_source_there() -> None:
    """Nothing stands in the clear beside it."""
    sealed = {act.key: act.says["text"]["text"] for act in CASE.acts if act.audience}

    assert set(sealed) == {"detained", "protected-camp"}
    assert all("USADI Dispatch IV/5" in text for text in sealed.values())
    clear = [(act.says, act.sources) for act in CASE.acts if not act.audience]
    assert not re.search("Ashraf|Diyala", str(clear))


def test_the_page_of_the_case_lists_exactly_what_is_entered(record: Record) -> None:
    """`python tests/cases/case_table.py HOME` writes the tables anew."""
    text = PAGE.read_text("utf-8")

    assert text == with_tables(text, CASE, placed(record.fold, CASE))
    refs = re.findall(r"^\| ([a-z]+/[0-9]+) \|", text, re.MULTILINE)
    assert len(refs) == len(spoken())
    assert all(record.verdict_of(ref) for ref in refs)


def test_every_element_of_both_documents_stands_in_the_record(record: Record) -> None:
    """34 of the first and 53 of the second, none left out, each with what holds it."""
    held = elements()
    where = placed(record.fold, CASE)
    lines = dict(re.findall(r"^\| (00[01]/[0-9]+) \|.*\| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE))

    assert [each.id for each in held] == [*(f"000/{n}" for n in range(1, 35)), *(f"001/{n}" for n in range(1, 54))]
    assert list(lines) == [each.id for each in held]
    assert {key for each in held for key in each.sheets} <= {sheet.key for sheet in CASE.sheets}
    for each in held:
        assert each.acts or each.sheets, each.id
        assert all(where[key].has_effect for key in each.acts), each.id
        assert re.findall(r"\b(?:iq|ir|us)/[0-9]+", lines[each.id]) == [where[key].ref for key in each.acts]


def test_private_sheets_lie_in_one_node_and_on_no_log(homes: Path) -> None:
    word = (homes / "passphrase").read_text("ascii").strip()
    for party in PARTIES:
        with Node.open(homes / party, word) as node:
            titles = [sheet.title for sheet in CASE.sheets if sheet.party == party]
            offices = {sheet.office for sheet in CASE.sheets if sheet.party == party}

            assert sorted(each.title for office in offices for each in node.private.sheets_for(office)) == sorted(
                titles
            )


def test_the_mechanism_was_referred_and_the_subcommittee_adopted(record: Record, ids: dict[str, EntryId]) -> None:
    """One text went to a capital, and an answer came; the body that came of it has every signature."""
    mechanism = state(record, ids["proposal-mechanism"])
    subcommittee = state(record, ids["proposal-subcommittee"])

    assert proposals.status(mechanism) == "tabled"
    assert proposals.status(subcommittee) == "adopted"


def test_demanded_deeds_bind_nobody_and_have_an_indicator_each(record: Record, ids: dict[str, EntryId]) -> None:
    deeds = state(record, ids["deeds-owed"])

    assert commitments.status(deeds) == "demanded"
    assert len(CASE.act("deeds-owed").says["indicators"]) == 4


def test_two_names_for_one_thing_both_stand(record: Record, ids: dict[str, EntryId]) -> None:
    named = state(record, ids["name-detained"])

    terms = {party: designations.term_of(named, party) for party in PARTIES}
    assert {party: term.terms[0].text for party, term in terms.items() if term} == {
        "ir": "The five detained diplomats",
        "us": "The five detained commanders",
    }


def test_the_issue_on_the_first_round_is_released_by_all(record: Record, ids: dict[str, EntryId]) -> None:
    assert dispatches.status(state(record, ids["issue"])) == "released"


def test_entering_the_case_again_changes_nothing(homes: Path, records: dict[str, Record]) -> None:
    """What was interrupted is taken up where it stopped; what is complete stays."""
    before = {party: record.fold.cut() for party, record in records.items()}

    with guards_in(homes / "guard"):
        make(homes, CASE)

    assert {party: open_record(homes / party).fold.cut() for party in PARTIES} == before
