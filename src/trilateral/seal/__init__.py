"""What is kept apart from the logs: detached parts with persons in them, and commitments to their fields.

An entry on a log cannot be erased, so persons' names never stand in one. They stand in
a detached part beside the log, which can be destroyed; the entry holds only its hash,
and a commitment by which a single field can be shown later, provably, and others withheld.

Left out, for now: encryption to named readers.
"""
