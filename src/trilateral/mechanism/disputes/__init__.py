"""Disputes: a difference that climbs a ladder, each rung with its clock.

A party raises a dispute with others. It begins with the liaison officers and may go on to the joint committee,
the heads of delegation, the capitals, and in the end to an advisory opinion, which binds nobody. The rungs
and their clocks are the charter's; the ones here hold where it names none. Whoever the dispute is between takes it one rung
higher when the clock has run out, and the act carries the proof of that: times by which others had cosigned the heads that its
author had seen. All may take it higher sooner. A clock is made longer by every party's own signature on exactly that
extension, and a dispute is settled by every party's own signature on exactly those words. Who raised it may
withdraw it.

An escalation and an extension that all signed without its author knowing are crossed: whether the dispute stands
on the higher rung is open until one of the two is said again.

An opinion is given by those whom the parties named, each of whom may join it or dissent.

Left out: whether a clock has run out at some time, which is a question with that time; and what the dispute
is about, which stays where it is.
"""
