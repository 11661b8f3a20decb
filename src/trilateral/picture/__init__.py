"""What follows from several subjects read together: pure readings of their states, which no slice may make of another.

Each is a function of states, as of whatever cut they were folded to: no clock, no disk, no entry, and never
part of a digest. Nobody has to agree to what is read here; each line names the entries that it comes from.
Pages and answers to programs are made of it in `desk`.
"""
