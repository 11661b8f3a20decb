"""Forms for every kind, and signing through them."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.server.pressing import steps_of
from tests.server.web import Web, en, web
from trilateral.desk.signing import BY_NAME, _shown_form, forms_of
from trilateral.errors import RefusedError
from trilateral.i18n import messages
from trilateral.mechanism.allegations.entries import AllegationFiled


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("signing")) as made:
        yield made


def ref_of(answer: object) -> str:
    location = answer.headers["location"]  # type: ignore[attr-defined]  # an answer
    found = re.search(r"[?&]signed=(\w+)%2F(\d+)", location)
    assert found is not None, location
    return f"{found[1]}/{found[2]}"


@pytest.mark.parametrize("kind", sorted(BY_NAME))
def test_every_kind_has_a_form(us: Web, kind: str) -> None:
    with us.visitor() as delegate:
        page = delegate.page(f"sign/{kind}")
        empty = delegate.send(f"sign/{kind}", sign="1")

    shown = {field.path for form in forms_of(kind) for field in _shown_form(form).fields}
    assert all(re.search(rf'(?:name|id)="(?:f-)?{path}', page) for path in shown)
    assert empty.status_code in {303, 422}
    form = page.partition('<form class="entry-form"')[2].partition("</form>")[0]
    assert not re.search(r"<[^>]*\s(?:novalidate|required)[\s>]", f"<form{form}"), (
        "a browser judges half a time and nothing else"
    )


def test_the_constitution_is_not_signed_by_delegates() -> None:
    assert not [kind for kind in BY_NAME if kind.startswith("ledger.")]


def test_a_form_is_checked_looked_at_and_signed(us: Web) -> None:
    fields = {"sort": "position", "text": "We hold this.", "text.lang": "en", "to": "ir"}
    with us.visitor() as delegate:
        size = us.node.record.size(us.node.origin)
        looked = delegate.send("sign/statements.made", check="1", **fields)
        unchanged = us.node.record.size(us.node.origin)
        done = delegate.send("sign/statements.made", sign="1", **fields)
        page = delegate.client.get(done.headers["location"]).text

    assert looked.status_code == 200
    assert "We hold this." in looked.text.partition('class="draft"')[2].partition("</section>")[0]
    assert unchanged - size in {0, 1}  # a receipt of the others' logs, if there was something new
    assert done.status_code == 303
    assert "It is on disk, and the other parties will have it." in page
    assert "We hold this." in page


def test_what_is_looked_at_is_told_in_words_before_its_bytes(us: Web) -> None:
    """In the reader's language, calendar and digits; the bytes stay there below."""
    fields = {"sort": "position", "text": "We hold this.", "text.lang": "en", "to": "ir", "said_at": "2007-05-28T07:00"}
    with us.visitor(lang="fa") as delegate:
        looked = delegate.send("sign/statements.made", check="1", **fields, **{"said_at.zone": "UTC"}).text
        empty = delegate.send("sign/meetings.resumed", check="1").text

    draft = looked.partition('class="draft"')[2].partition("</section>")[0]
    told, _, raw = draft.partition("<pre")
    said = [re.sub("<[^>]*>", " ", each).split() for each in re.findall("(?s)<dd>(.*?)</dd>", told)]
    assert ["موضع"] in said, "a choice"
    assert ["We", "hold", "this."] in said
    assert ["IR", "ir"] in said, "a party by mark and name"
    assert ["۷", "خرداد", "۱۳۸۶"] in [each[:3] for each in said], "an instant in the reader's calendar"
    assert "position" not in told
    assert '"sort":"position"' in unescape(raw)
    assert 'class="draft"' not in empty


@pytest.mark.parametrize(
    ("lang", "words", "fits"),
    [
        ("ar", "We hold this.", False),
        ("en", "نتمسك بهذا الموقف", False),
        ("fa", "نماینده با IAEA گفت‌وگو کرد", True),
        ("ar", "S-300", True),
        ("en", "We hold this.", True),
    ],
)
def test_words_signed_as_of_a_language_in_other_letters_are_pointed_out(
    us: Web, lang: str, words: str, fits: bool
) -> None:
    """The language of a box is that of the page until somebody chooses another: it is said before it is signed, and hinders nobody."""
    fields = {"sort": "position", "text": words, "text.lang": lang, "to": "ir"}
    with us.visitor() as delegate:
        draft = delegate.send("sign/statements.made", check="1", **fields).text.partition('class="draft"')[2]

    said = "most of their letters are not of that language" in draft.partition("<pre")[0]
    assert said is not fits


def test_what_nobody_would_accept_is_said_before_it_is_signed(us: Web) -> None:
    fields = {"against": "us", "points": "We did it.", "points.lang": "en"}
    with us.visitor() as delegate:
        for button in ("check", "sign"):
            answer = delegate.send("sign/allegations.filed", **{button: "1"}, **fields)

            assert answer.status_code == 422
            assert "alleges" in answer.text or "itself" in answer.text or "oneself" in answer.text
            assert "We did it." in answer.text


