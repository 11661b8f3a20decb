"""What the parties would have agreed on: the terms of the mechanism, and the three parties to it.

No such charter was signed in 2007. The first round proposed a trilateral mechanism, the
second agreed on a subcommittee, and its terms of reference were still to be defined in
August. The reconstruction begins with the charter all the same, because an entry names the
charter under which it is made. Its clocks are the usual ones of such mechanisms.
"""

from trilateral.cases.act import PartyInCase, texts

TITLES = texts(
    en="Trilateral mechanism on security in Iraq (reconstruction)",
    ar="الآلية الثلاثية للأمن في العراق (إعادة بناء)",
    fa="سازوکار سه‌جانبه امنیت عراق (بازسازی)",
)

SCOPE = texts(
    en="Coordination on security in Iraq, and on nothing else",
    ar="التنسيق بشأن الأمن في العراق دون غيره",
    fa="هماهنگی درباره امنیت عراق و نه چیز دیگر",
)

# The first is the one item of the first two rounds; the others are the subcommittee's.
AGENDA = texts(en="Security in Iraq") + texts(en="Militias") + texts(en="Al-Qaeda") + texts(en="Border security")
AGENDA += texts(en="Terms of reference of the subcommittee")

CLOCKS = {
    "allegations.file": 24,  # after it became known
    "allegations.answer": 48,  # after it was received
    "meetings.special": 48,  # after it was asked for
    "statements.refer": 14 * 24,  # until the capital's answer
}

PARTIES = (
    PartyInCase(
        id="iq",
        names=texts(en="Iraq", ar="العراق", fa="عراق"),
        role="host",
        capital=texts(en="Baghdad", ar="بغداد", fa="بغداد"),
        zone="Asia/Baghdad",
        offices=("foreign-minister", "government-spokesperson", "moderator", "prime-minister", "subcommittee-chair"),
    ),
    PartyInCase(
        id="ir",
        names=texts(en="Iran", ar="إيران", fa="ایران"),
        role="party",
        capital=texts(en="Tehran", ar="طهران", fa="تهران"),
        zone="Asia/Tehran",
        offices=("chief-negotiator", "foreign-ministry", "president", "subcommittee-head"),
    ),
    PartyInCase(
        id="us",
        names=texts(en="United States", ar="الولايات المتحدة", fa="ایالات متحده"),
        role="party",
        capital=texts(en="Washington", ar="واشنطن", fa="واشینگتن"),
        zone="America/New_York",
        offices=("ambassador", "embassy", "state-department", "subcommittee-head"),
    ),
)
