"""Accounts: what each teller says happened at a meeting, point by point, in the teller's own words.

The same meeting has as many accounts as tellers: each party's own readout, state media, papers of every leaning,
agencies. Anybody enters one, with who publishes it and with what interest, and anybody asks
points: was the mechanism proposed, will they meet again? A reading says of one account and one
point whether the account says so, denies it, is silent or words it differently, anchored to a short
quotation. Each party reads for itself: readings of the same cell stand side by side, and
nobody's replaces another's. All together are a table of points against accounts.

Copies of one report are one witness, as long as nobody contests that they are copies. What one
account only excerpts from another is marked so, since somebody else chose what was left out.

That an account says something is a fact about the account. Nothing here says what is true, whose
reading is right or how much any teller is to be believed, and nothing is decided by counting.

Left out: whole texts, which are their publishers'; proposing readings by rule; and ratings of
reports on incidents, which are told of and not read.
"""
