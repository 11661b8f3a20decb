"""Requests: the joint work. One party asks another for information, assistance or action, or shares a warning.

The party asked, the owner, accepts or declines. It says when the work is done, and whoever
asked says whether it was: that is two words and never one. A request may be joint: then it is
verified when every other party says so. Between them stand replies in words. The owner or the
day by which it is to be done is changed by agreement of all whom the change concerns. Whoever
asked may cancel, and nobody else.

What carries out an item of an adopted proposal needs no acceptance of those for whom the
text was adopted: they have signed for it. Who stood aside from the text is asked, like anybody.

Acts that cross, a cancellation and a report that the work is done, say, or two agreed changes,
make the request `crossed` until one of the two speaks again with knowledge of the other.

Left out: undertakings of a party's own, which nobody asked of it; and whether anything is
late, which is a question with a time: the charter's clock `requests.answer` runs until the
owner answers, and the day asked for until it reports the work done.
"""
