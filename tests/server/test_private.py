"""Drafts, clearance, second signatures, holds, sheets and sessions, as people use them on pages."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from tests.node.parties import statement
from tests.server.web import Visitor, Web, en, web
from trilateral.i18n.messages import sentence
from trilateral.mechanism.proposals.entries import ProposalTabled, text_hash
from trilateral.node import outgoing
from trilateral.node.keys import Purpose, Wanted, key_name
from trilateral.node.locks import Secret
from trilateral.node.settings import Clearance
from trilateral.server.app import make_app
from trilateral.server.roles import Role
from trilateral.server.sessions import Doors

FIELDS = {"sort": "position", "text": "We shall offer nothing before August.", "text.lang": "en"}


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path, two_person=("statements.made",)) as made:
        yield made


def row_of(answer: Any, path: str = "drafts") -> str:
    found = re.search(rf"/{path}/([0-9a-f]+)(?:\?|$)", answer.headers["location"])
    assert found is not None, answer.headers["location"]
    return found[1]


def asked_of_us(page: str) -> str:
    return page.partition('<section class="asked"')[2].partition("</section>")[0]


def drafted(visitor: Visitor, **fields: str) -> str:
    return row_of(visitor.send("sign/statements.made", save="1", **{**FIELDS, **fields}))


def entries(us: Web) -> int:
    return us.node.record.size(us.node.origin)


def needs_press(us: Web) -> None:
    rules = (Clearance(("statements.*",), ("press",)),)
    us.node.settings = msgspec.structs.replace(us.node.settings, clearance=rules)


def test_a_form_is_kept_as_a_draft_changed_checked_and_signed(us: Web) -> None:
    with us.visitor() as head:
        size = entries(us)
        row = drafted(head)
        page = head.page(f"drafts/{row}")
        listed = head.page("drafts")
        kept = head.send(f"drafts/{row}", save="1", version="1", **{**FIELDS, "text": "We shall wait."})
        checked = head.send(f"drafts/{row}", check="1", version="2", **{**FIELDS, "text": "We shall wait."})
        unsigned = entries(us)
        signed = head.send(f"drafts/{row}", sign="1", version="2", **{**FIELDS, "text": "We shall wait."})
        after = head.page(f"drafts/{row}")

    assert "We shall offer nothing before August." in page
    assert "We shall offer nothing before August." in listed
    assert kept.status_code == 303
    assert checked.status_code == 200
    assert "We shall wait." in checked.text.partition('class="draft"')[2].partition("</section>")[0]
    assert unsigned - size in {0, 1}  # a receipt of the others' logs, if there was something new
    assert "signed=us%2F" in signed.headers["location"]
    assert "It was signed" in after


def test_a_draft_need_not_make_sense_to_be_kept(us: Web) -> None:
    with us.visitor() as head:
        row = row_of(head.send("sign/allegations.filed", save="1", against="nobody", points=""))
        tried = head.send(f"drafts/{row}", sign="1", version="1", against="nobody")

    assert tried.status_code == 422
    assert "f-points" in tried.text
    assert us.node.private.draft(row, "head").state == "writing"


def test_a_draft_and_a_check_keep_each_language_in_its_box(us: Web) -> None:
    """Also words that were typed in one box, with codes before each line."""
    with us.visitor() as visitor:
        said = {
            "title": "Gates",
            "title.lang": "en",
            "languages": "en\nfa",
            "paragraphs.0.wordings": "Gates open.",
            "paragraphs.0.wordings.lang": "en",
            "paragraphs.0.wordings.also.fa": "دروازه‌ها باز می‌شوند.",
            "paragraphs.1.wordings": "Gates close.\n[fa] دروازه‌ها بسته می‌شوند.",
            "paragraphs.1.wordings.lang": "en",
        }
        row = row_of(visitor.send("sign/texts.tabled", save="1", **said))
        kept = visitor.page(f"drafts/{row}")
        checked = visitor.send("sign/texts.tabled", check="1", **said).text

    for page in (kept, checked):
        assert re.search(r'name="paragraphs.0.wordings.also.fa"[^>]*>\s*دروازه‌ها باز می‌شوند.</textarea>', page)
        assert re.search(r'name="paragraphs.1.wordings"[^>]*>\s*Gates close.\s\[fa\] دروازه‌ها بسته', page)
    wordings = '"wordings":[{{"lang":"en","text":"{}"}},{{"lang":"fa","text":"{}"}}]'
    assert wordings.format("Gates open.", "دروازه‌ها باز می‌شوند.") in unescape(checked)
    assert wordings.format("Gates close.", "دروازه‌ها بسته می‌شوند.") in unescape(checked)


def test_authentic_languages_are_chosen_by_their_names(us: Web) -> None:
    """Whichever was typed beside them stays in its field, also from a draft that has all in one line; what was chosen is named again where it is checked."""
    text = {
        "title": "Gates",
        "title.lang": "en",
        "paragraphs.0.wordings": "Gates open.",
        "paragraphs.0.wordings.lang": "en",
    }
    with us.visitor() as visitor:
        blank = visitor.page("sign/texts.tabled", lang="fa")
        checked = visitor.send("sign/texts.tabled", check="1", **text, languages="fa", **{"languages.other": "ku"}).text
        row = row_of(visitor.send("sign/texts.tabled", save="1", **text, languages="en\nku"))
        kept = visitor.page(f"drafts/{row}")

    for lang, name in {"en": "انگلیسی", "ar": "عربی", "fa": "فارسی"}.items():
        assert f'<input type="checkbox" name="languages" value="{lang}"> <bdi>{name}</bdi>' in blank
    assert '"languages":["fa","ku"]' in unescape(checked)
    assert "Kurdish (ku)" in checked
    assert 'name="languages" value="fa" checked>' in checked
    assert 'name="languages" value="en" checked>' in kept
    for page in (checked, kept):
        assert re.search(r'name="languages.other" value="ku">', page)


def test_a_draft_that_was_changed_meanwhile_is_not_overwritten(us: Web) -> None:
    with us.visitor() as head:
        row = drafted(head)
        head.send(f"drafts/{row}", save="1", version="1", **{**FIELDS, "text": "one"})
        late = head.send(f"drafts/{row}", save="1", version="1", **{**FIELDS, "text": "two"})

    assert late.status_code == 422
    assert "private.changed_meanwhile" in late.text
    assert "two" in late.text, "what was typed is still in the form"
    assert us.node.private.draft(row, "head").fields["text"] == ("one",)


def test_clearance_from_the_first_word_to_the_log(us: Web) -> None:
    needs_press(us)
    with us.visitor() as head, us.visitor(office="press") as press:
        form = head.page("sign/statements.made")
        forced = head.send("sign/statements.made", sign="1", **FIELDS)
        row = drafted(head)
        hidden = press.client.get(f"{us.home}drafts/{row}")
        early = head.send(f"drafts/{row}", sign="1", version="1", **FIELDS)
        head.send(f"drafts/{row}", hand="1", version="1", **FIELDS)
        asked, home = press.page("drafts"), asked_of_us(press.page())
        read = press.page(f"drafts/{row}")
        silent = press.send(f"drafts/{row}", **{"return": "1"}, version="1", words="")
        press.send(f"drafts/{row}", **{"return": "1"}, version="1", words="Leave August out.")
        returned = head.page(f"drafts/{row}")
        again = {**FIELDS, "text": "We shall offer nothing."}
        head.send(f"drafts/{row}", hand="1", version="1", **again)
        stale = press.send(f"drafts/{row}", approve="1", version="1")
        approved = press.send(f"drafts/{row}", approve="1", version="2", words="Good.")
        signed = head.send(f"drafts/{row}", sign="1", version="2")

    assert 'name="sign"' not in form
    assert (forced.status_code, "private.not_cleared" in forced.text or "Not cleared yet" in forced.text) == (422, True)
    assert hidden.status_code == 404
    assert early.status_code == 422
    assert "To be cleared by you" in asked
    assert "Approve the draft: Statement, by Head of delegation" in home
    assert f"drafts/{row}" in home
    assert "We shall offer nothing before August." in read
    assert 'name="save"' not in read
    assert silent.status_code == 422
    assert "private.words_needed" in silent.text
    assert "Leave August out." in returned
    assert stale.status_code == 422
    assert approved.status_code == 303
    assert "signed=us%2F" in signed.headers["location"]


def test_a_program_cannot_go_round_clearance(us: Web) -> None:
    needs_press(us)
    body = {"kind": "statements.made/1", "body": {"sort": "declaration", "text": {"lang": "en", "text": "Hello"}}}
    with us.visitor() as head:
        prepared = head.api("POST", "prepare", body).json()
        signed = head.api("POST", "sign", {"text": prepared["text"]})

    assert (signed.status_code, signed.json()["code"]) == (422, "private.not_cleared")


def test_other_offices_neither_change_nor_sign_nor_delete_a_draft(us: Web) -> None:
    with us.visitor() as head, us.visitor(office="press") as press:
        row = drafted(head)
        head.send(f"drafts/{row}", hand="1", version="1", to_clear="press", **FIELDS)
        press.send(f"drafts/{row}", approve="1", version="1")
        done = [press.send(f"drafts/{row}", version="1", **{act: "1"}) for act in ("sign", "delete", "back", "hand")]
        nowhere = press.send("drafts/ffffffffffff", delete="1")

    assert [each.status_code for each in done] == [422] * 4
    assert all("private.not_your_draft" in each.text for each in done)
    assert nowhere.status_code == 404
    assert us.node.private.draft(row, "head").state == "cleared"


def test_a_hold_is_shown_with_its_clock_and_called_back(us: Web) -> None:
    with us.visitor() as head, us.visitor(office="press") as press:
        size = entries(us)
        waits = row_of(head.send("sign/statements.made", sign="1", hold="300", **FIELDS), "waiting")
        page = head.page(f"waiting/{waits}")
        listed = head.page("drafts")
        foreign = press.client.get(f"{us.home}waiting/{waits}")
        meddling = press.send(f"waiting/{waits}", cancel="1")
        cancelled = head.send(f"waiting/{waits}", cancel="1")
        us.parties.clock.advance(301)
        outgoing.release_due(us.node)

    assert "We shall offer nothing before August." in page
    assert 'name="cancel"' in listed
    assert (foreign.status_code, meddling.status_code) == (404, 404)
    assert cancelled.status_code == 303
    assert entries(us) - size in {0, 1}


def test_the_setting_is_chosen_and_each_act_chooses_otherwise(us: Web) -> None:
    us.node.settings = msgspec.structs.replace(us.node.settings, hold_seconds=90)
    with us.visitor() as head:
        form = head.page("sign/statements.made")
        by_default = head.send("sign/statements.made", sign="1", **FIELDS)
        at_once = head.send("sign/statements.made", sign="1", hold="0", **{**FIELDS, "text": "Now."})
        bad = head.send("sign/statements.made", sign="1", hold="soon", **FIELDS)
        far = head.send("sign/statements.made", sign="1", hold="9999999", **FIELDS)

    assert re.search(r'<option value="90" selected>in 90 seconds', form)
    assert "/waiting/" in by_default.headers["location"]
    assert "signed=us%2F" in at_once.headers["location"]
    assert (bad.status_code, far.status_code) == (422, 422)
    said = sentence("en", "private.bad_hold").partition(" %(")[0].partition("…")[0]
    assert all(said in each.text for each in (bad, far))


def test_what_was_stopped_says_why_and_can_be_put_away(us: Web) -> None:
    with us.visitor() as head:
        waits = row_of(head.send("sign/statements.made", sign="1", hold="60", **FIELDS), "waiting")
        us.parties.clock.advance(60 + 3601)
        outgoing.release_due(us.node)
        listed = head.page("drafts")
        called = re.search(r'aria-current="page">([^<]*)<', listed)
        head.send(f"waiting/{waits}", dismiss="1")
        after = head.page("drafts")

    assert "more than an hour has passed" in listed
    assert called is not None
    assert called[1] == "Drafts: 1 for you"
    assert "more than an hour" not in after


def test_two_delegates_sign_one_text_on_pages(two: Web) -> None:
    with two.visitor() as head, two.visitor(office="press") as press:
        form = press.page("sign/statements.made")
        waits = row_of(press.send("sign/statements.made", sign="1", **FIELDS), "waiting")
        mine = press.page(f"waiting/{waits}")
        theirs = head.page(f"waiting/{waits}")
        twice = press.send(f"waiting/{waits}", sign="1")
        signed = head.send(f"waiting/{waits}", sign="1")
        late = head.send(f"waiting/{waits}", sign="1")
        ref = signed.headers["location"].partition("signed=")[2].replace("%2F", "/")
        raw = head.client.get(f"{two.home}entry/{ref}/note").text
        page = head.page(f"entry/{ref}")

    assert re.findall(r"/delegate/(\w+)</bdi>", page) == ["press", "head"]
    assert "signatures of two delegates" in form
    assert "Sign as the second office" not in mine
    assert "Sign as the second office" in theirs
    assert twice.status_code == 422
    assert "signed=us%2F" in signed.headers["location"]
    assert late.headers["location"] == signed.headers["location"]  # pressed twice: it leads to what was signed
    assert re.findall(r"^— \S+/delegate/(\S+)", raw, re.MULTILINE) == ["head", "press"]


def test_a_second_office_is_shown_asked_and_finds_it_first(two: Web) -> None:
    with two.visitor() as head, two.visitor(office="press") as press:
        older = row_of(head.send("sign/statements.made", sign="1", **{**FIELDS, "text": "The first."}), "waiting")
        row = row_of(head.send("sign/statements.made", sign="1", **FIELDS), "waiting")
        page = head.page(f"waiting/{row}")
        nobody = head.send(f"waiting/{row}", ask="nobody")
        oneself = head.send(f"waiting/{row}", ask="head")
        foreign = press.send(f"waiting/{row}", ask="press")
        asked = head.send(f"waiting/{row}", ask="press")
        after, theirs, listed = head.page(f"waiting/{row}"), press.page(f"waiting/{row}"), press.page("drafts")
        press.send(f"waiting/{row}", sign="1")
        signed = press.page(f"waiting/{row}")
        late = head.send(f"waiting/{row}", ask="press")

    assert "needs the signatures of two offices" in page
    assert 'name="ask" value="press"' in page
    assert all("private.no_such_office" in each.text for each in (nobody, oneself))
    assert "private.not_yours_to_cancel" in foreign.text
    assert asked.status_code == 303
    assert 'name="ask"' not in after
    assert "You were asked to sign this." in theirs
    assert "Drafts: 2 for you" in listed
    assert listed.index(row) < listed.index(older)
    assert "needs the signatures of two offices" not in signed
    assert "private.waits_no_more" in late.text


def test_what_was_asked_of_one_office_waits_for_it_alone(two: Web) -> None:
    node = two.node
    node.enrol(Wanted(Purpose.DELEGATE, key_name(node.origin, Purpose.DELEGATE, "legal"), "legal"), ("statements",))
    with two.visitor() as head, two.visitor(office="press") as press, two.visitor(office="legal") as legal:
        row = row_of(head.send("sign/statements.made", sign="1", **FIELDS), "waiting")
        before = press.page("drafts")
        head.send(f"waiting/{row}", ask="legal")
        after, theirs = press.page("drafts"), legal.page("drafts")
        with two.visitor(Role.READER) as reader:
            homes = [asked_of_us(each.page()) for each in (legal, head, press, reader)]
        listed = asked_of_us(legal.page("asked"))
        earlier = asked_of_us(legal.page("", as_of=node.clock.now().isoformat()))

    assert "Sign as the second office: Statement, by Head of delegation" in homes[0]
    assert all("Sign as the second office" not in each for each in (*homes[1:], earlier))
    assert f"waiting/{row}" in listed
    assert "Drafts: 1 for you" in before
    assert "Drafts: 1 for you" not in after
    assert "Drafts: 1 for you" in theirs


def test_two_offices_sign_where_the_second_has_locked_its_key(two: Web) -> None:
    secret = Secret("a passkey", "prf", bytes(32))
    with two.visitor() as head, two.visitor(office="press") as press:
        session = two.doors.find(next(iter(press.client.cookies.values())))
        assert session is not None
        two.node.ring.lock("press", secret, "elsewhere")
        checked = head.send("sign/statements.made", check="1", **FIELDS)
        row = row_of(head.send("sign/statements.made", sign="1", **FIELDS), "waiting")
        page = head.page(f"waiting/{row}")
        closed = press.send(f"waiting/{row}", sign="1")
        two.node.ring.locked.unlock("press", secret, session.id)
        opened = press.send(f"waiting/{row}", sign="1")

    assert checked.status_code == 200
    assert "key locked" in page
    assert "keys.locked" in closed.text
    assert "signed=us%2F" in opened.headers["location"]


def test_whoever_signs_second_reads_what_the_entry_names_in_the_very_words(tmp_path: Path) -> None:
    """As on the form of whoever signed first: nobody signs the hash of a text that they have not read."""
    body = ProposalTabled((en("Seating"),), "procedure", (en("The tables are round."),))
    with web(tmp_path, two_person=("proposals.accepted",)) as us:
        theirs = us.parties.nodes["ir"]
        tabled = theirs.submit(theirs.countersign(theirs.sign(theirs.prepare(body, by="head"), "head"), "press"))
        us.parties.sync()
        with us.visitor() as head, us.visitor(office="press") as press:
            asked = {"subject": tabled.ref, "text_hash": text_hash(body)}
            waits = row_of(press.send("sign/proposals.accepted", sign="1", **asked), "waiting")
            shown = head.page(f"waiting/{waits}")

    assert "The tables are round." in shown
    assert "Sign as the second office" in shown


def test_whoever_signs_second_reads_what_is_under_seal(two: Web) -> None:
    """Our own party can open it; what waits shows the words, and not only what everybody will see of them."""
    with two.visitor() as head, two.visitor(office="press") as press:
        waits = row_of(press.send("sign/statements.made", sign="1", audience="ir", **FIELDS), "waiting")
        shown = head.page(f"waiting/{waits}")

    assert '"kind":"bodies.sealed/1"' in shown.replace("&#34;", '"')
    assert FIELDS["text"] in shown


def test_a_half_signed_note_that_is_handed_in_waits(two: Web) -> None:
    node = two.node
    half = node.sign(node.prepare(statement("From a device."), by="press"), "press").decode()
    with two.visitor(office="press") as press:
        answer = press.send("hand-in", note=half)

    assert node.private.waiting_entry(row_of(answer, "waiting")).signed_by == ("press",)


def test_a_sheet_is_ours_and_only_for_whom_it_names(us: Web) -> None:
    sheet = {"sort": "instructions", "title": "From the capital", "text": "Concede nothing.", "lang": "en"}
    with us.visitor() as head, us.visitor(office="press") as press:
        ref = us.node.say(statement("Something said."), by="head").ref
        page = head.page(f"entry/{ref}")
        row = row_of(head.send("sheets/new", about=ref, to="head", **sheet), "sheets")
        empty = head.send("sheets/new", **{**sheet, "text": ""})
        unknown = head.send("sheets/new", about="ir/999", **sheet)
        nobody = head.send("sheets/new", to="nobody", **sheet)
        listed = head.page("sheets", about=ref)
        after = head.page(f"entry/{ref}")
        theirs = press.page("sheets")
        hidden = press.client.get(f"{us.home}sheets/{row}")
        changed = head.send(f"sheets/{row}", version="1", **{**sheet, "text": "Concede one thing."})
        stale = head.send(f"sheets/{row}", version="1", **sheet)
        gone = press.send(f"sheets/{row}", delete="1")

    assert "Write a sheet on this" in page
    assert "1 sheet of ours on this" in after
    assert "From the capital" in listed
    assert "From the capital" not in theirs
    assert [each.status_code for each in (empty, unknown, nobody, stale)] == [422] * 4
    assert "private.sheet_says_nothing" in empty.text
    assert "private.no_such_office" in nobody.text
    assert "private.not_your_sheet" in gone.text
    assert "ir/999" in unknown.text
    assert (hidden.status_code, gone.status_code, changed.status_code) == (404, 422, 303)
    assert us.node.private.sheet(row, "head").text == "Concede one thing."


PRIVATE_PAGES = ("drafts", "drafts/{draft}", "waiting/{waits}", "sheets", "sheets/{sheet}", "sheets/new")


def test_nobody_but_our_delegates_sees_anything(us: Web) -> None:
    """Readers and operators of our own node, whoever has not come in, and sessions of another party's node."""
    with us.visitor() as head, us.visitor(Role.READER) as reader, us.visitor(Role.OPERATOR) as operator:
        rows = {
            "draft": drafted(head),
            "waits": row_of(head.send("sign/statements.made", sign="1", hold="60", **FIELDS), "waiting"),
            "sheet": row_of(head.send("sheets/new", sort="note", title="T", text="Ours", lang="en"), "sheets"),
        }
        elsewhere = theirs(us, head)
        for path in PRIVATE_PAGES:
            where = us.home + path.format(**rows)
            assert head.client.get(where).status_code == 200, where
            assert us.client.get(where).status_code == 401, where
            assert reader.client.get(where).status_code == 403, where
            assert operator.client.get(where).status_code == 403, where
            assert elsewhere.get(where).status_code == 401, where
            assert elsewhere.post(where, data={"delete": "1"}).status_code in {401, 405}, where