def test_a_page_offers_to_answer_and_the_answer_lands_where_it_belongs(us: Web) -> None:
    filed = us.parties.nodes["ir"].say(AllegationFiled(against="us", points=(en("One."), en("Two."))), by="head")
    us.parties.sync()
    with us.visitor() as delegate:
        page = delegate.page(f"allegations/{filed.ref}")
        form = delegate.page("sign/allegations.answered", subject=filed.ref, point="1")
        fields = {
            "subject": filed.ref,
            "point": "1",
            "fixed": "point",
            "answer": "denied",
            "text": "No.",
            "text.lang": "en",
        }
        done = delegate.send("sign/allegations.answered", sign="1", **fields)
        after = delegate.page(f"allegations/{filed.ref}")

    offered = steps_of(page, "allegations.answered")
    assert [(step["subject"], step["point"]) for step in offered] == [(filed.ref, "0"), (filed.ref, "1")]
    assert re.search(r"<dd><bdi>2</bdi>", form), "points are counted from one"
    assert done.status_code == 303
    assert after.count('class="silence"') == 1
    assert "No." in after


def test_a_date_is_written_once(us: Web) -> None:
    """Zone and civil time as agreed come from the one field in which the date was written."""
    fields = {
        "title": "Round two", "title.lang": "en", "series": "ambassadors", "round": "2", "format": "closed", "forum": "plenary",
        "offers.0.starts_at": "2007-07-24T10:00", "offers.0.starts_at.zone": "Asia/Baghdad",
    }  # fmt: skip
    with us.visitor() as delegate:
        done = delegate.send("sign/meetings.proposed", sign="1", **fields)
        found = delegate.api("GET", f"meetings/{ref_of(done)}").json()

    assert done.status_code == 303
    offer = found["state"]["offers"][0]
    assert (offer["starts_at"], offer["zone"], offer["civil"]) == (
        "2007-07-24T06:00:00Z",
        "Asia/Baghdad",
        "2007-07-24 10:00",
    )


def offered(page: str, name: str) -> dict[str, str]:
    """What a field offers beside any other word: words, and what they are called."""
    (field,) = re.findall(rf'<input[^>]* name="{name}"[^>]*>', page)
    lists = re.search(r' list="([^"]*)"', field)
    found = page.partition(f'<datalist id="{lists[1]}">')[2].partition("</datalist>")[0] if lists else ""
    return {value: unescape(called) for value, called in re.findall(r'value="([^"]*)">([^<]*)</option>', found)}


def test_words_that_others_used_are_offered_by_their_names_where_any_may_be_written(us: Web) -> None:
    """Under one word the positions of all parties on a matter meet, so nobody has to guess it."""
    fields = {"sort": "position", "text": "We hold this.", "text.lang": "en", "matter": "withdrawal"}
    with us.visitor() as delegate:
        before = offered(delegate.page("sign/statements.made"), "matter")
        delegate.send("sign/statements.made", sign="1", **fields)
        delegate.send("sign/statements.made", sign="1", **{**fields, "matter": "river_gates"})
        after = offered(delegate.page("sign/statements.made"), "matter")
        in_persian = offered(delegate.page("sign/statements.made", lang="fa"), "matter")
        forums = offered(delegate.page("sign/meetings.proposed"), "forum")
        called = offered(delegate.page("meetings/call"), "forum")

    assert before == {}
    assert list(after) == ["river_gates", "withdrawal"]
    assert after["river_gates"] == "river gates"
    assert in_persian["withdrawal"] == messages.term("fa", "withdrawal", "matter")
    assert forums == called
    assert forums["plenary"] == "plenary"


def test_a_person_goes_into_the_part_that_can_be_erased(us: Web) -> None:
    with us.visitor() as delegate:
        named = ref_of(
            delegate.send("sign/delegations.named", sign="1", name="Ours", **{"name.lang": "en"}, forum="plenary")
        )
        fields = {
            "subject": named,
            "office": "head",
            "role": "head",
            "rank": "ambassador",
            "name": "A. Person",
            "title": "Ambassador",
        }
        done = ref_of(delegate.send("sign/delegations.accredited", sign="1", **fields))
        note = delegate.client.get(f"{us.home}entry/{done}/note").content
        page = delegate.page(f"delegations/{named}")

    assert b"A. Person" not in note
    assert b'"blob"' in note
    assert "A. Person" in page


def test_an_unknown_matter_is_refused_by_name(us: Web) -> None:
    fields = {"subject": "ir/999", "text": "x", "text.lang": "en"}
    with us.visitor() as delegate:
        answer = delegate.send("sign/allegations.remarked", sign="1", **fields)

    assert answer.status_code == 422
    assert "ir/999" in answer.text


def test_a_blocked_node_says_why_it_does_not_sign(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(us.node, "blocked", RefusedError("guard.ask_a_mirror", log=us.node.origin))
    with us.visitor() as delegate:
        fields = {"sort": "position", "text": "x", "text.lang": "en"}
        page = delegate.send("sign/statements.made", sign="1", **fields)
        api = delegate.api(
            "POST",
            "prepare",
            {"kind": "statements.made/1", "body": {"sort": "position", "text": {"lang": "en", "text": "x"}}},
        )

    assert page.status_code == 422
    assert api.json()["code"] == "guard.ask_a_mirror"
