"""What a party says that keeps no log, or will not sign.

Another party, mostly the host, reports it under its own name, with the note or the scan that
shows it. The record then says: reported by that party, unsigned. Nobody is bound by it, the
party whose words they are said to be as little as anybody.

If that party comes to keep a log, or changes its mind, it adopts the report by its own
signature. From then on the words are its own, and count as if it had signed them at that place of
its log: by the rules of their own subject, no earlier and no otherwise.

Left out: whether the report is true. The reporter says so, and the paper shows what it shows.
"""
