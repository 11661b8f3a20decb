"""What a node keeps on its disk: log files, detached bodies, signed heads, and tables that read them.

Of all this only the bytes of the logs, the bodies and the heads matter, and
each of them is checked by hash or signature whenever something depends on it.
The tables are a reading that may be deleted. Not here: keys, and what was
signed last, which must never be restored from a copy (`node.keys`,
`node.guard`).
"""
