"""Designations: what each party calls a person, a group, a place or an act.

The same thing has two names, and each is somebody's. A register entry holds each party's own
term, with aliases and spellings in any script. Nobody's term is another's to change. A neutral
term is put to all, and it is agreed when every party's own log accepts exactly that term; each may add that it
does so without prejudice. Two neutral terms that were put forward at the same time cross: neither was
first. Pages use the term of the party that reads, or else the neutral one, and never show another party's term
without saying whose it is.

Several entries of the register may turn out to be one thing, or not: each party says so for itself, and
nothing is merged. Of a group, a person or an act a party may say that another answers for it. Whether that is
accepted is for the party itself to say, and for nobody else.

A person's name stands in a part that can be erased, or under seal, unless the designation is that of a public
office. Groups, places and acts are named in the open.

Left out: where a place lies, and what a designation is used for.
"""
