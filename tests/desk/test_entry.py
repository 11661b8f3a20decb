"""The page of an entry: what it says, whether it counts, who has it, and a proof that needs nobody."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from markupsafe import escape

from tests.server.web import Web, en, force, header, signed, web
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.agreement.undertakings import Site
from trilateral.cli import main
from trilateral.desk.holdings import Holdings
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.said import Row, said_in
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import Body, Text
from trilateral.ledger.fold import Fold
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.commitments.entries import CommitmentStated
from trilateral.mechanism.delegations.entries import DelegationNamed, OfficeAccredited
from trilateral.mechanism.dispatches.entries import Item, ItemCorrected
from trilateral.mechanism.humanitarian.entries import ListSubmitted, Person
from trilateral.mechanism.meetings.entries import DateAccepted, RoomTaken
from trilateral.mechanism.notices.entries import NoticeIssued, Units
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.node.policy import policy_of
from trilateral.tlog.proof import parse_proof, verify_proof


class Sung(Body, frozen=True, tag="statements.sung/1"):
    """A kind that this version does not know."""

    text: Text


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("entry")) as made:
        yield made


def test_what_a_delegate_downloads_proves_the_entry_to_a_stranger(us: Web) -> None:
    said = us.parties.state("us", "For the record")
    us.parties.sync()
    with us.visitor() as reader:
        page = reader.page(f"entry/{said.ref}")
        proof = reader.client.get(f"{us.home}entry/{said.ref}/proof")
        note = reader.client.get(f"{us.home}entry/{said.ref}/note")

    parsed = parse_proof(proof.content)
    assert parsed.extra == note.content == us.node.record.files(us.node.origin).entry(said.index)
    assert verify_proof(parsed, note.content, policy_of(us.parties.nodes["ir"].record)).size > said.index
    assert proof.headers["content-disposition"] == f'attachment; filename="us-{said.index}.tlog-proof"'
    assert f"verify us-{said.index}.tlog-proof" in page


def test_who_has_it_is_shown_party_by_party(us: Web) -> None:
    said = us.parties.state("us", "Who has this?")
    us.node.publish()
    with us.visitor() as reader:
        before = reader.page(f"entry/{said.ref}")
        us.parties.sync()
        us.parties.nodes["ir"].record_heads()
        us.parties.sync()
        after = reader.page(f"entry/{said.ref}")

    assert "only here" in before
    assert "signed before" not in before
    assert before.count("not proven") == 2
    assert "held by all" in after
    assert "signed before" in after or "signed between" in after
    assert "/entry/ir/" in after.partition("Who has it")[2]


def test_an_entry_without_effect_is_shown_with_the_reason(us: Web) -> None:
    """What an adversary signed against the rules stays in its log, and says why it counts for nothing."""
    ir = us.parties.nodes["ir"]
    wrong = AllegationFiled(against="ir", points=(en("We did it ourselves."),))
    ref = force(ir, signed(ir, header(ir, wrong), wrong))
    us.parties.sync()
    with us.visitor() as reader:
        page = reader.page(f"entry/{ref}")
        log = reader.page("log/ir")

    assert "allegations.against_oneself" in page
    assert "Without effect:" in page
    assert "We did it ourselves." in page
    assert "Without effect:" in log


def test_an_unknown_kind_is_kept_proven_and_shown_as_unread(us: Web) -> None:
    ir = us.parties.nodes["ir"]
    body = Sung(text=en("la la"))
    ref = force(ir, signed(ir, header(ir, body), body))
    us.parties.sync()
    with us.visitor() as reader:
        page = reader.page(f"entry/{ref}")
        found = reader.api("GET", f"entries/{ref}").json()
        proof = reader.client.get(f"{us.home}entry/{ref}/proof")

    assert "this version cannot tell what it means" in page
    assert "la la" in page
    assert (found["unread"], found["effect"], found["objection"]["code"]) == (True, False, "ledger.unknown_kind")
    assert proof.status_code == 200


def test_bytes_that_are_no_entry_are_shown_as_what_they_are(us: Web) -> None:
    ref = force(us.parties.nodes["ir"], b"<script>alert(1)</script>\xff\n")
    us.parties.sync()
    with us.visitor() as reader:
        page = reader.page(f"entry/{ref}")
        found = reader.api("GET", f"entries/{ref}").json()

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert found["objection"]["code"] == "ledger.malformed"


def test_a_person_is_shown_from_the_part_that_can_be_erased(us: Web) -> None:
    named = us.node.say(DelegationNamed(name=(en("Ours"),), forum="plenary"), by="head")
    about = About(subject=named.id, detached={"name": "A. Person", "title": "Ambassador"})
    said = us.node.say(OfficeAccredited(office="head", role="head", rank="ambassador"), by="head", about=about)
    with us.visitor() as reader:
        before = reader.page(f"entry/{said.ref}"), reader.page(f"delegations/{named.ref}")
        verdict = us.node.record.verdict_of(said.ref)
        assert verdict is not None
        assert verdict.entry is not None
        us.node.record.bodies.erase(str(verdict.entry.header.blob))
        after = reader.page(f"entry/{said.ref}"), reader.page(f"delegations/{named.ref}")

    assert all("A. Person" in page for page in before)
    assert not any("A. Person" in page for page in after)
    assert sentence("en", "entry.person_absent").replace("'", "&#39;") in after[0]
    assert "not held here" in after[1]


def test_a_place_in_a_list_is_counted_from_one(us: Web) -> None:
    """As on forms and on the page of the subject; the record counts from 0."""
    filed = us.parties.nodes["ir"].say(AllegationFiled(against="us", points=(en("One"), en("Two"))), by="head")
    us.parties.sync()
    about = About(subject=filed.id)
    said = us.node.say(PointAnswered(point=1, answer="denied", text=en("No.")), by="head", about=about)
    with us.visitor() as reader:
        page = reader.page(f"entry/{said.ref}")

    assert "<dt>Point</dt><dd><bdi>2</bdi>" in page


def test_a_year_is_no_quantity_and_an_angle_is_in_degrees(us: Web) -> None:
    """A number that names something is not grouped, and one that says how many is not counted from 0."""
    begins = us.parties.clock.now()
    when = Interval(begins, begins + timedelta(hours=1), whole=True)
    place = Location((en("Ford"),), (Point(331_234_567, -448_500_000),), 1_500)
    persons = ListSubmitted("missing", "us", (Person((en("A"),), born=1980),))
    units = (Units("vehicles", 2_000, en("lorries")),)
    notice = NoticeIssued("movement", ("us",), en("Lorries."), when, place, units=units)
    shown = {
        lang: [
            [(row.label_id.rpartition(".")[2], *row.plain) for row in _flat(said_in(reading_in(us, lang), body) or ())]
            for body in (persons, notice, DateAccepted("f" * 64, 1_041), ItemCorrected(1, 3, Item((en("x"),)), en("y")))
        ]
        for lang in ("en", "ar", "fa")
    }

    for lang, born, metres, lorries, date, item in (
        ("en", "1980", "1,500", "2,000", "1042", "3"),
        ("ar", "١٩٨٠", "١٬٥٠٠", "٢٬٠٠٠", "١٠٤٢", "٣"),
        ("fa", "۱۹۸۰", "۱٬۵۰۰", "۲٬۰۰۰", "۱۰۴۲", "۳"),
    ):
        listed, notified, accepted, corrected = shown[lang]
        assert ("born", born) in listed
        assert {("points", "33.1234567° N 44.85° W"), ("radius_m", metres), ("number", lorries)} <= set(notified)
        assert ("number", date) in accepted
        assert ("item", item) in corrected


def test_a_word_that_everybody_uses_is_said_in_the_readers_language(us: Web) -> None:
    """A party may write any word for a sort of site, a body or a room; one that nobody else uses stays as it was written."""
    bodies = (
        CommitmentStated(
            ("us",), en("Leave."), sites=(Site(Location((en("Ford"),)), "base"), Site(Location(), "kiln"))
        ),
        DelegationNamed((en("Ours"),), "plenary"),
        RoomTaken("main"),
    )
    said = {
        lang: {
            each.translate(_ISOLATES)
            for body in bodies
            for row in _flat(said_in(reading_in(us, lang), body) or ())
            for each in row.plain
        }
        for lang in ("en", "ar", "fa")
    }

    assert {"base", "kiln", "plenary"} <= said["en"]
    assert {"قاعدة", "kiln", "الجلسة العامة"} <= said["ar"]
    assert {"پایگاه", "kiln"} <= said["fa"]
    assert not {"base", "plenary", "main"} & (said["ar"] | said["fa"])


def test_what_says_nothing_has_no_line(us: Web) -> None:
    """No civil time was given, and where there is no point no metres are around it."""
    begins = us.parties.clock.now()
    when = Interval(begins, begins + timedelta(hours=1), whole=True)
    notices = [
        NoticeIssued("movement", ("us",), en("Lorries."), when, Location((en("Ford"),), points, 0))
        for points in ((), (Point(331_234_567, -448_500_000),))
    ]
    named, measured = (
        [row.label_id.rpartition(".")[2] for row in _flat(said_in(reading_in(us, "en"), each) or ())]
        for each in notices
    )

    assert "civil" not in named
    assert "zone" not in named
    assert "radius_m" not in named
    assert "radius_m" in measured


def reading_in(us: Web, lang: str) -> Reading:
    return Reading(Holdings(us.node.record), lang, us.node.clock.now(), pages=frozenset(BY_SLICE))


def _flat(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        for inside in row.rows:
            yield from _flat(inside)


_ISOLATES = str.maketrans("", "", "\u2068\u2069")
_OUR_SCRIPT = re.compile(r'<script type="module" src="/static/[0-9a-f]{12}/ui/[a-z]+\.js"></script>')
HOSTILE = "<script>alert(1)</script> \u202egnihton\u202c \u2066x <b onclick=a>{{ 7*7 }}%s %(x)s"


def test_an_adversarys_text_does_nothing_anywhere(us: Web) -> None:
    """Signed past its own node's checks: markup, orders to the browser, templates and bidi controls."""
    ir = us.parties.nodes["ir"]
    hostile = Text(lang="en", text=HOSTILE)
    bodies: list[Body] = [
        StatementMade(sort="question", text=hostile),
        AllegationFiled(against="us", points=(hostile,), proxy=hostile, norm=hostile, demand=hostile),
        DelegationNamed(name=(hostile,), forum="plenary"),
    ]
    refs = [force(ir, signed(ir, header(ir, body), body)) for body in bodies]
    us.parties.sync()
    slices = ("statements", "allegations", "delegations")
    with us.visitor() as reader:
        pages = [reader.page(path) for path in ("", "changes", "log/ir", *slices)]
        pages += [reader.page(f"entry/{ref}") for ref in refs]
        pages += [
            reader.page(f"{where}/{ref}") for where, ref in zip(slices, refs, strict=False) if where != "statements"
        ]
        pages += [reader.page(f"statements/{refs[0]}"), reader.page("sign/statements.made", reply_to=refs[0])]
        pages += [reader.page(f"allegations/{refs[1]}", lang="ar")]

    for page in pages:
        assert "<script" not in _OUR_SCRIPT.sub("", page)
        assert "<b onclick" not in page
        assert not any(chr(code) in page for code in (0x202E, 0x202C, 0x2066))
        assert "49%s" not in page
    assert any("&lt;script&gt;" in page for page in pages)


