"""Search as people and programs use it: what is found, how it is told, and what nobody finds who may not read it."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.web import Web, en, web
from trilateral.desk.holdings import Holdings
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.search import Seeker, found_search
from trilateral.ledger.charter import ClockTerms
from trilateral.ledger.entry import Text
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.bodies.entries import RowsErased, RowsListed
from trilateral.mechanism.designations.entries import DesignationRegistered, TermStated
from trilateral.mechanism.humanitarian.entries import ListSubmitted, Person
from trilateral.mechanism.humanitarian.state import NameList
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About
from trilateral.node.parts import erase
from trilateral.node.tables import rebuild
from trilateral.server.roles import Role
from trilateral.store import search

SECRET, PERSON = "Zanzibarwords", "Quirinus Vexley"


def said(text: str, lang: str = "en", to: tuple[str, ...] = ()) -> StatementMade:
    return StatementMade(sort="position", text=Text(lang, text), to=to)


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    clocks = (ClockTerms(name="allegations.answer", hours=48),)
    with web(tmp_path_factory.mktemp("search"), clocks=clocks) as made:
        nodes = made.parties.nodes
        nodes["us"].say(said("Weapons reached militias in Basra.", to=("ir",)), by="head")
        nodes["ir"].say(said("سلاحی به بصره نرسیده است.", "fa"), by="head")
        filed = nodes["us"].say(AllegationFiled(against="ir", points=(en("Rockets came over the border."),)), by="head")
        term = DesignationRegistered("group", (en("special groups"),))
        registered = nodes["us"].say(term, by="head")
        nodes["us"].say(said("The special groups answer to a party."), by="head")
        made.parties.sync()
        nodes["ir"].say(PointAnswered(0, "denied", en("No rockets came.")), by="head", about=About(subject=filed.id))
        nodes["ir"].say(TermStated((en("armed residents"),)), by="head", about=About(subject=registered.id))
        nodes["us"].say(AllegationFiled(against="ir", points=(en("A bridge was mined."),)), by="head")
        nodes["ir"].say(said("Armed residents defended their street."), by="head")
        nodes["us"].say(said(f"{SECRET} for Iraq alone."), by="head", about=About(audience=("iq",)))
        nodes["iq"].say(said("A name stands apart."), by="head", about=About(detached={"name": PERSON}))
        made.parties.sync()
        yield made


def found_by(us: Web, party: str, query: str, *, inside: bool = True) -> list[tuple[str, str]]:
    """What is found at another party's node by its own people, or by somebody from outside it."""
    node = us.parties.nodes[party]
    assert node.database is not None
    reading = Reading(Holdings(node.record), "en", node.clock.now(), pages=frozenset(BY_SLICE), inside=inside)
    found = found_search(reading, Seeker(node.database), {"q": (query,)})
    return [(each.ref, each.text) for each in (*found.lines, *found.apart)]


def refs(page: str) -> list[str]:
    """References of the lines found, in order."""
    return re.findall(r'<p class="found-head">.*?<bdi dir="ltr">([a-z]+/\d+)</bdi>', page, re.DOTALL)


def marked(page: str) -> list[str]:
    return re.findall(r'<mark class="[a-z]+">(.*?)</mark>', page)


def test_a_line_says_who_to_whom_when_and_underlines_the_words_in_their_own_script(us: Web) -> None:
    with us.visitor() as head:
        page = head.page("search", q="Basra")

    assert len(refs(page)) == 2
    assert set(marked(page)) == {"Basra", "بصره"}
    assert re.search(r'lang="fa" dir="rtl">[^<]*<mark class="heard">بصره</mark>', page)
    line = page[page.index('class="found-line') :].partition("</li>")[0]
    for each in (
        '<bdi class="party-name">us</bdi>',
        '<bdi class="party-name">ir</bdi>',
        "<time",
        "held by all",
        "Statement",
    ):
        assert each in line, each