def theirs(us: Web, head: Visitor) -> TestClient[Any]:
    """Somebody who is signed in at another party's node, and sends that session's word to ours under our cookie's name."""
    node = us.parties.nodes["ir"]
    doors = Doors(node.clock.unix, node.private)
    opened = doors.enter(doors.link(Role.DELEGATE, "head"))
    assert opened is not None
    visitor: TestClient[Any] = TestClient(us.app)
    visitor.cookies.set(next(iter(head.client.cookies)), opened[0])
    return visitor


def test_other_nodes_and_strangers_get_no_file_of_it(us: Web) -> None:
    with us.visitor() as head:
        drafted(head)
    paths = ("private.sqlite", "mirror/private.sqlite", "witness/private.sqlite", "static/ui/../../private.sqlite")

    assert {us.client.get(f"/{path}").status_code for path in paths} <= {400, 401, 403, 404}
    name = next(iter(us.node.record.origins))
    assert us.node.record.files(name).directory.parent.parent == us.node.home
    log = us.node.record.files(name).directory.name
    assert us.client.get(f"/mirror/{log}/../../private.sqlite").status_code in {400, 401, 404}
    assert us.client.get(f"/mirror/{log}/..%2f..%2fprivate.sqlite").status_code in {400, 401, 404}


def test_a_session_and_what_was_seen_outlive_a_restart(us: Web) -> None:
    with us.visitor() as head:
        head.page()
        cookies, word = dict(head.client.cookies), head.csrf()
    us.parties.close("us")
    node = us.parties.open("us")
    node.say(statement("Something said."), by="press")

    with TestClient(make_app(node)) as again:
        again.cookies.update(cookies)
        still = again.get(us.home)
        form = again.post(f"{us.home}sign/statements.made", data={"csrf": word, "save": "1", **FIELDS})
        ended = again.post("/out", data={"csrf": word}, follow_redirects=False)
        gone = again.get(us.home)
        doors = Doors(node.clock.unix, node.private)
        again.get(f"/in/{doors.link(Role.DELEGATE, 'head')}")
    assert still.status_code == 200
    assert form.status_code == 200
    assert (ended.status_code, gone.status_code) == (303, 401)

    looks = node.private.looks.get("head")
    assert looks is not None
    assert looks.seen is not None
    assert looks.seen.sizes[node.origin] == node.record.size(node.origin)


