"""All logs read as one record.

The logs are bytes that each party signed. This layer says what an entry is, whose
it is, what its author had seen when signing it, and which entries have an effect.
It knows no clock, disk, network or chance: everything here is a function of bytes.

It leaves out what any subject means (`mechanism`), where bytes are kept (`store`),
and every question that depends on the present time.
"""
