"""A small table of invented names whose truth is known: who wrote of one person in several spellings, and who of another.

Nobody real is meant. Spellings are such as clerks write who hear a name: in Latin letters by several systems, in Arabic and in
Persian ones, with and without the article, the father's name, or a year that is one out.
"""

from trilateral.ledger.entry import Text
from trilateral.mechanism.humanitarian.entries import Person


def person(name: str, born: int | None = None, father: str = "") -> Person:
    """One row."""
    return Person((_text(name),), born, _text(father) if father else None)


def _text(words: str) -> Text:
    return Text("en" if words.isascii() else "ar", words)


SAME: tuple[tuple[Person, Person], ...] = (
    (person("Qasim Al-Tarrani", 1971, "Jabir"), person("قاسم الطراني", 1971, "جابر")),
    (person("Behrouz Navidasht", 1980), person("بهروز نوی‌دشت", 1980)),
    (person("Kareem Shadhani", 1965, "Fadil"), person("Karim al-Shazani", 1966)),
    (person("يوسف القمراني", 1990), person("Yousef Ghamrani", 1990)),
    (person("Mahmoud Zarkoubi", 1977), person("محمود زرکوبی", 1978)),
    (person("Hussein Bahrazi", 1983, "Nadir"), person("Hossein Bahrāzī", 1983)),
    (person("جواد السلموني"), person("Jawad Salmuni")),
    (person("Shirin Golestan-Rad", 1969), person("شیرین گلستان راد", 1969)),
    (person("Abd al-Latif Hamruni", 1958, "Yunus"), person("Abdullatif Hamrouni", 1958, "Younes")),
    (person("Tariq Ghandouri", 1974), person("طارق الغندوري", 1974)),
    (person("فرهاد دیلمزاد", 1988), person("Farhad Deylamzad", 1987)),
    (person("Khalid Umayrani", 1981), person("خالد العميراني", 1981, "سعد")),
    (person("Nasrin Ardavan", 1992), person("Nasreen Ardawan", 1992)),
    (person("Mustafa Bin Rahil Sarhani", 1970), person("مصطفى السرحاني", 1970)),
    (person("Zahra Kuhbonyani", 1985), person("زهرا کوهبنیانی", 1985)),
    (person("Ibrahim Tawfiqi", 1963), person("ابراهیم توفیقی", 1963)),
    (person("Jamal ad-Din Farsakh", 1976), person("جمال الدين فرسخ", 1976)),
    (person("Ghulam Rezvandeh", 1979), person("غلام رضوانده", 1979)),
    (person("Latifa al-Busani", 1994), person("لطيفة البوسانی", 1994)),
    (person("Sayyid Haydar Munifi", 1955), person("Seyed Heidar Monifi", 1956)),
    # Seen once and hardly to be found: a nickname, a first name alone, a year that is ten out.
    (person("Abu Salam"), person("سليمان الوهراني", 1962)),
    (person("Mansur", 1977), person("منصور الدالی", 1977)),
    (person("Rashid Ghalbani", 1962), person("رشيد الغلباني", 1974)),
)
"""Two rows that speak of one person."""

OTHERS: tuple[Person, ...] = (
    # Brothers, a cousin of the same name, names that differ in a vowel, and people who only share a family name.
    person("Salim Al-Tarrani", 1973, "Jabir"),
    person("قاسم الطراني", 1998, "حسن"),
    person("Bahram Navidasht", 1984),
    person("Karam Shadhani", 1991),
    person("Mahmud Zarqani", 1950),
    person("Hasan Bahrazi", 1983, "Nadir"),
    person("طارق القنديلي", 1974),
    person("Farhad Daylami", 2001),
    person("خالد العمري", 1959),
    person("Ibrahim Tawfiq", 1999),
    person("Nasir Ardalan", 1961),
    person("Yusuf Kamrani", 1947),
)
"""Rows that speak of nobody of the table."""
