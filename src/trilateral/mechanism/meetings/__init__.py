"""Meetings: from a proposal to the words that each side leaves it with.

A party proposes a meeting and offers dates. A date is agreed when every party has
signed that it accepts this very offer; nobody convenes a meeting for another, and
neither host nor moderator can. A party may take its acceptance back, ask for delay or
call the meeting off, also at the last minute: then there is no agreed date, and the
record says by whose act. Delegations can come to a meeting that was never
convened. The record keeps that they came, and that no date had been agreed.

An agenda is adopted in the same way, by every party's own acceptance. That none could be
adopted is a result like others. The host opens, adjourns and closes. What came of
the meeting, in what tone, and whether there is to be another one, each party states for
itself; nobody's statement stands for the meeting.

Acts that crossed, such as an opening and a withdrawal whose authors had not seen
each other's, make the state `crossed`. The record picks no winner.

Left out: what was said (`statements`), who is in a delegation (`delegations`), and
civil time: an offer holds the instant and the civil words as they were agreed, and
pages show where the two do not fit.
"""
