"""What people read, in their own language: words, digits, dates, and the order of writing.

Prose for people lives here and nowhere else. The rest of the program speaks in codes
(`allegations.not_yours_to_answer`), names of values (`denied`) and instants, and asks
this layer how a reader of one language sees them. Three languages are equals: none
is the original of which the others are a translation, except that a sentence which a
catalogue lacks is shown in English rather than not at all.

It leaves out what a party wrote: nobody's text is translated here, only the desk's own.
"""
