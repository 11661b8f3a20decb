"""Suspensions: clocks stand still because the parties agreed that they do.

A party proposes that some of the charter's clocks, or all of them, stand still from one
instant to another, and says why: force majeure, a holiday, another reason. Nothing stands still
until every party has signed that very proposal. Nobody declares force majeure for another,
and nobody's silence suspends anything. A party may take its acceptance back until all
have signed. After that it takes every party's signature to end the suspension before its time.

Where the last party signed while another was taking its signature back, neither having seen
the other's act, the suspension is crossed: what hangs on it cannot be decided until one of
the two speaks again. The same holds between two agreed ends.

Left out: what a stopped clock means for what is asked (`agreement.clocks`), and making a
suspension longer, which takes another one.
"""
