"""The case `baghdad-2007`: talks between the United States and Iran with Iraq as host, May 2007 to May 2008.

It tells of the announcement of 17 May, the first round of 28 May, the second of 24 July, the
subcommittee of 6 August, two dates that were given up, the meeting of 6 March 2008 that one
side came to and nobody else had agreed on, and the host's word of 7 May that it is over for
now. What is entered, by which reference and from which source, and what the program cannot
hold yet, stands in `docs/case/baghdad-2007.md`.

It is a reconstruction from public reports. Who said what is said in our own words, as
the cited source has it; where sources differ, both stand.
"""

from trilateral.cases.act import Case, utc
from trilateral.cases.baghdad_2007 import charter, delegations, first_round, missed_rounds, second_round

_ACTS = (
    *delegations.TO_THE_ROUNDS,
    *first_round.CONVENING,
    *first_round.IN_THE_ROOM,
    *first_round.AFTERWARDS,
    *second_round.SECOND_ROUND,
    *second_round.BEFORE_THE_SUBCOMMITTEE,
    *delegations.TO_THE_SUBCOMMITTEE,
    *second_round.SUBCOMMITTEE,
    *missed_rounds.FOURTH_ROUND,
    *missed_rounds.SIXTH_OF_MARCH,
    *missed_rounds.THE_END,
)

CASE = Case(
    name="baghdad-2007",
    titles=charter.TITLES,
    scope=charter.SCOPE,
    agenda=charter.AGENDA,
    clocks=charter.CLOCKS,
    parties=charter.PARTIES,
    acts=tuple(sorted(_ACTS, key=lambda act: act.at)),
    as_of=utc("2008-05-07 23:59"),
)