def test_every_page_has_the_field_for_who_is_signed_in_and_for_nobody_else(us: Web) -> None:
    with us.visitor() as head:
        home = head.page()
    stranger = us.client.get("/")

    assert 'id="search" name="q"' in home
    assert 'id="search"' not in stranger.text


def test_a_reference_shows_the_entry_and_what_belongs_to_it_in_any_digits(us: Web) -> None:
    with us.visitor() as head:
        filed = refs(head.page("search", q="border"))[0]
        page = head.page("search", q=filed)
        arabic = head.page("search", q=filed.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), lang="ar")
        unknown = head.page("search", q="us/99999", lang="en")

    assert refs(page)[0] == filed
    assert "The entry that you named" in page
    assert any("answered" in each.lower() or "ir/" in each for each in refs(page))
    assert refs(arabic) == refs(page)
    assert "This node has no entry" in unknown


def test_a_name_of_the_register_finds_what_others_call_the_same_and_says_whose_name_is_whose(us: Web) -> None:
    with us.visitor() as head:
        page = head.page("search", q="special groups")
    told = page[page.index('<p class="named">') :].partition("</p>")[0]

    assert {"Armed", "residents"} <= set(marked(page))
    assert "special groups" in told
    assert told.index('name">us<') < told.index('name">ir<') < told.index("armed residents")
    assert "under another name" in page


def test_kinds_and_parties_are_found_by_what_they_are_called_in_any_language(us: Web) -> None:
    with us.visitor() as head:
        english = head.page("search", q="allegation")
        persian = head.page("search", q="ادعا")
        iran = head.page("search", q="إيران", about="statements")

    assert refs(english)
    assert set(refs(english)) & set(refs(persian))
    assert all(each.startswith(("ir/", "us/")) for each in refs(iran))
    assert "by header or sound alone" in english


def test_filters_narrow_what_is_found(us: Web) -> None:
    day = us.node.clock.now().date().isoformat()
    with us.visitor() as head:
        by_ir = refs(head.page("search", party="ir"))
        to_ir = refs(head.page("search", to="ir"))
        in_fa = refs(head.page("search", said_in="fa"))
        about = refs(head.page("search", about="allegations"))
        today = refs(head.page("search", q="Basra", since=day, until=day))
        before = refs(head.page("search", q="Basra", until="2001-01-01"))
        clock = refs(head.page("search", clock="1"))
        mined = refs(head.page("search", q="bridge"))
        bad = head.page("search", q="Basra", since="2007-13-44")
        odd = head.page("search", party="../etc", q="Basra")

    assert by_ir
    assert all(each.startswith("ir/") for each in by_ir)
    assert all(each.startswith("us/") for each in to_ir)
    assert len(to_ir) == 3  # a statement addressed, and two allegations against
    assert len(in_fa) == 1
    assert len(about) == 3
    assert len(today) == 2
    assert before == []
    assert clock == mined
    assert "Give a day such as 2007-05-28" in bad
    assert refs(bad) == []
    assert len(refs(odd)) == 2


def test_days_are_written_in_own_digits_and_in_the_own_calendar(us: Web) -> None:
    with us.visitor(lang="fa") as head:
        jalali = refs(head.page("search", q="Basra", since="۱۳۸۶/۳/۷", until="۱۳۸۶/۳/۷"))
        later = refs(head.page("search", q="Basra", since="۱۳۸۶-۰۳-۰۹"))
    with us.visitor(lang="ar") as head:
        hijri = refs(head.page("search", q="Basra", since="١٤٢٨-٠٥-١١", until="١٤٢٨-٠٥-١١"))

    assert len(jalali) == 2
    assert later == []
    assert len(hijri) == 2


