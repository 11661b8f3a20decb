"""Dispatches: what the parties publish together, numbered and dated, each party by its own signature.

Somebody compiles an issue from the record: items in each language, with figures that name the entries they
come from, up to a cut-off in a named zone. It is offered, and each party whose release it takes
releases it, or some items, or holds them. Its signature names the root of the edition, which stands for every
word in it: one comma changed is another edition. What not all have released is withheld, and stands in the
public edition as a hash, so that anybody who later holds the whole can prove that it is the same.

A statement of a group on one session, complaint by complaint, is such an issue; so is a daily report.
A party that disagrees says so beside an item, and its remark stays there. What was wrong is
corrected by a numbered correction that the same parties release, and which stays attached: the issue itself
never changes. Embargoes are for readers: whether one is over is a question with a time.

Left out: choosing what is news; sending it anywhere; and any number without entries behind it.
"""
