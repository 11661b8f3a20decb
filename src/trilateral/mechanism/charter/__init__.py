"""Texts of a charter that a party puts on the table.

The charter in force, the parties' acceptances and their keys belong to the
constitution (`ledger`), because whether any entry counts hangs on them. Here stands
only what can be discussed: a party tables a text, in full, with its reason. It binds
nobody, not even whoever tabled it. A text on the table stays there as it was; a
better one is tabled beside it.

Left out: accepting an amended charter, which no entry of this level can do yet.
"""
