"""An invented mechanism with two adversaries, North and South, and a Host. Nothing here is anybody's."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from trilateral.ui.forms import Around, form_of
from trilateral.ui.posted import read_form
from trilateral.ui.views import Asked, EntryView, Held, Link, Page, PartyView, Seal, Silence, Ways, Words

NOW = datetime(2007, 5, 28, 18, 30, tzinfo=UTC)

NAMES = {
    "en": ("North", "South", "Host"),
    "ar": ("الشمال", "الجنوب", "البلد المضيف"),
    "fa": ("شمال", "جنوب", "کشور میزبان"),
}
SAID = {
    "en": {
        "mechanism": "Security along the river",
        "office": "Political counsellor",
        "head": "Head of delegation",
        "answer": "Answer point 2 of the allegation south/17",
        "date": "Accept a date for round two (2 offers)",
        "movement": "Acknowledge the movement notice host/40",
        "wait_answer": "answer to north/9, points 1 to 3",
        "instruction": "instruction on south/12",
        "minutes": "minutes, paragraphs 4 to 6",
        "joint": "Joint work",
        "work": "Shared warning procedure for the border, due 12 June",
        "consistent": "Consistent",
        "since": "Since you looked",
        "entries": "9 entries · 2 answers · 1 objection · 0 corrections",
        "points": (
            "Supplies reach armed groups across the eastern crossing.",
            "Fighters are trained outside the area of the mechanism.",
            "The joint patrol was stopped twice in April.",
        ),
        "denial": "denied without detail",
        "counter": "counter-alleged",
        "gave": "This is not so.",
    },
    "ar": {
        "mechanism": "الأمن على ضفتي النهر",
        "office": "المستشار السياسي",
        "head": "رئيس الوفد",
        "answer": "الرد على النقطة ٢ من الادعاء south/17",
        "date": "قبول موعد للجولة الثانية (عرضان)",
        "movement": "الإقرار بتسلّم إخطار التحرك host/40",
        "wait_answer": "الرد على north/9، النقاط ١ إلى ٣",
        "instruction": "التعليمات بشأن south/12",
        "minutes": "المحضر، الفقرات ٤ إلى ٦",
        "joint": "العمل المشترك",
        "work": "إجراء الإنذار المشترك على الحدود، موعده ١٢ حزيران/يونيو",
        "consistent": "اتساق السجل",
        "since": "منذ آخر اطلاع لكم",
        "entries": "٩ قيود · ردّان · اعتراض واحد · لا تصويبات",
        "points": (
            "تصل الإمدادات إلى جماعات مسلحة عبر المعبر الشرقي.",
            "يجري تدريب مقاتلين خارج منطقة عمل الآلية.",
            "أوقفت الدورية المشتركة مرتين في نيسان/أبريل.",
        ),
        "denial": "نفي بلا تفصيل",
        "counter": "ادعاء مقابل",
        "gave": "هذا غير صحيح.",
    },
    "fa": {
        "mechanism": "امنیت دو سوی رودخانه",
        "office": "رایزن سیاسی",
        "head": "رئیس هیئت",
        "answer": "پاسخ به بند ۲ ادعای south/17",
        "date": "پذیرش تاریخ دور دوم (۲ پیشنهاد)",
        "movement": "اعلام وصول اطلاعیهٔ جابه‌جایی host/40",
        "wait_answer": "پاسخ به north/9، بندهای ۱ تا ۳",
        "instruction": "دستورالعمل دربارهٔ south/12",
        "minutes": "صورت‌جلسه، بندهای ۴ تا ۶",
        "joint": "کار مشترک",
        "work": "شیوه‌نامهٔ هشدار مشترک مرزی، مهلت ۲۲ خرداد",
        "consistent": "هم‌خوانی سوابق",
        "since": "از آخرین بازدید شما",
        "entries": "۹ ثبت · ۲ پاسخ · ۱ اعتراض · بدون تصحیح",
        "points": (
            "تدارکات از گذرگاه شرقی به گروه‌های مسلح می‌رسد.",
            "نیروها در بیرون از محدودهٔ سازوکار آموزش می‌بینند.",
            "گشت مشترک در ماه آوریل دو بار متوقف شد.",
        ),
        "denial": "تکذیب بدون شرح",
        "counter": "ادعای متقابل",
        "gave": "چنین نیست.",
    },
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2007, 5, day, hour, minute, tzinfo=UTC)


def parties(lang: str) -> tuple[PartyView, PartyView, PartyView]:
    north, south, host = NAMES[lang]
    return (
        PartyView("north", north, "N", 1, own=True),
        PartyView("south", south, "S", 2),
        PartyView("host", host, "H", 3),
    )


def page(lang: str, **changed: object) -> Page:
    north, south, host = parties(lang)
    said = SAID[lang]
    values: dict[str, object] = {
        "lang": lang,
        "mechanism": said["mechanism"],
        "home": "/m/river/",
        "now": NOW,
        "zone": "Asia/Baghdad",
        "node": "north.example",
        "path": "/m/river/",
        "party": north,
        "office": said["office"],
        "held": (Held(north, 318, 318), Held(south, 204, 204), Held(host, 1077, 1077)),
        "nav": (Ways("", (Link("/m/river/", "1", current=True),)), Ways("2", (Link("/m/river/meetings", "3"),))),
        "reconstruction": True,
    }
    return Page(**{**values, **changed})  # type: ignore[arg-type]  # a test changes what it likes


def home(lang: str) -> dict[str, object]:
    _north, south, host = parties(lang)
    said = SAID[lang]
    return {
        "said": said,
        "asked": (
            Asked(str(said["answer"]), "/m/river/e/south/17", due_at=at(30, 1, 52)),
            Asked(str(said["date"]), "/m/river/meetings/2", due_at=at(31, 19)),
            Asked(str(said["movement"]), "/m/river/e/host/40", due_at=at(28, 19, 10), urgent=True),
        ),
        "awaited": (
            Asked(
                str(said["wait_answer"]), "/m/river/e/north/9", of=south, since_at=at(26, 14), received_at=at(26, 5, 14)
            ),
            Asked(str(said["instruction"]), "/m/river/e/south/12", since_at=at(22, 12)),
            Asked(str(said["minutes"]), "/m/river/minutes", of=host, since_at=at(27, 17)),
        ),
    }


def allegation(lang: str) -> dict[str, object]:
    north, south, host = parties(lang)
    said = SAID[lang]
    points = said["points"]
    assert isinstance(points, tuple)
    filed = EntryView(
        "north/9", "/m/river/e/north/9", "allegations.filed/1", north, str(said["head"]), at(28, 7, 40), Seal("all", 3, 3),
        proven=(at(28, 7, 38), at(28, 7, 52)), received_at=at(28, 7, 41), to=(south,), via=host,
    )  # fmt: skip
    answered = EntryView(
        "south/21", "/m/river/e/south/21", "allegations.answered/1", south, "", at(28, 9, 5), Seal("some", 2, 3), to=(north,),
    )  # fmt: skip
    counter = EntryView(
        "south/22", "/m/river/e/south/22", "allegations.answered/1", south, "", at(28, 9, 20), Seal("disputed", 2, 3),
    )  # fmt: skip
    return {
        "said": said,
        "filed": filed,
        "answered": answered,
        "counter": counter,
        "points": tuple(Words(p, lang) for p in points),
        "gave": Words(str(said["gave"]), lang),
        "silence": Silence(south, at(30, 9, 52), NOW, received_at=at(28, 7, 52)),
        "north": north,
        "south": south,
        "mine": Words("About 30 men crossed at 22:10 near the eastern mill, with two lorries."),
        "theirs": Words("About 12 men crossed at 22:00 near the eastern mill, without lorries."),
        "original": Words("این ادعا از نظر ما پذیرفتنی نیست.", "fa"),
    }


class Text(msgspec.Struct, frozen=True):
    lang: str
    text: str


class Range(msgspec.Struct, frozen=True):
    low: Annotated[int, msgspec.Meta(ge=0)]
    high: Annotated[int, msgspec.Meta(ge=0)]


class Place(msgspec.Struct, frozen=True):
    name: Text
    note: str | None = None


class Answer(StrEnum):
    ADMITTED = "admitted"
    DENIED = "denied"
    PARTLY = "partly"


Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
PartyId = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{0,31}$")]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


Lang = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class Everything(msgspec.Struct, frozen=True, tag="samples.everything/1", tag_field="kind"):
    """One field of every sort that a form can ask for."""

    against: PartyId
    points: tuple[Text, ...]
    text: Text
    point: Annotated[int, msgspec.Meta(ge=1, le=99)]
    answer: Answer
    rank: Literal["minister", "ambassador", "expert"]
    at: Instant
    day: date
    public: bool
    killed: Range
    allegation: Hash
    evidence: tuple[Hash, ...] = ()
    parties: tuple[PartyId, ...] = ()
    role: tuple[Literal["head", "member"], ...] = ()
    place: tuple[Place, ...] = ()
    venue: str | None = None
    aliases: tuple[str, ...] = ()
    language: Lang | None = None
    languages: tuple[Lang, ...] = ()


REFS = {"north/9": "a" * 64, "south/21": "b" * 64, "host/40": "c" * 64}


def around(lang: str = "en", zones: tuple[str, ...] = ("Asia/Baghdad", "Asia/Tehran", "UTC")) -> Around:
    names = {p.id: p.name for p in parties(lang)}
    by_id = {entry: ref for ref, entry in REFS.items()}
    return Around(names, REFS.get, by_id.get, zones, lang)


def form(lang: str) -> dict[str, object]:
    made = form_of(Everything)
    posted = {"against": ["south"], "text": ["اكتب"], "text.lang": ["ar"], "point": ["100"], "answer": ["denied"]}
    return {"form": made, "filled": read_form(made, posted, around(lang)), "around": around(lang)}
