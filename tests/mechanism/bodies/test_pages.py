"""Words under seal on pages and for programs: to those they are for, marked as sealed; to nobody else."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from litestar.testing import TestClient

from tests.mechanism.office import Office, office
from tests.server.web import ADDRESS, Visitor, Web, en
from trilateral.mechanism.allegations.entries import AllegationFiled
from trilateral.mechanism.bodies.entries import RowsErased, RowsListed
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.node.parts import disclose, erase
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors

SECRET = "The convoy leaves at dawn."
ALLEGED = "Rockets were moved by night."
_LINK = re.compile(r'href="(/m/[^"#]*)"')


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("pages")) as made:
        yield made


def sealed(us: Office, text: str = SECRET) -> str:
    """Said by us to Iraq alone; all have synchronised."""
    us.web.parties.clock.advance(1)
    us.web.node.say(StatementMade("position", en(text)), by="head", about=About(audience=("iq",)))
    said = us.web.node.record.fold.verdicts(us.web.node.origin)[-1]
    us.sync()
    return said.ref


@pytest.fixture(scope="module")
def said(us: Office) -> str:
    """A statement under seal, and beside it an allegation."""
    us.web.node.say(AllegationFiled("iq", (en(ALLEGED),)), by="head", about=About(audience=("iq",)))
    return sealed(us)


def test_our_delegates_read_it_marked_with_for_whom_it_is(us: Office, said: str) -> None:
    page = us.delegate.page(f"bodies/{said}")
    statement = us.delegate.page(f"statements/{said}")

    assert SECRET in page
    assert "only because our party can read it" in page
    assert SECRET in statement
    assert "under seal, only for" in statement
    assert us.found("bodies", us.web.node.record.verdict_of(said).entry.id).opened["kind"] == "statements.made/1"  # type: ignore[union-attr]  # it is there


def test_a_page_tells_who_has_it_and_what_was_shown_and_erased(us: Office) -> None:
    ref = sealed(us, "Nobody is at the bridge.")
    before = us.delegate.page(f"bodies/{ref}")
    disclose(us.web.parties.nodes["iq"], ref, ("body.text",), "head", en("All must know."))
    us.sync()
    shown, itself = us.delegate.page(f"bodies/{ref}"), us.delegate.page(f"entry/{ref}")
    erase(us.web.node, ref, "head", en("Kept long enough."))
    us.sync()
    gone, found = (
        us.delegate.page(f"bodies/{ref}"),
        us.found("bodies", _id(us, ref)),
    )

    assert before.count("none signed") == 0, "both others have signed receipts"
    assert "Each row shown is one that was signed." in shown
    assert "Shown by" in itself
    assert "Nobody is at the bridge." in itself
    assert "bodies.erased" in before, "the way to erase it"
    assert "Kept long enough." in gone
    assert "only because our party can read it" not in gone
    assert (found.received, found.bad, found.is_whole, len(found.erased_by)) == (("iq", "ir"), (), False, 1)


@pytest.mark.parametrize("what", ["why", "knew"])
def test_the_history_of_a_matter_names_who_erased_its_words_on_what_ground_and_what_was_there(
    us: Office, what: str
) -> None:
    """For whom they were sealed, who had them and what was shown of them stays proven, and stands beside the ground."""
    ref = sealed(us, f"Told to one alone, before {what}.")
    kept = us.found("bodies", _id(us, ref)).state
    disclose(us.web.parties.nodes["iq"], ref, ("body.text",), "head", en("All must know."))
    us.sync()
    receipt = erase(us.web.node, ref, "head", en("Kept long enough."))[0]
    us.sync()
    found = us.delegate.api("GET", f"{what}/{ref}").json()
    page = us.delegate.page(f"{what}/{ref}")

    said = {each["ref"]: each["erased"] for each in found["steps" if what == "why" else "acts"]}
    gone = said.pop(receipt.ref)
    assert ref in said
    assert not any(said.values())
    assert (gone["of"], gone["part"], gone["root"]) == (ref, kept.blob, kept.commit)
    assert gone["why"] == {"lang": "en", "text": "Kept long enough."}
    assert (gone["by_author"], gone["audience"], gone["shown"]) == (True, ["iq"], ["body.text"])
    assert sorted(gone["received"]) == ["iq", "ir"]
    for each in ("Kept long enough.", kept.blob, kept.commit, receipt.ref, "Proven to have been there"):
        assert each in page


def test_why_a_matter_stands_so_names_the_digest_that_everybody_has(us: Office, said: str) -> None:
    """What is opened from under seal is in no digest: those for whom it is not could never compare theirs."""
    digest = re.search(r'<pre class="raw" dir="ltr" tabindex="0">([0-9a-f]{64})</pre>', us.delegate.page("consistency"))

    assert digest is not None
    assert digest[1] in us.delegate.page(f"why/{said}")


def test_the_way_to_erase_leads_to_a_form_that_can_be_signed(us: Office) -> None:
    ref = sealed(us, "To be gone.")
    (way,) = {unescape(link) for link in _LINK.findall(us.delegate.page(f"bodies/{ref}")) if "bodies.erased" in link}
    blob = way.partition("blob=")[2].partition("&")[0]
    form = us.delegate.client.get(way).text
    fields = {"entry": ref, "blob": blob, "why": "Not needed any more.", "why.lang": "en"}
    signed = us.delegate.send("sign/bodies.erased", **fields, sign="1")

    assert blob in form
    assert signed.status_code == 303, signed.text[:300]
    assert not us.web.node.record.bodies.has(blob)


def _id(us: Office, ref: str) -> str:
    verdict = us.web.node.record.verdict_of(ref)
    assert verdict is not None
    assert verdict.entry is not None
    return verdict.entry.id


def test_what_was_shown_counts_on_the_pages_of_those_who_could_read_it(us: Office) -> None:
    """For them the words belong to another subject; what was shown of them has its effect all the same."""
    ref = sealed(us, "The bridge is open.")
    shown = disclose(us.web.node, ref, (), "head")
    page = us.delegate.page(f"entry/{shown.ref}")

    assert "Without effect" not in page
    assert us.found("bodies", _id(us, ref)).is_whole


def test_lists_receipts_and_erasures_have_their_pages(us: Office, said: str) -> None:
    node = us.web.node
    manifest = node.record.bulks.put({"number": each} for each in range(5))
    listed = node.say(RowsListed(en("Reports"), "incident_reports", manifest.count, manifest.root), by="head")
    node.say(RowsErased((1, 2), en("A person.")), by="head", about=About(subject=listed.id))
    us.sync()
    index, page = us.delegate.page("bodies"), us.delegate.page(f"bodies/{listed.ref}")
    links = {unescape(link) for link in _LINK.findall(index)}

    assert "Reports" in index
    assert f"{us.web.home}bodies/{said}" in links
    assert "1–2" in page
    assert f"trilateral prove {listed.ref}#0" in page
    assert us.found("bodies", listed.id).rows_left == 3
    receipts = [node.record.fold.verdict(each.id) for each in node.record.fold.subjects("bodies").values() if each.held]
    assert receipts
    assert all("Held for good" in us.delegate.page(f"bodies/{each.ref}") for each in receipts if each is not None)


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_the_pages_are_there_in_every_language(us: Office, said: str, lang: str) -> None:
    with us.web.visitor(lang=lang) as visitor:
        for path in ("bodies", f"bodies/{said}", "sign/statements.made"):
            assert 'dir="rtl"' in visitor.page(path)


def test_a_form_of_any_kind_seals_what_is_only_for_some(us: Office) -> None:
    form = us.delegate.page("sign/statements.made")
    fields = {"sort": "position", "text": "Only between us.", "text.lang": "en", "audience": "iq"}
    checked = us.delegate.send("sign/statements.made", **fields, check="1")
    signed = us.delegate.send("sign/statements.made", **fields, sign="1")
    entry = us.web.node.record.fold.verdicts(us.web.node.origin)[-1].entry

    assert "everybody sees that you said something" in form
    assert checked.status_code == 200, checked.text[:300]
    assert signed.status_code == 303, signed.text[:300]
    assert entry is not None
    assert (entry.header.kind, entry.header.audience) == ("bodies.sealed/1", ("iq",))


def test_a_program_seals_in_the_three_steps(us: Office) -> None:
    body = {"sort": "position", "text": {"lang": "en", "text": "By a program."}}
    asked = {"kind": "statements.made/1", "body": body, "audience": ["iq"]}
    prepared = us.delegate.api("POST", "prepare", asked).json()
    entry = us.delegate.api("POST", "sign", prepared).json()["entry"]
    kept = us.delegate.api("POST", "entries", {"entry": entry, "beside": [prepared["detached"]]})
    refused = us.delegate.api("POST", "prepare", {**asked, "audience": ["west"]})

    assert "By a program." not in prepared["text"]
    assert kept.status_code == 201, kept.text
    assert refused.json()["code"] == "bodies.not_a_member"
    assert "iq, ir, us" in refused.text, "the choices"


_SOME = 24
"""Addresses of one page that are followed, each with other values of the same parameters."""


def everything(web: Web, visitor: Visitor) -> Iterator[tuple[str, str]]:
    """Each page that can be reached and all that programs are given, with what the visitor got.

    Of pages that differ only in what is asked of them, such as weeks of a timeline, which have no end, some.
    """
    waiting, met, asked = [web.home], {web.home}, Counter[tuple[str, frozenset[str]]]()
    while waiting:
        where = waiting.pop(0)
        answer = visitor.client.get(where)
        yield where, answer.text
        found = {unescape(link) for link in _LINK.findall(answer.text)} - met
        met |= found
        for link in sorted(found):
            url = urlsplit(link)
            sort = url.path, frozenset(parse_qs(url.query))
            asked[sort] += 1
            if "lang" not in sort[1] and asked[sort] <= (_SOME if url.query else 1):
                waiting.append(link)
    schema = visitor.client.get("/api/openapi.json").json()
    for path in schema["paths"]:
        if "{" not in path and "get" in schema["paths"][path]:
            yield path, visitor.client.get(path).text
    for party, log in (("us", "us"), ("iq", "iq"), ("ir", "ir")):
        size = web.node.record.size(f"{log}.example/log")
        for index in range(size):
            for kind in ("entries", "bodies", "statements", "allegations"):
                where = f"/api/{kind}/{party}/{index}"
                yield where, visitor.client.get(where).text


def hidden(text: str) -> bool:
    return not any(each in text for each in (SECRET, ALLEGED, "convoy", "Rockets"))


def held_in(tables: sqlite3.Connection) -> tuple[list[str], set[str]]:
    """Every row of every table, and the words of the index for search, which itself cannot be read row by row."""
    listed = tables.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    readable = [name for name, sql in listed if "USING fts5" not in sql]
    rows = [repr(row) for name in readable for row in tables.execute(f'SELECT * FROM "{name}"')]  # noqa: S608 - our names
    tables.execute("CREATE VIRTUAL TABLE temp.indexed USING fts5vocab('main', 'searched_words', 'row')")
    return rows, {word for (word,) in tables.execute("SELECT term FROM temp.indexed")}


def test_another_partys_pages_and_programs_show_nothing_of_it(us: Office, said: str) -> None:
    """Iran's own delegate, who follows every link: it was said, by whom, to whom; never a word of it. Nor do its files."""
    ir = us.web.parties.nodes["ir"]
    ir.update_tables()
    doors = Doors(ir.clock.unix, ir.private)
    app = make_app(ir, doors=doors, addresses=(ADDRESS,))
    with TestClient(app) as client:
        web = Web(us.web.parties, ir, app, doors, client)
        with web.visitor() as visitor:
            got = dict(everything(web, visitor))
        strangers = [client.get(where).text for where in list(got)[:200]]

    assert any(f"bodies/{said}" in where for where in got), "that it was said can be seen"
    assert len(got) > 100
    assert [where for where, text in got.items() if not hidden(text)] == []
    assert all(map(hidden, strangers))
    with sqlite3.connect(us.web.parties.home("us") / "tables.sqlite") as tables:
        rows, indexed = held_in(tables)
    assert rows
    assert all(map(hidden, rows)), "tables hold the open reading only, ours too"
    assert "_pus" in indexed, "what our party said can be searched"
    assert not indexed & {"convoy", "dawn", "rockets", "moved", "night"}
    for party in ("ir", "us", "iq"):
        files = [path for path in us.web.parties.home(party).rglob("*") if path.is_file()]
        assert [path for path in files if not hidden(path.read_bytes().decode("latin-1"))] == []


def test_whoever_is_not_signed_in_is_told_nothing(us: Office, said: str) -> None:
    for where in (f"{us.web.home}bodies/{said}", f"{us.web.home}statements/{said}", "/api/bodies", "/api/subjects"):
        answer = us.web.client.get(where)
        assert answer.status_code == 401
        assert hidden(answer.text)


def test_an_operator_of_our_own_node_reads_none_of_it(us: Office, said: str) -> None:
    """Who keeps the machine running is no delegate."""
    with us.web.visitor(Role.OPERATOR) as visitor:
        answer = visitor.client.get(f"{us.web.home}bodies/{said}")

    assert hidden(answer.text)


def test_the_hash_that_all_compare_is_that_of_the_open_record(us: Office, said: str) -> None:  # noqa: ARG001 - something is under seal
    digest = us.web.node.record.fold.digest().hex()

    assert us.delegate.api("GET", "state").json()["digest"] == digest
    assert digest in us.delegate.page("consistency").replace("\u00ad", "").replace(" ", "")
