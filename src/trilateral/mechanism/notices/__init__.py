"""Notices: what a party says ahead of time so that nobody is hurt by mistake, and the line on which they call one another.

A notice says what will be done where and when: a movement, works, a sensitive activity, a
humanitarian movement, an emergency, or where a protected site lies. It names who is to know. Each
addressee's node receives it by its own log, a person there acknowledges it, an office says to
which unit it was passed on, and each may object with a reason. Who has not acted, and since when, is
what the page is for. A notice that comes late is marked late and never refused. One that asks for consent goes
ahead when every bound addressee has approved it in its own log, and one refusal stops it.

Calls on the hotline are logged by both ends, each signing its own account. A receipt can be given by word of
mouth: a few words that follow from the hash of the acknowledgement (`spoken`).

A party's watch is a roster of offices, handed over from one office to the next with what is
open, and both sign.

Protection under law never depends on any of this: each page says so. Left out: whether somebody kept to
what was notified, which incident reports and allegations say; conflicts between notices, sites and
reports, which are read from all of them (`picture.conflicts`); and whether anything is late or over, which is a question
with a time.
"""
