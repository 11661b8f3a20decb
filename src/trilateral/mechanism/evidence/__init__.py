"""Evidence: whether the record is one, and who is shown to have made it two.

Three things are said here. A node states the digest of its whole state after so many entries of each log, so that
two nodes that read one record in two ways find out the same day, and not in court. A party says of a log that was
forked how that came about and which branch goes on: a restored backup is not a lie, and both show alike.
Anybody shows two words of one cosigner, or of a log itself, that cannot both be true: a later word on a smaller head, or one size
with two roots.

That a log was shown in two ways, and what still stands of it, is no business of this subject: `ledger.misconduct_found`
belongs to the constitution. The pages of this subject show that proof too, and how a stranger checks each.

Left out: whether a party is to be mistrusted now (suspected is a question with a time), and what anybody meant by it.
"""