def test_the_note_shows_controls_by_their_names(us: Web) -> None:
    ir = us.parties.nodes["ir"]
    body = StatementMade(sort="position", text=Text(lang="en", text="a\u202eb"))
    ref = force(ir, signed(ir, header(ir, body), body))
    us.parties.sync()
    with us.visitor() as reader:
        assert "a&lt;U+202E&gt;b" in reader.page(f"entry/{ref}")


def test_a_fork_is_shown_as_disputed_and_its_party_as_exposed(tmp_path: Path) -> None:
    with web(tmp_path) as made:
        said = made.parties.state("ir", "One of two")
        made.parties.sync()
        with pytest.MonkeyPatch.context() as patch, made.visitor() as reader:
            patch.setattr(Fold, "exposed", lambda _: {"ir.example/log": said.index})
            page = reader.page(f"entry/{said.ref}")
            consistency = reader.page("consistency")

    assert "disputed" in page
    assert "exposed" in consistency
    assert "whose log does not hold together" in consistency


def test_a_claim_dated_back_behind_what_it_rests_on_is_shown_beside_the_time(us: Web) -> None:
    """Others had cosigned, by their clocks, what its author had read when it signed; so it signed later than that."""
    ir = us.parties.nodes["ir"]
    us.parties.clock.advance(3600)
    us.parties.state("us", "Read this")
    us.parties.sync()
    ir.record_heads()
    at = ir.clock.now() - timedelta(hours=25)
    ref = ir.say(StatementMade(sort="question", text=en("From yesterday")), by="head", about=About(claimed_at=at)).ref
    plain = us.parties.state("ir", "From this day").ref
    us.parties.sync()
    said = sentence("en", "entry.claimed_before_proof")
    with us.visitor() as reader:
        pages = [reader.page(path) for path in (f"entry/{ref}", "log/ir", f"statements/{ref}")]
        found = [reader.api("GET", f"entries/{each}").json()["claimed_before_proof"] for each in (ref, plain)]
        other = reader.page(f"entry/{plain}")
    told = CliRunner().invoke(main, ["--home", str(us.parties.home("us")), "show", ref]).output

    assert all(escape(said) in page for page in pages)
    assert found == [True, False]
    assert escape(said) not in other
    assert said in told


def test_a_claim_later_than_the_proof_is_shown_beside_the_time(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own signing refuses it; another party's is marked wherever it is quoted. A reconstruction claims its history."""
    ir = us.parties.nodes["ir"]
    body = StatementMade(sort="question", text=en("From tomorrow"))
    at = ir.clock.now() + timedelta(days=1)
    ref = force(ir, signed(ir, header(ir, body, claimed_at=at), body))
    plain = us.parties.state("ir", "From today").ref
    us.parties.sync()
    said = sentence("en", "entry.claimed_after_proof")
    with us.visitor() as reader:
        pages = [reader.page(path) for path in (f"entry/{ref}", "log/ir", "", f"statements/{ref}")]
        found = [reader.api("GET", f"entries/{each}").json()["claimed_after_proof"] for each in (ref, plain)]
        other = reader.page(f"entry/{plain}")
        charter = msgspec.structs.replace(us.node.record.charter, reconstruction=True)
        monkeypatch.setattr(type(us.node.record), "charter", property(lambda _: charter))
        history = reader.page(f"entry/{ref}")

    assert all(said in page for page in pages)
    assert found == [True, False]
    assert said not in other
    assert said not in history
