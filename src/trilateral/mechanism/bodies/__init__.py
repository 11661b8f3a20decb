"""What is said under seal, shown later, held by others, and destroyed.

A party says something to some of the others: everybody sees that it spoke, when, to whom, and a
commitment; only those named can read what. Whoever could read it can show it later, whole or
one member at a time, and everybody can check that this is what was signed. Nobody can
deny it then, the author as little as a reader.

A node says by itself which parts it holds, and which it could not open. Who destroys a part
says so and why: that there was one stays provable, what it said does not.

Registers and reports of many rows are one entry with their number and root. A row goes by
the entry and its number (`us/42#17`), is proven alone and erased alone.

What the words under seal mean is for the slice that they belong to: those who can read them
fold them among all others, in a reading of their own that never changes the open one.
"""
