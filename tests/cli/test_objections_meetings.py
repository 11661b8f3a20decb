"""Everything that the rules of meetings object to, as the command says it: each code, and that nothing is signed."""

import re
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

import trilateral.mechanism.meetings.entries
from tests.node.parties import CHEAP, NAMES, PASSPHRASE, START, Parties, make_homes, origin_of
from trilateral.cli import main
from trilateral.i18n.catalogues import translator
from trilateral.i18n.languages import LANGUAGES
from trilateral.ledger.charter import encode_charter, parse_charter
from trilateral.ledger.entry import Body, EntryId, Text, members_of
from trilateral.mechanism.meetings.entries import (
    AbsenceNoted,
    AcceptanceWithdrawn,
    AgendaAccepted,
    AgendaBlocked,
    AgendaProposed,
    AgendaRefused,
    Confided,
    DateAccepted,
    DateDeclined,
    DateOffer,
    DateOffered,
    DelegationArrived,
    FloorGiven,
    FloorReturned,
    GroundShared,
    ItemCalled,
    ItemParked,
    MeetingAdjourned,
    MeetingAttended,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingProposed,
    MinutesAccepted,
    MinutesClosed,
    MinutesTabled,
    OutcomeStated,
    ParagraphAccepted,
    ParagraphObjected,
    ParagraphWorded,
    ParaphraseAnswered,
    Paraphrased,
    RelayDelivered,
    RelayReceived,
    VenueAccepted,
)
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About
from trilateral.node.founding import bind_new_guard, join_charter, make_charter, make_party
from trilateral.node.settings import Database, Settings

SOURCES = Path(trilateral.mechanism.meetings.__file__).parent
CODES = sorted(
    {code for path in SOURCES.glob("*.py") for code in re.findall(r'"(meetings\.[a-z_]+)"', path.read_text("utf-8"))}
    - {"meetings.special", "meetings.regular"}
    - {str(kind.__struct_config__.tag).partition("/")[0] for kind in trilateral.mechanism.meetings.entries.KINDS}
)
"""All that the slice can object with, as its sources name it; clocks and kinds have such names too."""

ADOPTED = {"meetings.not_as_adopted"}
"""What takes an adopted text first: `tests/server/test_objections_adoption.py` provokes it through the API."""

AT = datetime(2007, 6, 4, 7, 30, tzinfo=UTC)
OFFER = DateOffer(AT, "Asia/Baghdad", "2007-06-04 11:30")
LATER = DateOffer(AT + timedelta(days=7), "Asia/Baghdad", "2007-06-11 11:30")
NOBODY = "f" * 64


def en(text: str) -> Text:
    return Text("en", text)


def meeting(*, follows: EntryId | None = None, moderator: str | None = None, number: int = 1) -> MeetingProposed:
    return MeetingProposed((en("A"),), "rounds", number, "joint", "plenary", en("B"), (OFFER,), moderator, follows)


@dataclass
class Try:
    """What a party signs, and on which meeting."""

    party: str
    body: Body
    on: EntryId | None = None
    without_host: bool = False


