"""Allegations: one party says that another did something, point by point.

The party alleged against answers each point: admitted, denied, denied without detail,
partly, or with an allegation of its own. It may answer again; its last word counts. Nobody
can answer for it, and nobody else can close what is open. A point without an answer
is open; whether that is silence yet is a question with a time.

The author may withdraw an allegation; any party may remark on it. Who alleges the same
again says so (`repeats`), so that a chain of repetitions can be followed to its start.

Left out: whether an allegation is true. Verification and findings are subjects of
their own, and nothing here is one.
"""
