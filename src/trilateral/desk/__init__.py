"""Pages across slices: home, entries and their proofs, logs, consistency, and the forms with which people sign.

What belongs to one subject is in its slice. Everything here reads one node's record and
its status; only `signing` makes the node say something.

It leaves out HTTP: who may see a page, and at which address, is the server's business.
"""
