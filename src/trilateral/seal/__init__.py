"""What is kept apart from the logs, who can read it, and what can be shown or erased of it.

An entry on a log cannot be erased, so persons' names never stand in one, nor does what
only some may read. It stands in a detached part beside the log, which can be
destroyed; the entry holds only its hash, and a commitment by which a single field can be
shown later, provably, and others withheld.

    commitments   rows of salted fields under one root
    members       a whole entry's words as such rows
    sealed        rows and attachments that only named readers can open, with `padding`
    age           the files they are in; `recipient` has the keys, `stream` the payload
    bulk          many rows under one root, each of which can be proven or erased alone

Pure: all chance comes from the caller, except what ML-KEM draws inside of OpenSSL.
"""
