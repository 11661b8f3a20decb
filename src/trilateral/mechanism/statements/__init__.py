"""What was said, to whom, and by which way.

A party enters a statement as its own: an opening, a position, a question, a demand,
an offer, a reply, and also what was said outside the room. It names whom it addresses and,
where the parties do not speak to each other directly, the party through which it
goes. That party says when it has relayed it. An addressee may acknowledge it, which is
a person's act and says nothing about agreement. The author may withdraw it; what
was said stays readable.

The sort `procedural` is talk about talks. How much of what a party said is of
that sort, and how much went through the moderator, are questions to many statements.

Left out: answers to allegations (`allegations`), proposals, and what others report that
somebody said.
"""