def test_since_you_looked_counts_from_before_the_restart(us: Web) -> None:
    with us.visitor() as head:
        head.page()
    us.parties.close("us")
    node = us.parties.open("us")
    said_before = node.record.size(node.origin)
    node.say(statement("Something said."), by="press")
    doors = Doors(node.clock.unix, node.private)

    with TestClient(make_app(node, doors=doors)) as again:
        again.get(f"/in/{doors.link(Role.DELEGATE, 'head')}")
        page = again.get(us.home).text

    assert node.record.size(node.origin) > said_before
    assert "1 entry" in page
    assert "you have not looked before" not in page


def test_sessions_are_listed_and_ended_by_their_own_office_and_by_the_operator(us: Web) -> None:
    with us.visitor() as lost, us.visitor() as head, us.visitor(office="press") as press:
        listed = head.page("sessions")
        rows = {each.id: each for each in us.doors.sessions()}
        (row,) = [i for i, each in rows.items() if us.doors.find(next(iter(lost.client.cookies.values()))).id == i]  # type: ignore[union-attr]  # it is open
        foreign = press.send("sessions", end=row)
        ended = head.send("sessions", end=row)
        out = lost.client.get(us.home)
        with us.visitor(Role.OPERATOR) as operator:
            every = operator.page("sessions")

    assert listed.count('name="end"') == 2
    assert foreign.status_code == 403
    assert (ended.status_code, out.status_code) == (303, 401)
    assert every.count('name="end"') == 3


