"""A small library of clauses for terms of reference, in three languages, to begin a text with.

Nothing here is agreed by anybody. A clause that is added to a text is a paragraph like any other: its words
are signed by whoever adds it, and can be edited, bracketed and struck. What stands in
square brackets inside a clause is for the parties to fill in; it is none of the record's brackets.

A clause keeps its key for ever, since entries name it. Its wording here may be mended: what was signed stays.
"""

from typing import NamedTuple

from trilateral.ledger.entry import Text


class Clause(NamedTuple):
    """One clause.

    Attributes:
        key: Its name, in entries.
        title: What it is about, in each language.
        wordings: The clause, in each language.
    """

    key: str
    title: tuple[Text, ...]
    wordings: tuple[Text, ...]


def _clause(key: str, en: tuple[str, str], ar: tuple[str, str], fa: tuple[str, str]) -> Clause:
    said = (("en", en), ("ar", ar), ("fa", fa))
    return Clause(
        key,
        tuple(Text(lang, title) for lang, (title, _) in said),
        tuple(Text(lang, wording) for lang, (_, wording) in said),
    )


CLAUSES: tuple[Clause, ...] = (
    _clause(
        "purpose",
        (
            "Purpose",
            (
                "The parties establish this mechanism to consult each other, to record what each of them says and undertakes, "
                "and to carry out together what they have agreed."
            ),
        ),
        (
            "الغرض",
            "ينشئ الأطراف هذه الآلية للتشاور فيما بينهم، ولتدوين ما يقوله كل منهم وما يتعهد به، ولتنفيذ ما اتفقوا عليه معًا.",
        ),
        (
            "هدف",
            (
                "طرف‌ها این سازوکار را برپا می‌کنند تا با یکدیگر رایزنی کنند، آنچه را هر یک می‌گوید و بر عهده می‌گیرد ثبت کنند "
                "و آنچه را بر آن توافق کرده‌اند با هم به اجرا درآورند."
            ),
        ),
    ),
    _clause(
        "scope",
        (
            "Scope",
            "The mechanism deals with [subject] in [area]. A matter outside this scope is taken up only if every party agrees.",
        ),
        (
            "النطاق",
            "تُعنى الآلية بـ[الموضوع] في [المنطقة]. ولا تُبحث مسألة خارج هذا النطاق إلا بموافقة جميع الأطراف.",
        ),
        (
            "دامنه",
            "این سازوکار به [موضوع] در [منطقه] می‌پردازد. به مسئله‌ای بیرون از این دامنه تنها با موافقت همهٔ طرف‌ها پرداخته می‌شود.",
        ),
    ),
    _clause(
        "decisions",
        (
            "Decisions",
            "Decisions are taken by all parties together. None binds a party that has not signed it.",
        ),
        (
            "القرارات",
            "تُتخذ القرارات من قِبل جميع الأطراف معًا. ولا يُلزم قرارٌ طرفًا لم يوقّعه.",
        ),
        (
            "تصمیم‌ها",
            "تصمیم‌ها را همهٔ طرف‌ها با هم می‌گیرند. هیچ تصمیمی طرفی را که آن را امضا نکرده است متعهد نمی‌کند.",
        ),
    ),
    _clause(
        "without_prejudice",
        (
            "Without prejudice",
            (
                "Nothing that is said or done in this mechanism prejudices the position of a party on any matter outside it, "
                "nor does it imply recognition of a claim."
            ),
        ),
        (
            "عدم المساس بالمواقف",
            "لا يمسّ أيُّ قول أو فعل في إطار هذه الآلية موقفَ أي طرف من أي مسألة خارجها، ولا ينطوي على اعتراف بأي مطالبة.",
        ),
        (
            "بدون خدشه به مواضع",
            (
                "هیچ گفته یا اقدامی در این سازوکار به موضع هیچ طرفی در مسئله‌ای بیرون از آن خدشه‌ای وارد نمی‌کند و متضمن "
                "شناسایی هیچ ادعایی نیست."
            ),
        ),
    ),
    _clause(
        "meetings",
        (
            "Meetings",
            (
                "The parties meet at least every [number] days. Any party may ask for a special meeting, which is held within "
                "[number] hours."
            ),
        ),
        (
            "الاجتماعات",
            "يجتمع الأطراف مرة كل [عدد] يومًا على الأقل. ولأي طرف أن يطلب اجتماعًا خاصًا يُعقد خلال [عدد] ساعة.",
        ),
        (
            "نشست‌ها",
            "طرف‌ها دست‌کم هر [شمار] روز یک بار گرد هم می‌آیند. هر طرف می‌تواند نشست ویژه‌ای بخواهد که ظرف [شمار] ساعت برگزار می‌شود.",
        ),
    ),
    _clause(
        "chair",
        (
            "Chair",
            "The chair conducts the meetings, passes on what it is asked to pass on, and decides nothing.",
        ),
        (
            "الرئاسة",
            "يدير الرئيس الاجتماعات، وينقل ما يُطلب منه نقله، ولا يبتّ في شيء.",
        ),
        (
            "ریاست",
            "رئیس نشست‌ها را اداره می‌کند، آنچه را از او بخواهند می‌رساند و دربارهٔ هیچ چیز تصمیم نمی‌گیرد.",
        ),
    ),
    _clause(
        "record",
        (
            "Joint record",
            (
                "Each party keeps a copy of the joint record. What a party has signed is changed by nobody; a correction stands "
                "beside what it corrects."
            ),
        ),
        (
            "السجل المشترك",
            "يحتفظ كل طرف بنسخة من السجل المشترك. ولا يغيّر أحدٌ ما وقّعه طرف؛ ويوضع التصحيح إلى جانب ما يصححه.",
        ),
        (
            "سوابق مشترک",
            (
                "هر طرف نسخه‌ای از سوابق مشترک را نگه می‌دارد. آنچه را طرفی امضا کرده است هیچ‌کس تغییر نمی‌دهد؛ تصحیح در کنار آنچه "
                "تصحیح می‌کند می‌آید."
            ),
        ),
    ),
    _clause(
        "confidentiality",
        (
            "Confidentiality",
            (
                "What is said under seal is used only for the purposes of this mechanism and is passed to nobody without the "
                "consent of the party that said it."
            ),
        ),
        (
            "السرية",
            "لا يُستخدم ما يقال تحت الختم إلا لأغراض هذه الآلية، ولا يُنقل إلى أحد دون موافقة الطرف الذي قاله.",
        ),
        (
            "محرمانگی",
            "آنچه زیر مُهر گفته می‌شود تنها برای مقاصد این سازوکار به کار می‌رود و بدون رضایت طرفی که آن را گفته است به هیچ‌کس داده نمی‌شود.",
        ),
    ),
    _clause(
        "disputes",
        (
            "Differences of reading",
            (
                "Differences on how this text is to be read or applied are settled between the parties by consultation, first "
                "between liaison officers, then between heads of delegation."
            ),
        ),
        (
            "الخلاف في التفسير",
            "تُسوّى الخلافات في تفسير هذا النص أو تطبيقه بالتشاور بين الأطراف، بين ضباط الاتصال أولًا ثم بين رؤساء الوفود.",
        ),
        (
            "اختلاف در تفسیر",
            "اختلاف در تفسیر یا اجرای این متن با رایزنی میان طرف‌ها حل می‌شود؛ نخست میان افسران رابط و سپس میان رؤسای هیئت‌ها.",
        ),
    ),
    _clause(
        "languages",
        (
            "Authentic languages",
            "This text is done in [languages], each version being equally authentic.",
        ),
        (
            "اللغات ذات الحجية",
            "حُرّر هذا النص بـ[اللغات]، وتتساوى نصوصه في الحجية.",
        ),
        (
            "زبان‌های معتبر",
            "این متن به [زبان‌ها] تنظیم شده است و همهٔ نسخه‌ها از اعتبار یکسان برخوردارند.",
        ),
    ),
    _clause(
        "entry_into_force",
        (
            "Entry into force",
            "This text enters into force on the day of the last signature.",
        ),
        (
            "بدء النفاذ",
            "يبدأ نفاذ هذا النص في يوم آخر توقيع.",
        ),
        (
            "لازم‌الاجرا شدن",
            "این متن از روز آخرین امضا لازم‌الاجرا می‌شود.",
        ),
    ),
    _clause(
        "amendment",
        (
            "Amendment and termination",
            "This text is amended or terminated by the signatures of all parties, and in no other way.",
        ),
        (
            "التعديل والإنهاء",
            "يُعدّل هذا النص أو يُنهى العمل به بتوقيع جميع الأطراف، وليس بأي طريق آخر.",
        ),
        (
            "اصلاح و خاتمه",
            "این متن تنها با امضای همهٔ طرف‌ها اصلاح می‌شود یا خاتمه می‌یابد.",
        ),
    ),
)