class Scenes:
    """Meetings in every state, as three parties have made them."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.refs: dict[EntryId, str] = {}

    def say(self, party: str, body: Body, on: EntryId | None = None) -> EntryId:
        """Signed, and known to all."""
        self.parties.clock.advance(1)  # the same words at the same second would be the same entry
        said = self.parties.nodes[party].say(body, by="head", about=About(subject=on))
        self.parties.sync()
        self.refs[said.id] = said.ref
        return said.id

    def proposed(self) -> EntryId:
        return self.say("iq", meeting())

    def convened(self) -> EntryId:
        made = self.proposed()
        for party in ("us", "ir"):
            self.say(party, DateAccepted(made, 0), made)
        return made

    def opened(self) -> EntryId:
        made = self.convened()
        self.say("iq", MeetingOpened(AT), made)
        return made

    def tries(self) -> dict[str, Try]:
        """For each code, an entry to which it is the objection."""
        return {**self._dates(), **self._agendas(), **self._rooms(), **self._minutes()}

    def _dates(self) -> dict[str, Try]:
        fresh, convened, cancelled, two = self.proposed(), self.convened(), self.proposed(), self.convened()
        self.say("ir", DateDeclined(fresh, 0), fresh)
        self.say("ir", MeetingCancelled(), cancelled)
        second = self.say("us", DateOffered(LATER), two)
        for party in ("iq", "ir"):
            self.say(party, DateAccepted(second, 0), two)
        return {
            "meetings.accepted_already": Try("us", DateAccepted(convened, 0), convened),
            "meetings.another_date": Try("iq", MeetingOpened(LATER.starts_at), convened),
            "meetings.bad_number": Try("us", meeting(number=0)),
            "meetings.cancelled_before": Try("us", DateOffered(LATER), cancelled),
            "meetings.declined_already": Try("ir", DateDeclined(fresh, 0), fresh),
            "meetings.no_such_day": Try("us", DelegationArrived(None, "2007-02-30"), fresh),
            "meetings.no_such_meeting": Try("us", meeting(follows=second)),
            "meetings.no_such_offer": Try("us", DateAccepted(fresh, 1), fresh),
            "meetings.no_such_venue": Try("us", VenueAccepted(second), two),
            "meetings.not_a_party": Try("us", meeting(moderator="west")),
            "meetings.not_accepted": Try("us", AcceptanceWithdrawn(fresh, 0), fresh),
            "meetings.not_convened": Try("iq", MeetingOpened(AT), fresh),
            "meetings.not_found": Try("us", OutcomeStated("none")),
            "meetings.not_opened": Try("us", MeetingAttended(("head",), 0), convened),
            "meetings.not_seen": Try("us", DateAccepted(NOBODY, 0), fresh),
            "meetings.not_yours_to_open": Try("us", MeetingOpened(AT), convened),
            "meetings.proposed_already": Try("us", meeting(), fresh),
            "meetings.says_nothing": Try("us", MeetingProposed((), "rounds", 1, "joint", "plenary")),
            "meetings.two_dates": Try("iq", MeetingOpened(AT), two),
        }

    def _agendas(self) -> dict[str, Try]:
        pending, held, other = self.convened(), self.opened(), self.proposed()
        agenda = self.say("iq", AgendaProposed((en("Security"),)), pending)
        self.say("us", AgendaBlocked(agenda), pending)
        self.say("ir", AgendaRefused(agenda), pending)
        adopted = self.say("iq", AgendaProposed((en("Security"),), other_business=True), held)
        for party in ("us", "ir"):
            self.say(party, AgendaAccepted(adopted), held)
        parked = self.say("us", ItemParked(adopted, 0), held)
        return {
            "meetings.agenda_not_adopted": Try("us", ItemParked(agenda, 0), pending),
            "meetings.blocked_already": Try("us", AgendaBlocked(agenda), pending),
            "meetings.item_twice": Try("us", AgendaProposed(carried=(parked, parked)), other),
            "meetings.no_such_agenda": Try("us", AgendaAccepted(pending), pending),
            "meetings.no_such_item": Try("us", AgendaRefused(agenda, None, 9), pending),
            "meetings.not_parked": Try("us", AgendaProposed(carried=(agenda,)), other),
            "meetings.not_yours_to_lead": Try("us", ItemCalled(adopted, 0), held),
            "meetings.nothing_to_park": Try("us", ItemParked(adopted, 1), held),
            "meetings.parked_already": Try("us", ItemParked(adopted, 0), held),
            "meetings.refused_already": Try("ir", AgendaRefused(agenda), pending),
        }

    def _rooms(self) -> dict[str, Try]:
        held, paused = self.opened(), self.opened()
        self.say("iq", MeetingAdjourned(), paused)
        kept = self.say("us", Confided(), held)
        told = self.say("us", Confided(may_pass_on=True), held)
        wrong = self.say("iq", Paraphrased(told, ("ir",)), held)
        self.say("us", ParaphraseAnswered(wrong, "wrong"), held)
        passed = self.say("iq", Paraphrased(told, ("ir",)), held)
        self.say("iq", RelayDelivered(passed), held)
        self.say("ir", RelayReceived(passed), held)
        return {
            "meetings.adjourned_already": Try("iq", MeetingAdjourned(), paused),
            "meetings.answered_already": Try("us", ParaphraseAnswered(wrong, "wrong"), held),
            "meetings.delivered_already": Try("iq", RelayDelivered(passed), held),
            "meetings.in_confidence": Try("iq", Paraphrased(kept, ("ir",)), held),
            "meetings.no_floor": Try("us", FloorReturned(), held),
            "meetings.no_such_confidence": Try("iq", Paraphrased(held, ("ir",)), held),
            "meetings.no_such_paraphrase": Try("us", ParaphraseAnswered(told, "right"), held),
            "meetings.no_such_point": Try("us", GroundShared(held), held),
            "meetings.no_such_request": Try("iq", FloorGiven("us", None, held), held),
            "meetings.not_addressed": Try("us", RelayReceived(passed), held),
            "meetings.not_delivered": Try("ir", RelayReceived(wrong), held),
            "meetings.not_yours_to_close": Try("us", MeetingClosed(), held),
            "meetings.not_yours_to_confirm": Try("ir", ParaphraseAnswered(wrong, "right"), held),
            "meetings.of_oneself": Try("iq", AbsenceNoted("iq"), held),
            "meetings.office_twice": Try("us", MeetingAttended(("head", "head"), 0), held),
            "meetings.opened_already": Try("iq", MeetingOpened(AT), held),
            "meetings.paraphrase_wrong": Try("iq", RelayDelivered(wrong), held),
            "meetings.received_already": Try("ir", RelayReceived(passed), held),
            "meetings.to_its_author": Try("iq", Paraphrased(told, ("us",)), held),
            "meetings.to_oneself": Try("iq", Confided(), held),
        }

    def _minutes(self) -> dict[str, Try]:
        running, over = self.opened(), self.opened()
        first = self.say("iq", MinutesTabled((en("x"),)), running)
        draft = self.say("iq", MinutesTabled((en("x"), en("y"))), over)
        self.say("us", ParagraphObjected(draft, 0), over)
        self.say("iq", MeetingClosed(), over)
        final = self.opened()
        settled = self.say("iq", MinutesTabled((en("x"),)), final)
        self.say("iq", MeetingClosed(), final)
        for party in ("us", "ir"):
            self.say(party, MinutesAccepted(settled), final)
        self.say("iq", MinutesClosed(settled), final)
        return {
            "meetings.closed_before": Try("us", AgendaProposed((en("x"),)), over),
            "meetings.minutes_final": Try("us", MinutesTabled((en("z"),)), final),
            "meetings.no_such_minutes": Try("us", MinutesAccepted(over), over),
            "meetings.no_such_paragraph": Try("us", ParagraphAccepted(draft, 2), over),
            "meetings.not_settled": Try("iq", MinutesClosed(draft), over),
            "meetings.objected_already": Try("us", ParagraphObjected(draft, 0), over),
            "meetings.same_wording": Try("us", ParagraphWorded(draft, 1, en("y")), over),
            "meetings.still_open": Try("iq", MinutesClosed(first), running),
        }

    def without_host(self) -> dict[str, Try]:
        """Where one is an observer, nobody is host, and the charter says what is talked about."""
        held = self.say("us", meeting())
        self.say("ir", DateAccepted(held, 0), held)
        self.say("us", MeetingOpened(AT), held)
        other = self.say("us", meeting())
        tries = {
            "meetings.no_moderator": Try("us", Confided(), held),
            "meetings.no_other_business": Try("us", AgendaProposed((en("Security"),), other_business=True), other),
            "meetings.no_say": Try("iq", DateOffered(LATER), other),
            "meetings.out_of_scope": Try("us", AgendaProposed((en("Trade"),)), other),
        }
        for each in tries.values():
            each.without_host = True
        return tries


def found_without_host(root: Path) -> None:
    """Homes of two parties and an observer."""
    terms = [
        make_party(
            root / name,
            name,
            origin_of(name),
            PASSPHRASE,
            offices=("head",),
            role="party",
            settings=Settings(name, origin_of(name), publish_interval_ms=0, database=Database("tables.sqlite")),
            cost=CHEAP,
        )
        for name in NAMES
    ]
    observed = [msgspec.structs.replace(each, role="observer") if each.id == "iq" else each for each in terms]
    text = (en("Security in Iraq"),)
    agreed = parse_charter(make_charter(observed, titles=text, scope=text))
    charter = encode_charter(msgspec.structs.replace(agreed, agenda=(en("Security"),)))
    for name in NAMES:
        join_charter(root / name, charter)
        bind_new_guard(root / name, root / "guards" / name)


def opened_in(root: Path, stack: ExitStack) -> Scenes:
    parties = Parties(root, FixedClock(START), {}, stack)
    for name in NAMES:
        parties.open(name).found()
    parties.sync()
    return Scenes(parties)


@dataclass
class Stage:
    """Two mechanisms on disk, whose nodes are stopped."""

    root: Path
    tries: dict[str, Try]
    refs: dict[EntryId, str]

    def sign(self, asked: Try, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
        """The command, on the home of whoever tries."""
        root = self.root / ("without_host" if asked.without_host else "with_host")
        file = folder / "body.json"
        file.write_bytes(msgspec.json.encode(members_of(asked.body)))
        monkeypatch.setenv("TRILATERAL_GUARD", str(root / "guards" / asked.party))
        monkeypatch.setenv("TRILATERAL_PASSPHRASE", PASSPHRASE)
        kind = str(asked.body.__struct_config__.tag)
        about = [] if asked.on is None else ["--subject", self.refs[asked.on]]
        arguments = ["--home", str(root / asked.party), "sign", kind, "--by", "head", "--file", str(file), *about]
        return CliRunner().invoke(main, arguments)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    root = tmp_path_factory.mktemp("objections")
    make_homes(root / "with_host")
    found_without_host(root / "without_host")
    with ExitStack() as stack:
        hosted, alone = opened_in(root / "with_host", stack), opened_in(root / "without_host", stack)
        return Stage(root, {**hosted.tries(), **alone.without_host()}, {**hosted.refs, **alone.refs})


@pytest.mark.parametrize("code", sorted(set(CODES) - ADOPTED))
def test_each_objection_is_told_and_nothing_is_signed(
    code: str, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its code at the end of the line, and exit code 1."""
    refused = stage.sign(stage.tries[code], tmp_path, monkeypatch)

    assert refused.exit_code == 1, refused.output
    assert f"[{code}]" in refused.stderr
    assert "Traceback" not in refused.output


def test_the_table_has_every_code_and_no_other(stage: Stage) -> None:
    assert sorted(stage.tries) == sorted(set(CODES) - ADOPTED)


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_each_code_has_a_sentence_in_every_language(lang: str) -> None:
    assert [code for code in CODES if not translator(lang).find("code", code)] == []
