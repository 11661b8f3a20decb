"""How the fourth round came to nothing: two dates given up, one that only one side had signed, and the end.

On 6 March 2008 one delegation came to a meeting for which the two others had signed no
date. The record shows that as it was: one acceptance, an arrival, and two that are missing.
"""

from trilateral.cases.act import RECEIPT, Act, en, utc
from trilateral.cases.baghdad_2007 import sources

FOURTH_ROUND = (
    Act(
        key="round-4",
        party="iq",
        by="foreign-minister",
        at=utc("2007-11-20 09:00"),
        kind="meetings.proposed/1",
        says={
            "title": [
                {"lang": "en", "text": "Fourth round"},
                {"lang": "ar", "text": "الجولة الرابعة"},
                {"lang": "fa", "text": "دور چهارم"},
            ],
            "series": "ambassadors",
            "round": 4,
            "format": "closed",
            "forum": "plenary",
            "venue": en("Baghdad, at the level of experts according to the host. The hour is the reconstruction’s."),
            "offers": [{"starts_at": "2007-12-18T07:00:00Z", "zone": "Asia/Baghdad", "civil": "2007-12-18 10:00"}],
        },
        sources=(sources.foreign_policy_blogs("originally been slated for December 18"), sources.afp_february()),
        after=("subcommittee-1.closed", "round-3.closed"),
    ),
    Act(
        key="round-4.accepted-by-ir",
        on="round-4",
        party="ir",
        by="foreign-ministry",
        at=utc("2007-11-22 09:00"),
        kind="meetings.date_accepted/1",
        says={"offer_in": "@round-4", "number": 0},
        sources=(sources.reuters_february("that we agreed on a date"),),
    ),
    Act(
        key="round-4.accepted-by-us",
        on="round-4",
        party="us",
        by="state-department",
        at=utc("2007-11-22 16:00"),
        kind="meetings.date_accepted/1",
        says={"offer_in": "@round-4", "number": 0},
        sources=(sources.reuters_february("that we agreed on a date"),),
    ),
    Act(
        key="round-4.delayed",
        on="round-4",
        party="ir",
        by="foreign-ministry",
        at=utc("2007-12-13 09:00"),
        kind="meetings.postponed/1",
        says={"why": en("A delay is asked for.")},
        sources=(sources.foreign_policy_blogs("again at the request of Iran"), sources.afp_february()),
        after=("round-4.accepted-by-us",),
    ),
    Act(
        key="round-4.february",
        on="round-4",
        party="iq",
        by="foreign-minister",
        at=utc("2008-02-05 09:00"),
        kind="meetings.date_offered/1",
        says={"offer": {"starts_at": "2008-02-15T07:00:00Z", "zone": "Asia/Baghdad", "civil": "2008-02-15 10:00"}},
        sources=(sources.reuters_february("to have been held on Friday"),),
        after=("round-4.delayed",),
    ),
    Act(
        key="round-4.february-accepted-by-ir",
        on="round-4",
        party="ir",
        by="foreign-ministry",
        at=utc("2008-02-07 09:00"),
        kind="meetings.date_accepted/1",
        says={"offer_in": "@round-4.february", "number": 0},
        sources=(sources.reuters_february("that we agreed on a date"),),
    ),
    Act(
        key="round-4.february-accepted-by-us",
        on="round-4",
        party="us",
        by="state-department",
        at=utc("2008-02-07 16:00"),
        kind="meetings.date_accepted/1",
        says={"offer_in": "@round-4.february", "number": 0},
        sources=(sources.afp_february("ready to sit down for talks"),),
    ),
    Act(
        key="round-4.postponed",
        on="round-4",
        party="ir",
        by="foreign-ministry",
        at=utc("2008-02-13 15:00"),
        kind="meetings.postponed/1",
        says={"why": en("The round is put off. No reason is given yet.")},
        sources=(sources.reuters_february("put off at the last minute"),),
        after=("round-4.february-accepted-by-us",),
    ),
    Act(
        key="fourth-time",
        party="iq",
        by="foreign-minister",
        at=utc("2008-02-14 09:00"),
        kind="statements.made/1",
        says={
            "sort": "declaration",
            "text": en("Four times a date was agreed on, and four times they did not come."),
            "meeting": "@round-4",
            "outside": True,
        },
        sources=(sources.reuters_february("the fourth time that we agreed"),),
        after=("round-4.postponed",),
    ),
    Act(
        key="ready-to-sit-down",
        party="us",
        by="embassy",
        at=utc("2008-02-14 12:00"),
        kind="statements.made/1",
        says={
            "sort": "declaration",
            "text": en("We have been ready for talks for weeks. It becomes clearer that Iran is not."),
            "meeting": "@round-4",
            "outside": True,
        },
        sources=(sources.afp_february("ready to sit down for talks"),),
        after=("round-4.postponed",),
    ),
    Act(
        key="technical-reasons",
        party="ir",
        by="foreign-ministry",
        at=utc("2008-02-17 09:00"),
        kind="statements.made/1",
        says={
            "sort": "reply",
            "text": en("The reasons for the postponement are technical and no others. A day will be announced."),
            "meeting": "@round-4",
            "outside": True,
            "reply_to": "@fourth-time",
        },
        sources=(sources.reuters_reasons("nothing to do with any other issues"),),
    ),
)

