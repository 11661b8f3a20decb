"""Who sits at the table for a party, in which office and at which rank.

A party names its delegation, accredits offices in it, raises or lowers their rank,
puts another person into an office, and takes an office away. All that it does alone:
no other party can appoint for it. It may ask the others for their consent before a person
comes (agrément), present the paper that says what an office may do for it, and let one
office act for another that is absent. The others may agree to an office's holder, object,
declare the person unwelcome, or remark on the description; an objection removes nobody, and stays on
the record with its reason, also after the holder has changed.

The rank of an office is a history, so that "lowered twice" is a question and no
opinion. Persons' names and titles stand in the detached part of an entry, which can
be erased; the record goes on without them.

Left out: the keys that sign for an office (`ledger`), of which pages show which they are;
whether what an office signs lies within its powers, and whether a rank suits a
meeting, which people judge.
"""
