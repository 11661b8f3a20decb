"""Proposals: a text on the table, and each party's own word on exactly that text.

Whoever tables a text signs it. The others ask about it, counter it, refer it to their capitals and
come back with an instruction, accept it, accept it with a reservation or an
interpretation, reserve their position or decline. Every word names the hash of the exact
text, and stays with that text for ever; if the author amends, the words on the old text
stay where they were given. Nobody counts votes: a text is adopted when every party's own
signature is on it. Where the text allows it a party may dissociate itself: then it
does not join, and does not block.

A text may be part of a package, of which nothing is agreed before all is, or stand not without other
proposals. What it creates (commitments, requests, bodies, meetings, an amendment of the
charter) stands in it in full, so that its adoption is all that these need.

Silence adopts only where the charter says so, only for the matters that it names, and only
by proof: the silent party's own receipt, and the word of others that by the hour its log held no
objection. One such word in time over an objection defeats it.

Left out: bracketed texts that grow line by line, and what becomes of commitments.
"""