@pytest.mark.parametrize(
    "query", ["", " ", "…", "%_'\"", "()", "AND OR NOT", "\u200c\u200d", "_pus", "a" * 5_000, "<b>", "' OR 1=1 --"]
)
def test_odd_queries_are_answered_kindly(us: Web, query: str) -> None:
    """Nothing in a query is read as the notation of a database, or as markup."""
    with us.visitor() as head:
        page = head.page("search", q=query)

    assert "<b>" not in page.partition("<main")[2].replace("<bdi>", "")
    assert refs(page) == [] or query in {"AND OR NOT", "' OR 1=1 --"}


def test_words_under_seal_are_found_by_those_for_whom_they_are_and_by_nobody_else(us: Web) -> None:
    with us.visitor() as head:
        page = head.page("search", q=SECRET)
    by = {party: found_by(us, party, SECRET) for party in ("us", "iq", "ir")}
    outside = found_by(us, "us", SECRET, inside=False)

    assert len(refs(page)) == 1
    assert SECRET in page.partition('class="found-list"')[2]
    assert by["us"] == by["iq"] == [(refs(page)[0], f"{SECRET} for Iraq alone.")]
    assert by["ir"] == outside == []


def test_a_part_that_can_be_erased_is_found_until_it_is_erased(us: Web) -> None:
    with us.visitor() as head:
        before = refs(head.page("search", q=PERSON))
        erase(us.parties.nodes["iq"], before[0], "head", en("Kept long enough."))
        us.parties.sync()
        after = refs(head.page("search", q=PERSON))

    assert len(before) == 1
    assert after == []


def test_no_byte_of_what_lies_apart_is_in_the_tables(us: Web) -> None:
    """Searched or not, by whom it may be found or not: neither the words nor what they fold to or sound like."""
    with us.visitor() as head:
        head.page("search", q=SECRET)
        head.page("search", q=PERSON)
    for party, node in us.parties.nodes.items():
        node.update_tables()
        for path in us.parties.home(party).glob("tables.sqlite*"):
            data = path.read_bytes().lower()
            for each in (SECRET, "zanzibar", *PERSON.split(), "_zlznzbr"):
                assert each.lower().encode() not in data, (path, each)


def test_an_office_finds_its_own_drafts_and_sheets_and_no_others(us: Web) -> None:
    private = us.node.private
    private.begin("statements.made", "head", "en", {"text": ["Whimbrel proposal"]})
    private.write_sheet("press", sort="note", title="Press", text="Whimbrel background", lang="en", offices=("press",))
    with us.visitor() as head:
        own = head.page("search", q="whimbrel")
    with us.visitor(office="press") as press:
        theirs = press.page("search", q="whimbrel")
    with us.visitor(Role.READER) as reader:
        none = reader.page("search", q="whimbrel")

    assert "proposal" in own
    assert "background" not in own
    assert "background" in theirs
    assert "Whimbrel" not in none.partition('class="found-list"')[2]


def test_programs_find_the_same(us: Web) -> None:
    with us.visitor() as head:
        page = refs(head.page("search", q="Basra"))
        found = head.api("GET", "search?q=Basra").json()
        named = head.api("GET", "search?q=armed+residents&limit=1").json()
        nothing = head.api("GET", "search?since=never").json()

    assert [each["ref"] for each in found["lines"]] == page
    assert [each["how"] for each in found["lines"]] == ["said", "sounds"]
    assert found["lines"][0]["found"] == ["Basra"]
    assert (found["said"], found["all"]) == (1, 2)
    assert named["things"][0]["meant"] == {"by": "ir", "text": "armed residents", "lang": "en"}
    assert {"by": "us", "text": "special groups", "lang": "en"} in named["things"][0]["called"]
    assert len(named["lines"]) == 1
    assert nothing["not_days"] == ["since"]


