"""What can be said about any entry, of whichever subject: the same few acts for all of them.

A party corrects or takes back its own words, or lets a later entry of its own stand for an
earlier one. Any party reserves its position, translates, attaches a paper, comments. The entry that
they are about stays as it was signed, and provable; what it did by the rules of its own
subject stays done. Whoever reads it reads these acts beside it.

A translation is unofficial until every party has signed that exact one as agreed, or as
equally authentic.

Left out: objections and withdrawals that change where a subject stands, which are each
subject's own.
"""
