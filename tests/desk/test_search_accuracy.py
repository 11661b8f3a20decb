"""What is found under which spelling: a table of queries in three scripts, over sentences that parties said.

The names are those of the talks of 2007 as papers of the three sides spell them. The table is small and made to show
where spellings part; it is no estimate of how often a search is right. What it does not reach stands in docs/guide/search.md.
"""

from collections.abc import Iterator

import pytest

from tests.node.parties import Parties, three_parties
from trilateral.desk.holdings import Holdings
from trilateral.desk.places import BY_SLICE
from trilateral.desk.reading import Reading
from trilateral.desk.search import Seeker
from trilateral.ledger.entry import Text
from trilateral.mechanism.designations.entries import DesignationRegistered, TermStated
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.compose import About

SAID = {
    "basra": ("us", "en", "Weapons were supplied to militias in Basra."),
    "basrah": ("iq", "en", "Three rockets struck the consulate at al-Basrah."),
    "basra-ar": ("iq", "ar", "دخلت الأسلحة إلى الميليشيات في البصرة."),
    "basra-and-ar": ("iq", "ar", "بين العمارة والبصرة"),
    "basra-fa": ("ir", "fa", "سلاح به شبه\u200cنظامیان در بصره نرسید."),
    "karbala": ("us", "en", "The attack of Karbala' in January"),
    "kerbela": ("iq", "en", "Pilgrims on the road to Kerbela"),
    "karbala-ar": ("iq", "ar", "زوّار كربلاء"),
    "karbala-fa": ("ir", "fa", "زائران کربلا"),
    "qaida": ("us", "en", "Al-Qa'ida claimed it."),
    "qaida-ar": ("iq", "ar", "تنظيم القاعدة في العراق"),
    "qaida-fa": ("ir", "fa", "القاعده دشمن مشترک است."),
    "crocker": ("us", "en", "Ambassador Crocker spoke first."),
    "crocker-ar": ("iq", "ar", "قال السفير كروكر"),
    "crocker-fa": ("ir", "fa", "سفیر کراکر گفت"),
    "maliki": ("us", "en", "Prime Minister Nouri al-Maliki opened it."),
    "maliki-ar": ("iq", "ar", "افتتحها رئيس الوزراء نوري المالكي"),
    "maliki-fa": ("ir", "fa", "نوری مالکی نخست\u200cوزیر عراق"),
    "sadr": ("us", "en", "followers of Muqtada al-Sadr"),
    "sadr-ar": ("iq", "ar", "أتباع مقتدى الصدر"),
    "nejad": ("ir", "fa", "رئیس\u200cجمهور احمدی\u200cنژاد"),
    "nejad-en": ("iq", "en", "President Ahmadinejad will visit."),
    "mottaki": ("ir", "fa", "متکی وزیر خارجه"),
    "petraeus": ("us", "en", "General Petraeus reported."),
    "petraeus-fa": ("ir", "fa", "ژنرال پترائوس"),
    "baghdad": ("us", "en", "They met in Baghdad."),
    "bagdad": ("iq", "en", "By the road from Bagdad"),
    "baghdad-ar": ("iq", "ar", "اجتمعوا في بغداد"),
    "west-ar": ("iq", "ar", "من غرب البلاد"),
    "fallujah-ar": ("iq", "ar", "طريق الفلّوجة"),
    "memo-ar": ("iq", "ar", "مُذَكِّرَةُ تَفاهُم"),
    "accord-ar": ("iq", "ar", "اتفـــاق أمني"),
    "count-fa": ("ir", "fa", "۱۲۰۴ تن بازداشت شدند."),
    "count": ("us", "en", "1,204 persons were detained."),
    "committee-ar": ("iq", "ar", "مسؤول اللجنة الثلاثية"),
    "groups": ("us", "en", "The special groups answer to a party."),
    "armed": ("ir", "en", "Armed residents defended their street."),
    "party": ("iq", "en", "Each party keeps its own log."),
}

GROUPS = "groups-of-register"