def test_a_long_result_stands_on_several_pages(tmp_path: Path) -> None:
    with web(tmp_path) as made:
        made.node.say_many([said(f"Curlew number {number}") for number in range(60)], by="head")
        with made.visitor() as head:
            pages = [head.page("search", q="curlew", start=str(start)) for start in (0, 25, 50)]
            beyond = refs(head.page("search", q="curlew", start="700"))
            searched = refs(head.page("search", q="curlew", party="us"))

    all_found = [each for page in pages for each in refs(page)]
    assert len(all_found) == len(set(all_found)) == 60
    assert "start=25" in pages[0]
    assert beyond == refs(pages[0]) == searched


def test_the_record_as_of_an_earlier_day_is_searched_as_it_stood(tmp_path: Path) -> None:
    with web(tmp_path) as made:
        made.node.say(said("Godwit first"), by="head")
        made.parties.sync()
        day = made.node.clock.now().date().isoformat()
        made.parties.clock.advance(3 * 86_400)
        made.node.say(said("Godwit second"), by="head")
        made.parties.sync()
        with made.visitor() as head:
            now = refs(head.page("search", q="godwit"))
            then = refs(head.page("search", q="godwit", as_of=day))

    assert len(now) == 2
    assert then == now[1:]


def test_it_is_found_as_soon_as_it_is_signed_and_after_a_rebuild(tmp_path: Path) -> None:
    with web(tmp_path) as made, made.visitor() as head:
        made.node.say(said("Dunlin"), by="head")
        at_once = refs(head.page("search", q="dunlin"))
        rebuild(made.node.home)
        again = refs(head.page("search", q="dunlin"))

    assert len(at_once) == 1
    assert again == at_once


def test_of_very_many_it_says_that_there_are_more_and_not_how_many(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_COUNTED", 3)
    with us.visitor() as head:
        page = head.page("search", party="us")
        found = head.client.get("/api/search", params={"party": "us"}).json()

    assert "More entries than 3: narrow it down." in page
    assert len(refs(page)) == 3
    assert (found["all"], found["is_more"]) == (3, True)


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """Two lists of reports, one of them with an erased row; and a list of persons under seal that names the same places."""
    with web(tmp_path_factory.mktemp("lists")) as made:
        nodes = made.parties.nodes
        group = nodes["us"].say(DesignationRegistered("group", (en("Yellow Falcons"),)), by="head")
        nodes["us"].say(DesignationRegistered("place", (en("Nineveh"),), (en("Ninawa"),)), by="head")
        nodes["us"].say(StatementMade(sort="position", text=en("On the road to Kerbila.")), by="head")
        made.parties.sync()
        rows = [
            row("Karbala", "en"),
            row("كربلاء", "ar", actor={"designation": group.id}),
            row("Basra port", "en", actor={"name": {"lang": "en", "text": "dock guards"}}),
            row(PERSON, "en"),
            row("Nineveh", "en"),
        ]
        for party, held in (("ir", rows), ("iq", rows[:1])):
            manifest = nodes[party].record.bulks.put(held)
            title = Text("en", f"Reports of {party}")
            listed = RowsListed(title, "incident_reports", manifest.count, manifest.root)
            said_in = nodes[party].say(listed, by="head")
            if party == "ir":
                nodes["ir"].say(RowsErased((3,), en("A person is named.")), by="head", about=About(subject=said_in.id))
        persons = (Person((en(f"{PERSON} of Karbala"),)),)
        nodes["ir"].say(ListSubmitted("missing", "us", persons), by="head", about=About(audience=("us",)))
        made.parties.sync()
        yield made


def row(place: str, lang: str, actor: dict[str, Any] | None = None) -> dict[str, Any]:
    where = {"names": [{"lang": lang, "text": place}]}
    actors = [{"involvement": "acted", "sort": "non_party", **actor}] if actor else []
    return {"type": "battle", "where": where} | ({"actors": actors} if actors else {})


def offered(page: str) -> list[tuple[int, str, str]]:
    """Rows, list, and the way to them."""
    found = re.findall(r'<a href="[^"]*(incidents\?[^"]*)">(\d+) rows?</a> in the list (?:<[^>]*>)+([a-z]+/\d+)', page)
    return [(int(rows), ref, html.unescape(href)) for href, rows, ref in found]


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("Karbala", {"ir": 2, "iq": 1}),
        ("كربلا", {"ir": 2, "iq": 1}),
        ("port of Basra", {"ir": 1}),
        ("guards Basra", {"ir": 1}),
        ("yellow falcons", {"ir": 1}),
        ("Ninawa", {"ir": 1}),
        ("Ninawa Basra", {}),
        ("guards Karbala", {}),
    ],
)
def test_rows_that_name_a_place_or_a_thing_of_the_register_are_offered_by_list(
    listing: Web, typed: str, rows: dict[str, int]
) -> None:
    """In any script; and the way leads to a list with exactly these rows."""
    with listing.visitor() as delegate:
        lists = offered(delegate.page("search", q=typed))
        shown = [delegate.client.get(listing.home + href).text for _, _, href in lists]
        more = offered(delegate.page("search", q=typed, party="ir"))

    assert {ref.partition("/")[0]: count for count, ref, _ in lists} == rows
    for (count, ref, _), page in zip(lists, shown, strict=True):
        assert len(set(re.findall(rf"{ref}#\d+", page))) == count
        assert "Only rows of the list" in page
    assert more == [], "a filter is about entries"


