"""Allegations: one party says that another did something, point by point.

The life of one. It is filed, with the norm that it says is breached, when and where, what
bears it out, and what is demanded. Each party, and who chairs, may say whether the
mechanism is competent; where they differ, that is the state. The party alleged against
answers each point: admitted, denied, denied without detail, partly, or with an allegation of
its own, and says of a group named as its proxy whether it answers for it. It may answer
again; its last word counts. Nobody can answer for it, and nobody else can close what is
open. A point without an answer is open; whether that is silence yet is a question with a time.

It may be referred to verification. A finding says three things apart, whether it
happened, who did it and whether it was a breach, and is its author's or the verifier's until every
party has signed exactly it; who dissents does so for ever. What is undertaken, done and checked
follows. It is closed by the signature of every party on the same terms, and by nobody alone.
What happens again after that is a recurrence, filed anew.

The author may withdraw an allegation; any party may remark on it. Who alleges the same
again says so (`repeats`), so that a chain of repetitions can be followed to its start.

Left out: whether an allegation is true; access and missions of verification teams, which are
subjects of their own.
"""