TABLE: tuple[tuple[str, set[str]], ...] = (
    # A place in three scripts, with and without article, conjunction and the silent h.
    ("Basra", {"basra", "basrah", "basra-ar", "basra-and-ar", "basra-fa"}),
    ("basrah", {"basra", "basrah", "basra-ar", "basra-and-ar", "basra-fa"}),
    ("BASRA", {"basra", "basrah", "basra-ar", "basra-and-ar", "basra-fa"}),
    ("al-Basra", {"basra", "basrah", "basra-ar", "basra-and-ar", "basra-fa"}),
    ("البصرة", {"basra", "basrah", "basra-ar", "basra-and-ar", "basra-fa"}),
    ("بصره", {"basra", "basrah", "basra-ar", "basra-and-ar", "basra-fa"}),
    ("بصرة", {"basra", "basrah", "basra-ar", "basra-and-ar", "basra-fa"}),
    ("Karbala", {"karbala", "kerbela", "karbala-ar", "karbala-fa"}),
    ("Kerbela", {"karbala", "kerbela", "karbala-ar", "karbala-fa"}),
    ("كربلاء", {"karbala", "kerbela", "karbala-ar", "karbala-fa"}),
    ("کربلا", {"karbala", "kerbela", "karbala-ar", "karbala-fa"}),
    ("Baghdad", {"baghdad", "bagdad", "baghdad-ar"}),
    ("Bagdad", {"baghdad", "bagdad", "baghdad-ar"}),
    ("بغداد", {"baghdad", "bagdad", "baghdad-ar"}),
    ("grab", set()),  # g is gh within a word, or in a longer one: else it would be the Arabic for west
    ("Fallujah", {"fallujah-ar"}),
    ("الفلوجة", {"fallujah-ar"}),
    # Names of persons.
    ("Crocker", {"crocker", "crocker-ar", "crocker-fa"}),
    ("croker", {"crocker", "crocker-ar", "crocker-fa"}),
    ("کراکر", {"crocker", "crocker-fa"}),
    ("كروكر", {"crocker", "crocker-ar"}),
    ("Maliki", {"maliki", "maliki-ar", "maliki-fa"}),
    ("المالكي", {"maliki", "maliki-ar", "maliki-fa"}),
    ("مالکی", {"maliki", "maliki-ar", "maliki-fa"}),
    ("Sadr", {"sadr", "sadr-ar"}),
    ("الصدر", {"sadr", "sadr-ar"}),
    ("Ahmadinejad", {"nejad", "nejad-en"}),
    ("Ahmadinezhad", {"nejad", "nejad-en"}),
    ("احمدی نژاد", {"nejad"}),  # parted by a space, its halves sound like no name
    ("احمدی\u200cنژاد", {"nejad", "nejad-en"}),
    ("أحمدي\u200cنژاد", {"nejad", "nejad-en"}),
    ("Mottaki", {"mottaki"}),
    ("Petraeus", {"petraeus", "petraeus-fa"}),
    ("پترائوس", {"petraeus", "petraeus-fa"}),
    # Forms of letters, marks, joiners.
    ("القاعدة", {"qaida-ar", "qaida-fa"}),  # two consonants are too few to go by sound: the register has to say it
    ("قاعده", {"qaida-ar", "qaida-fa"}),
    ("al-Qaida", {"qaida"}),
    ("Qa\N{RIGHT SINGLE QUOTATION MARK}ida", {"qaida"}),
    ("مذكرة تفاهم", {"memo-ar"}),
    ("اتفاق", {"accord-ar"}),
    ("امني", {"accord-ar"}),
    ("شبه نظامیان", {"basra-fa"}),
    ("شبه\u200cنظامیان", {"basra-fa"}),
    ("شبهنظامیان", {"basra-fa"}),
    ("لجنة مسوول", {"committee-ar"}),
    ("اللجنه", {"committee-ar"}),
    # Digits of three scripts, with and without grouping.
    ("1204", {"count", "count-fa"}),
    ("۱۲۰۴", {"count", "count-fa"}),
    ("١٢٠٤", {"count", "count-fa"}),
    ("1,204 detained", {"count"}),
    # English in the singular and the plural, words in any order, phrases, words beside which others are left out.
    ("militia", {"basra"}),
    ("weapon supplied", {"basra"}),
    ("parties log", {"party"}),
    ('"struck the consulate"', {"basrah"}),
    ('"consulate struck"', set()),
    ("the consulate of Basra", {"basrah"}),
    # What others call the same.
    ("special groups", {"groups", "armed", GROUPS}),
    ("armed residents", {"groups", "armed", GROUPS}),
    ("گروه\u200cهای ویژه", {"groups", "armed", GROUPS}),
    ("المجاميع الخاصة", {"groups", "armed", GROUPS}),
    # Nothing; and what is found by sound though nobody meant it: the consonants of an official are those of Mosul.
    ("الموصل", set()),
    ("Najaf", set()),
    ("Mosul", {"committee-ar"}),
)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Parties, dict[str, str]]]:
    with three_parties(tmp_path_factory.mktemp("accuracy")) as parties:
        refs: dict[str, str] = {}
        for name, (party, lang, text) in SAID.items():
            said = StatementMade(sort="position", text=Text(lang, text))
            refs[parties.nodes[party].say(said, by="head").ref] = name
        term = DesignationRegistered("group", (Text("en", "special groups"),), (Text("fa", "گروه\u200cهای ویژه"),))
        registered = parties.nodes["us"].say(term, by="head")
        refs[registered.ref] = GROUPS
        parties.sync()
        other = TermStated((Text("en", "armed residents"),), (Text("ar", "المجاميع الخاصة"),))
        refs[parties.nodes["ir"].say(other, by="head", about=About(subject=registered.id)).ref] = GROUPS
        parties.sync()
        yield parties, refs


def found(parties: Parties, refs: dict[str, str], query: str, party: str = "us") -> set[str]:
    node = parties.nodes[party]
    assert node.database is not None
    reading = Reading(Holdings(node.record), "en", node.clock.now(), pages=frozenset(BY_SLICE), inside=True)
    results = Seeker(node.database).search(reading, {"q": (query,)}, most=100)
    return {refs[each.ref] for each in results.found if each.ref in refs}


def test_the_table_is_long_enough_and_in_three_scripts() -> None:
    """Forty queries at least, and some in each script."""
    assert len(TABLE) >= 40
    assert sum(query.isascii() for query, _ in TABLE) >= 12
    assert sum(any("\u0600" <= letter <= "\u06ff" for letter in query) for query, _ in TABLE) >= 12


@pytest.mark.parametrize(("query", "expected"), TABLE, ids=[query for query, _ in TABLE])
def test_a_query_finds_these_and_no_others(
    said: tuple[Parties, dict[str, str]], query: str, expected: set[str]
) -> None:
    assert found(*said, query) == expected


def test_every_node_finds_the_same(said: tuple[Parties, dict[str, str]]) -> None:
    for query, expected in TABLE[::7]:
        assert found(*said, query, "ir") == expected