SIXTH_OF_MARCH = (
    Act(
        key="march",
        party="ir",
        by="foreign-ministry",
        at=utc("2008-03-03 09:00"),
        kind="meetings.proposed/1",
        says={
            "title": [
                {"lang": "en", "text": "Fourth round, 6 March 2008"},
                {"lang": "ar", "text": "الجولة الرابعة، ٦ آذار/مارس ٢٠٠٨"},
                {"lang": "fa", "text": "دور چهارم، ۶ مارس ۲۰۰۸"},
            ],
            "series": "ambassadors",
            "round": 4,
            "format": "closed",
            "forum": "plenary",
            "venue": en("Baghdad. The hour is the reconstruction’s."),
            "offers": [{"starts_at": "2008-03-06T07:00:00Z", "zone": "Asia/Baghdad", "civil": "2008-03-06 10:00"}],
        },
        sources=(sources.reuters_march("had proposed March 6"),),
        after=("round-4.postponed", "technical-reasons"),
    ),
    # Both others received the proposal, and neither accepted it.
    Act(
        key="march.received-by-iq",
        party="iq",
        by="node",
        at=utc("2008-03-03 12:00"),
        kind=RECEIPT,
        after=("march",),
    ),
    Act(
        key="march.received-by-us",
        party="us",
        by="node",
        at=utc("2008-03-03 13:00"),
        kind=RECEIPT,
        after=("march",),
    ),
    Act(
        key="march.arrived",
        on="march",
        party="ir",
        by="subcommittee-head",
        at=utc("2008-03-06 06:00"),
        kind="meetings.arrived/1",
        says={"claims": en("That the talks begin on this day."), "on": "2008-03-06"},
        sources=(sources.reuters_march("Iran said they would start on March 6"),),
        waits_for=("march.received-by-iq", "march.received-by-us"),
    ),
    # The arrival and the next two crossed: no author had seen the others'.
    Act(
        key="march.none-set-us",
        party="us",
        by="embassy",
        at=utc("2008-03-06 09:00"),
        kind="statements.made/1",
        says={
            "sort": "declaration",
            "text": en("No date has been set for talks."),
            "meeting": "@march",
            "outside": True,
        },
        sources=(sources.reuters_march("no date had been set"),),
    ),
    Act(
        key="march.none-set-iq",
        party="iq",
        by="government-spokesperson",
        at=utc("2008-03-06 09:30"),
        kind="statements.made/1",
        says={
            "sort": "declaration",
            "text": en("The government was occupied with a state visit. No date for talks has been fixed."),
            "meeting": "@march",
            "outside": True,
        },
        sources=(sources.attajdid(),),
    ),
    Act(
        key="march.mix-up",
        party="iq",
        by="foreign-minister",
        at=utc("2008-03-09 12:00"),
        kind="statements.made/1",
        says={
            "sort": "declaration",
            "text": en(
                "It was a mix-up over dates. Iran had proposed the 6th; the United States had not accepted that day when "
                "the delegation left Tehran."
            ),
            "meeting": "@march",
            "outside": True,
        },
        sources=(
            sources.reuters_march("confusion in communication"),
            sources.reuters_march("It was a misunderstanding"),
        ),
        after=("march.arrived", "march.none-set-us"),
    ),
)

THE_END = (
    Act(
        key="no-talks-while-bombing",
        party="ir",
        by="foreign-ministry",
        at=utc("2008-05-05 08:00"),
        kind="statements.made/1",
        says={
            "sort": "declaration",
            "text": en("No talks as long as the forces of the United States bomb quarters of Baghdad."),
            "to": ["us"],
            "outside": True,
        },
        sources=(sources.new_york_sun("open and extensive bombing"),),
        after=("march.mix-up",),
    ),
    Act(
        key="impossible-for-now",
        party="iq",
        by="foreign-minister",
        at=utc("2008-05-07 09:00"),
        kind="statements.made/1",
        says={
            "sort": "declaration",
            "text": en(
                "In recent months four dates were proposed, the last of them 6 March. With tension as it is, further talks "
                "are impossible for now."
            ),
            "outside": True,
        },
        sources=(sources.new_york_sun("four possible dates"),),
        after=("no-talks-while-bombing",),
    ),
)