def test_only_hashes_of_words_are_kept(us: Web) -> None:
    link = us.doors.link(Role.READER)
    opened = us.doors.enter(us.doors.link(Role.DELEGATE, "head"))
    assert opened is not None
    cookie, session = opened

    kept = b"".join(value for shelf in ("session", "link") for _, value in us.node.private.file.all(shelf))
    for word in (link, cookie, session.csrf):
        assert word.encode() not in kept


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_pages_speak_the_readers_language(us: Web, lang: str) -> None:
    """No sentence of the private pages is left in another language."""
    needs_press(us)
    with us.visitor(lang=lang) as head, us.visitor(office="press", lang=lang) as press:
        row = drafted(head)
        head.send(f"drafts/{row}", hand="1", version="1", **FIELDS)
        pages = [press.page(f"drafts/{row}"), head.page(f"drafts/{row}"), head.page("drafts"), press.page("drafts")]
        pages += [
            head.page("sheets/new"),
            head.page("sheets"),
            head.page("sessions"),
        ]

    for page in pages:
        assert f'<html lang="{lang}"' in page
        if lang != "en":
            main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
            shown = re.sub(
                r"<(?:pre|bdi|option|textarea|code|p class=\"words\")[^>]*>.*?</[a-z]+>|<[^>]*>",
                " ",
                main,
                flags=re.DOTALL,
            )
            assert not re.search(r"[A-Za-z]{4,}", shown.replace("Africa", "")), re.findall(r"[A-Za-z ]{4,}", shown)
