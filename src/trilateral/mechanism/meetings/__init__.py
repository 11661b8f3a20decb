"""Meetings: from a proposal to the words that each side leaves it with.

A party proposes a meeting, or requests a special one because of something that has
happened, and offers dates. A date is agreed when every party has
signed that it accepts this very offer; nobody convenes a meeting for another, and
neither host nor moderator can. A party may take its acceptance back, ask for delay or
call the meeting off, also at the last minute: then there is no agreed date, and the
record says by whose act. Delegations can come to a meeting that was never
convened, and parties can hold a date for agreed that is not. The record keeps that they did, who had
signed, and who had not. Places are agreed like dates, and the party on whose ground one lies consents to it.

An agenda is adopted in the same way, by every party's own acceptance. That none could be
adopted is a result like others, and who blocked it, for which item, is on record. Items that are left
over are carried to a later meeting by name.

Who leads the meeting opens, adjourns and closes it, and gives the floor. Where the parties do not sit
together it goes between their rooms: what it is told in confidence leaves no words here, and what it
passes on is called right or wrong by whose words they were.

What came of it in common is what every party signs: points of common ground, and minutes agreed paragraph by
paragraph, with dissent that stays beside them. What else came of it, in what tone, and whether there is to be
another one, each party states for itself; nobody's statement stands for the meeting.

Acts that crossed, such as an opening and a withdrawal whose authors had not seen
each other's, make the state `crossed`. The record picks no winner.

Inside, `state` is what is kept, and `dates`, `agenda`, `room`, `relays` and `minutes` are what follows from it;
`rules` puts them together. `pages` does the same for their pages.

Left out: what was said (`statements`), who is in a delegation (`delegations`), and
civil time: an offer holds the instant and the civil words as they were agreed, and
pages show where the two do not fit.
"""
