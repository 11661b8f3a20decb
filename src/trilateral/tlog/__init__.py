"""A transparency log as bytes, one module for each specification.

    merkle        RFC 6962 and RFC 9162: hashes of trees, proofs, and their checks
    paths         C2SP tlog-tiles: what the files of a log are called
    bundles       C2SP tlog-tiles: entries in files of 256
    tiles         C2SP tlog-tiles: writing a log, and proofs from its files
    audit         reading a whole log, and naming what is wrong with it
    note          C2SP signed-note: text with signatures
    checkpoint    C2SP tlog-checkpoint: the signed head of a log (its text is in `treehead`)
    cosignature   C2SP tlog-cosignature: what others, and clocks, say of a head
    proof         C2SP tlog-proof: one entry with all that proves it, in one file
    policy        C2SP tlog-policy: whose word is enough
    witness       C2SP tlog-witness: what a witness answers
    ed25519 mldsa the two signature algorithms, under one rule each
    lines         numbers, base64 and hashes, as all of these formats write them

Everything here is a function of its arguments: no clock, disk, network,
randomness or logging, and no idea whose log it is. What others may have made
up comes in as bytes and leaves as a checked value or as `MalformedError`.

Left out: retries, caches on disk, HTTP, and what the entries mean.
"""
