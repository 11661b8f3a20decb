"""Commitments: who owes what to whom, what it waits for, and how anybody can tell whether it is kept.

A party undertakes something by its own signature. What another demands of it binds it in nothing until
then; what was adopted binds from the start those of the obliged who adopted it. A commitment has a schedule, with days
or so many days after a day that all must first agree on; indicators, which are counted from reports of
incidents; and three assessments from 0 to 3 that are never made into one: by whoever is obliged, by each
other party, and the joint one that every party has signed at the same level. What was said at each
meeting stays.

Between commitments, and from them to proposals, requests, meetings and allegations, stand conditions: not
this until that. Each is one party's word until others accept it. Where conditions go round in a circle,
that is a deadlock, and is shown with the way round.

Access to places is asked for, granted, given on conditions, delayed or denied, by the party asked and with
its reason, and what came of it on the ground is said by whoever went. Missions verify: a joint team
of offices, a checklist, reports, endorsement or dissent by each party. Quotas of inspections are part of a
commitment, and nobody asks for more than they allow.

Left out: whether anything is late, which is a question with a time; the figures of indicators, which
are read from the reports each time (`picture.series`); and changes to what was undertaken: for that another
commitment is stated, and the parties release the old one.
"""
