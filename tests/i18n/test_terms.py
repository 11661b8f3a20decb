"""One word for one thing: what the desk calls an office in one sentence it calls an office in the next, in each language.

FIELD's terms that were said in several ways are held here. Whoever translates finds the word of their language in `SAID`; where English
uses a word for something else, or with another sense, the message is named in `Term.but`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from babel.messages.pofile import read_po

from trilateral.i18n.catalogues import catalogue_files
from trilateral.i18n.messages import PLACEHOLDER

Key = tuple[str, str]

COMMAND = re.compile("`[^`]*`|tlog-proof")
DUE_OTHERWISE = re.compile(r"\bdue (?:on|by)\b|\bby (?:when|which day)$|\bto be held by\b|\bforum\b", re.IGNORECASE)
VOWELS = re.compile("[\u064b-\u0652]")
"""Signs above and below Arabic letters, which some messages write and others leave out."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary.

    Attributes:
        english: What it is called in English.
        said: In each other language the beginning or stem by which it is called there.
        never: What it was called besides, and is called no more where English says the word.
        but: Messages in which English means something else by it, by their ids.
    """

    english: str
    said: dict[str, str]
    never: dict[str, str]
    but: frozenset[str] = frozenset()

    def wrong(self, lang: str, message: Key, english: str, translated: str) -> bool:
        """Whether a message says it in another way."""
        if message[1] in self.but or not self.names(english):
            return False
        bare = VOWELS.sub("", translated)
        return not re.search(self.said[lang], bare) or re.search(self.never[lang], bare) is not None

    def names(self, english: str) -> bool:
        """Whether an English text says the word: not in a command, nor as part of a name such as `incidents.reported`."""
        return (
            re.search(rf"(?<![\w.])(?:{self.english})\b(?!\.\w)", COMMAND.sub("", english), re.IGNORECASE) is not None
        )


SAID = (
    Term(
        "offices?",
        {"ar": "منصب|مناصب", "fa": "مقام"},
        {"ar": "جهة|وظيفة", "fa": "سمت|منصب"},
        frozenset({"entry.about.sources.outlet", "office.press"}),  # where journalists work
    ),
    Term(
        "consent(?:s|ed)?",
        {"ar": "وافق", "fa": "موافق"},
        {"ar": "رضا|يرض", "fa": "رضایت"},
    ),
    Term(
        "notices?",
        {"ar": "إخطار", "fa": "اطلاعیه"},
        {"ar": "إشعار", "fa": "اعلان|آگهی"},
        # until we hear more; a verb in Arabic
        frozenset({".open_ended", "until further notice", "Nobody has given notice of anything."}),
    ),
    Term("moderators?", {"ar": "مدير", "fa": "گرداننده"}, {"ar": "وسيط", "fa": "میانجی"}),
    Term(
        "protected sites?",
        {"ar": "(?:موقع|الموقع) (?:ال)?محمي|مواقع (?:ال)?محمية|المواقع المحمية", "fa": "محل(?:‌های)? حفاظت‌شده"},
        {"ar": "أماكن محمية|مكان محمي", "fa": "(?:مکان|جا)(?:‌های|های)? (?:محافظت|حفاظت|حمایت)"},
    ),
    Term("ranks?", {"ar": "رتب", "fa": "رتبه"}, {"ar": "مرتبة", "fa": "مرتبه"}),
    Term("incidents?", {"ar": "حادثة|حادثت|حوادث", "fa": "حادثه"}, {"ar": r"حادثا?\b", "fa": "رویداد"}),
    Term(
        "reports?",
        {"ar": "تقرير|تقارير|[أيت]بلغ|إبلاغ", "fa": "گزارش"},
        {"ar": "(?<!إ)بلاغ|تبليغ", "fa": "خبر(?!نامه)"},
    ),
    Term(
        "allegations?|alleged|counter-alleged",
        {"ar": "ادعا", "fa": "ادعا"},
        {"ar": "اتهام|زعم", "fa": "اتهام|نسبت داد"},
    ),
    Term(
        "claims?|claimed",
        {"ar": "معلن|يعلن", "fa": "اعلام"},
        {"ar": "[يت]دعي|مدعى|أحدث ادعاء|ادعاء بشأن", "fa": "مدعی|ادعا می‌کن|ادعا دربار"},
        frozenset(
            {
                # a signature that nobody gave; responsibility for a deed; a word on which day was meant
                "A reconstruction: nobody's real signature is claimed.",
                "Reconstruction for demonstration: nobody's real signature is claimed.",
                "incidents.detailed.actors.responsibility",
                "incidents.reported.actors.responsibility",
                "responsibility.claimed",
                "meetings.date_claimed",
            }
        ),
    ),
    Term(
        "due|overdue",
        {"ar": "موعده? النهائي|متأخر", "fa": "مهلت|دیرشده"},
        {"ar": "أقصاه|غايته|مستحق|يستحق", "fa": "سررسید|موعد"},
        frozenset(
            {
                # what has to be given, and when something is to be signed by itself; nobody's clock
                "While it stands still no report is due.",
                "private.hold_missed",
                "reason.rotated",
            }
        ),
    ),
    Term(
        "forum|bod(?:y|ies) of the mechanism|subsidiary body",
        {"ar": "هيئة|هيئات", "fa": "نهاد"},
        {"ar": "محفل", "fa": "مجمع|جایگاه"},
    ),
    Term("deadlocks?", {"ar": "مسدود", "fa": "بن‌بست"}, {"ar": "انسداد", "fa": "انسداد"}),
    Term("commitments?", {"ar": "التزام", "fa": "تعهد"}, {"ar": "التعهدات|والتعهد|^تعهد$", "fa": "تعهدها|التزام"}),
    Term(  # given by a party about what it is alleged to have done, or with the acceptance of a request
        "undertakings?(?! (?:of|binds)\\b)|undertake (?:something|to)|was undertaken|who(?:ever)? undertook",
        {"ar": "تعهد", "fa": "التزام|ملتزم"},
        {"ar": "لتزم|التزام", "fa": "تعهد"},
    ),
    Term(  # of a commitment that was asked of a party
        "undertake (?:commitment|it)|has undertaken|undertaken by|undertaking of|undertaken or",
        {"ar": "تعهد", "fa": "عهده"},
        {"ar": "التزم", "fa": "التزام"},
    ),
    Term("receipts?", {"ar": "إيصال|تسل[مّ]", "fa": "رسید|دریافت"}, {"ar": "استلام|إشعار", "fa": "وصول"}),
    Term(
        "acknowledge(?:d|ment)?",
        {"ar": "إقرار|أقر|يقر", "fa": "وصول"},
        {"ar": "استلام|إشعار", "fa": "تأیید"},
        frozenset(  # of a person whom somebody admits to hold
            {
                "answer.acknowledged_held",
                "figure.held",
                "humanitarian.counts_proposed.held",
                "humanitarian.not_held",
                "row.acknowledged_held",
            }
        ),
    ),
    Term(
        r"(?:answers?|repl(?:y|ies))(?! for\b)",
        {"ar": r"رد|ترد", "fa": "پاسخ"},
        {"ar": "جواب|أجوب|إجاب", "fa": "جواب"},
        frozenset(
            {
                # what a program finds or says; whether a reply says what was asked; who answers for a group
                "Both entries, and how coarse the answer is.",
                "desk/conflicts",
                "The node did not answer. Try again in a moment.",
                "The node did not answer. Try again.",
                "The node answers again.",
                "This node does not answer. The page shows what was known when it last did.",
                "server.unavailable",
                "Say whether it answers",
                "statements.reply_judged.answers",
                "allegations.no_proxy",
            }
        ),
    ),
    Term(
        "objections?|objected|objects(?= to)", {"ar": "عتر[اض]", "fa": "اعتراض|معترض"}, {"ar": "نازع", "fa": "مناقشه"}
    ),
    Term("contest(?:ed)?", {"ar": "ناز|نوزع", "fa": "مناقشه"}, {"ar": "عترا?ض|خلاف", "fa": "اعتراض|اختلاف"}),
    Term(
        "reservations?",
        {"ar": "تحفظ", "fa": "حق شرط"},
        {"ar": "احتراز", "fa": "تحفظ"},
        frozenset({"acts", "acts.reserved"}),  # of a position, not on a text
    ),
    Term(
        "hand(?:s|ed)? over|hand-?over|handing over",
        {"ar": "سلم|تسليم", "fa": "تحویل"},
        {"ar": "[إأ]حال|أحيل", "fa": "سپرد|سپار"},
    ),
    Term("watch(?:es)?", {"ar": "مناوب", "fa": "نگهبان"}, {"ar": r"\bنوبة", "fa": "کشیک"}),
    Term(
        "missions?",
        {"ar": "بعثة|بعثات", "fa": "مأموریت"},
        {"ar": "مهمة|مهمات", "fa": "هیئت"},
        frozenset({"office.deputy_chief_of_mission", "rank.deputy_chief_of_mission"}),  # an embassy
    ),
    Term(
        "(?:the|one|same|open) record",
        {"ar": "السجل المشترك|سجل مشترك", "fa": "سوابق"},
        {"ar": "محضر", "fa": "کارنامه|سابقه|سند"},
        frozenset({"why.not_covered", "disputes.raised.about"}),  # one party's log; an adjective
    ),
    Term("the register", {"ar": "سجل التسميات", "fa": "دفتر"}, {"ar": "قائمة", "fa": "فهرست|دفتر نام‌ها"}),
    Term(
        "(?<!interpretative )(?<!opening )statements?",
        {"ar": "بيان", "fa": "اظهار"},
        {"ar": "تصريح|إعلان", "fa": "تصریح|بیانیه"},
        frozenset({"dispatches.compiled.session", "dispatches.compiled.sort.session_statement"}),  # published by all
    ),
    Term("readouts?", {"ar": "رسمية", "fa": "روایت رسمی"}, {"ar": r"\bبيانه|\bبيان طرف", "fa": "گزارش"}),
    Term("silences?|silent party", {"ar": "صمت|صامت", "fa": "سکوت|ساکت"}, {"ar": "سكوت|ساكت", "fa": "خاموش"}),
    Term(
        "cosign(?:ed|ing|ers?|atures?)?",
        {"ar": "شارك|شريك|شركاء", "fa": "هم‌امضا"},
        {"ar": "صدق|مصاحب", "fa": "تأییدکنند|تأییدشده"},
    ),
    Term("witness(?:es)?", {"ar": "شاهد|شهود", "fa": "شاهد"}, {"ar": "مراقب", "fa": r"\bگواه\b"}),
    Term("proofs?", {"ar": "إثبات", "fa": "اثبات"}, {"ar": "دليل|أدلة", "fa": "مدرک|شواهد"}),
    Term(
        "party asked",
        {"ar": "المطلوب منه", "fa": "از او (?:خواسته|پرسیده) شده"},
        {"ar": "المسؤول", "fa": "خوانده|طرف مقابل"},
    ),
    Term("owner", {"ar": "مكلف", "fa": "مسئول"}, {"ar": "القائم", "fa": "عهده‌دار"}),
    Term(
        "logs?(?!-)",
        {"ar": "سجل", "fa": "دفتر"},
        {"ar": "يومية", "fa": "سیاهه"},
        frozenset({".same_as"}),  # of a call
    ),
    Term("entr(?:y|ies)(?! into)", {"ar": "قيد|قيود", "fa": "ثبت"}, {"ar": "مدخل", "fa": "مدخل"}),
    Term(
        "drafts?(?! (?:of )?minutes)",
        {"ar": "مسود", "fa": "پیش‌نویس"},
        {"ar": "مشروع", "fa": "مسوده"},
        frozenset(  # minutes that are not closed; a verb
            {
                ".draft",
                "Crossed: closed, while a party objected or closed another draft, neither knowing of the other.",
                "The draft as it was tabled, paragraph by paragraph",
                "texts/list",
            }
        ),
    ),
    Term("disputes?|disputed", {"ar": "نزاع|نازع", "fa": "اختلاف"}, {"ar": "خلاف|عترا?ض", "fa": "مناقشه"}),
    Term(
        "findings?",
        {"ar": "نتيج|نتائج", "fa": "یافته"},
        {"ar": "استنتاج", "fa": "نتیجه"},
        frozenset({"Finding on the record %(ref)s"}),  # what a node found of logs
    ),
    Term("verif(?:y|ied|ication|ier|ies)", {"ar": "تحقق|محقق", "fa": "راستی‌آزم"}, {"ar": "تأكد", "fa": "صحت‌سنجی"}),
    Term("under seal|sealed|seals", {"ar": "خت[مو]", "fa": "مهر"}, {"ar": "سري", "fa": "محرمانه"}),
    Term("referral|referred", {"ar": "حال|حيل|يحل", "fa": "ارجاع"}, {"ar": "نقل", "fa": "ابلاغ"}),
    Term(
        "pass(?:ed)? on|pass(?:es|ed)? it on", {"ar": "نقل|نقول", "fa": "رسان"}, {"ar": "إحال|أحال|أحيل", "fa": "ابلاغ"}
    ),
    Term(
        "cross(?:ed|es)",
        {"ar": "تقاطع", "fa": "متقاطع"},
        {"ar": "تعارض", "fa": "گذشتند"},
        frozenset(  # men over a river
            {
                "About 12 men crossed at 22:00 near the eastern mill, without lorries.",
                "About 30 men crossed at 22:10 near the eastern mill, with two lorries.",
            }
        ),
    ),
    Term(
        "demands?|demanded",
        {"ar": "مطال", "fa": "مطالبه"},
        {"ar": "مطلوب$", "fa": "درخواست$|خواسته$"},
        frozenset({"caution.gc4_49", "entry.not_understood", "ledger.not_understood"}),  # of reasons and of programs
    ),
)
TO_ONE = re.compile(r"\b[وف]?(?:أنت|لديك|طرفك|منصبك|نظرك|اذكر|اختر|احذف|انظر|اكتب|جرب)\b")
"""Words of Arabic that speak to one person, whom the desk does not know: it speaks to an office."""
BY_SILENCE = re.compile(r"\bsilence\b|\bnever consent\b|\bconsent only where\b", re.IGNORECASE)
"""Silence taken for consent is an old saying, with words of its own: `الصمت قبول`, `سکوت رضایت است`."""


def said(form: str | Sequence[Any]) -> str:
    return PLACEHOLDER.sub("", form if isinstance(form, str) else " | ".join(form))


def catalogue(lang: str) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for source in catalogue_files(lang):
        with source.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id:
                    one = message.id if isinstance(message.id, str) else message.id[0]
                    found[str(message.context or ""), one] = said(message.string or "").strip(" |") or said(message.id)
    return found


@pytest.fixture(scope="module")
def english() -> dict[Key, str]:
    return catalogue("en")


@pytest.mark.parametrize("term", SAID, ids=[term.english for term in SAID])
@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_each_thing_has_one_word(lang: str, term: Term, english: dict[Key, str]) -> None:
    translated = catalogue(lang)
    of_it = {
        key: text
        for key, text in english.items()
        if key in translated and not (term.english.startswith("consent") and BY_SILENCE.search(text))
    }

    assert sum(term.names(text) for text in of_it.values()) > 3
    wrong = {key[1]: translated[key] for key, text in of_it.items() if term.wrong(lang, key, text, translated[key])}
    assert not wrong


@pytest.mark.parametrize("term", SAID, ids=[term.english for term in SAID])
def test_what_is_left_out_is_there(term: Term, english: dict[Key, str]) -> None:
    """A message that is gone needs no exception."""
    assert term.but <= {message for _, message in english}


def test_what_is_counted_is_held_too(english: dict[Key, str]) -> None:
    """English says a number by the message's own id, and has no words for it in its catalogue."""
    assert "reports" in english["", "%(num)s report"]


def test_what_is_due_is_said_in_one_way_in_english_too(english: dict[Key, str]) -> None:
    """Of an hour and of a day alike, in lists, heads and lines; how long something lasts is said by `until`."""
    assert "due" in english["", "due %(at)s"]
    assert not {key[1] for key, text in english.items() if DUE_OTHERWISE.search(text)}


def test_arabic_speaks_to_whoever_reads_in_the_plural() -> None:
    assert not {key[1]: text for key, text in catalogue("ar").items() if TO_ONE.search(VOWELS.sub("", text))}


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("ar", "الرضا بإخطار"), ("ar", "الموافقة على إشعار"), ("fa", "رضایت به اطلاعیه"), ("fa", "موافقت با اعلان")],
)
def test_a_second_word_is_found(lang: str, sentence: str) -> None:
    key = ("term", "clock.notices.consent")

    assert any(term.wrong(lang, key, "consent to a notice", sentence) for term in SAID)
