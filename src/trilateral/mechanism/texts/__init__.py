"""Joint texts: one draft on the table, which all write in until it is clean, and then initial and sign.

A non-paper travels outside the record; only that there is one may be mentioned here. The text begins
when somebody tables it, as a rule the chair. It has paragraphs, each with wordings in the languages that
are to be authentic. Whoever has a say edits, paragraph by paragraph, and names the versions that the edit
was made against. Two edits that did not know of each other are merged word by word where they touch
different words. Where they touch the same words, both stand in competing brackets, each with its
holder, until one gives way or all accept another wording.

A party may bracket any words. Nobody but the holder lifts a bracket, whatever becomes of the words in it.
The text is clean when no bracket is left and no language is missing or behind.

Initials mark exactly this text as settled and bind nobody. Signatures bind: each party's own, on the
hash of the text in each authentic language, with its reservations and its interpretations attached for
ever. The entry into force is a record of its own, and so are amendment and termination, which take all again.

Left out: the words of a non-paper, who typed what in a capital before the edit was signed, and
translations by others (`acts`).
"""