def test_rows_that_only_sound_like_it_come_last_and_say_so(listing: Web) -> None:
    """On the page below what says the words, for programs as a number."""
    with listing.visitor() as delegate:
        both = delegate.page("search", q="Karbala")
        heard = delegate.page("search", q="Kerbila")
        counts = {
            typed: [(each["rows"], each["heard"]) for each in delegate.api("GET", f"search?q={typed}").json()["lists"]]
            for typed in ("Karbala", "Kerbila", "كربلا")
        }

    assert "2 rows</a> in the list" in both
    assert "1 of them only sounds like it" in both
    assert both.index("rows</a> in the list") < both.index('id="found"')
    assert heard.index('id="found"') < heard.index("On the road to") < heard.index("2 rows</a> in the list")
    assert heard.count("only sounds like it") == 2
    assert counts == {"Karbala": [(2, 1), (1, 0)], "Kerbila": [(2, 2), (1, 1)], "كربلا": [(2, 1), (1, 1)]}


def test_what_is_erased_or_under_seal_is_in_no_count_of_rows(listing: Web) -> None:
    """The erased row is nowhere. A list of persons is neither counted nor opened by a search, whoever may read it."""
    with listing.visitor() as delegate, listing.visitor(Role.READER) as reader:
        before = delegate.page("search", q=PERSON), reader.page("search", q=PERSON)
        by_surname = offered(delegate.page("search", q="Vexley"))
        found = delegate.api("GET", "search?q=Karbala").json()["lists"]
        (names,) = [
            each
            for each in listing.node.record.readers.reading().subjects("humanitarian").values()
            if isinstance(each, NameList)
        ]

    assert [offered(page) for page in before] == [[], []]
    assert by_surname == []
    assert {(each["party"], each["rows"]) for each in found} == {("ir", 2), ("iq", 1)}
    assert len(names.persons) == 1
    assert listing.node.private.openings(names.id) == []


def test_who_is_not_of_the_party_is_offered_no_more_than_stands_in_the_open(listing: Web) -> None:
    """The same rows of lists, which everybody has; nothing that our party alone can open."""
    node = listing.node
    assert node.database is not None
    counts = []
    for inside in (True, False):
        reading = Reading(Holdings(node.record), "en", node.clock.now(), pages=frozenset(BY_SLICE), inside=inside)
        found = found_search(reading, Seeker(node.database), {"q": ("Karbala",)})
        counts.append({(each.party, each.rows) for each in found.lists})

    assert counts == [{("ir", 2), ("iq", 1)}] * 2
