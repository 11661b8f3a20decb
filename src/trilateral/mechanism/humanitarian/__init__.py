"""Humanitarian matters: lists of detained, missing and wanted persons and of remains, and who is protected by law.

A party submits a list of persons to another, which answers name by name: it acknowledges that it holds the
person, denies it, or does not know. The host, whom the list names, or an outside body whose word
a party enters, verifies. Both parties agree on release or transfer, each in its own log; the holder
reports what came of it, and whoever submitted the list says whether that is so. A
holder may release anybody at any time: nothing here has to come first. Whether two rows of two lists are
one person only people say, each party for itself.

What names or describes a person is said under seal to the parties concerned and has no effect in the
clear: rules, pages and clocks then work in the reading that these parties share. In the open stand, at most, groups,
sites and offices whose protection under a convention a party asserts, and which each other party accepts or
contests. Their places are as coarse as the charter's grid. Figures without names are proposed and agreed under seal; who
wants all to have them shows that very entry afterwards.

Protection under law never depends on a list or on anything said here, and every page says so. Left
out: a search by name, a map, anything to take away in bulk, and matching by a machine alone
(`picture.names` proposes, people sign).
"""
