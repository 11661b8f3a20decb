"""What was said, to whom, and by which way.

A party enters a statement as its own: an opening, a position, a question, a demand,
an offer, a reply, and also what was said outside the room. It names whom it addresses and,
where the parties do not speak to each other directly, the party through which it
goes. That party says when it has relayed it, word for word or in words of its own, or that
it will not; the author says whether it finds its meaning in such a paraphrase. An
addressee may acknowledge a statement, which is a person's act and says nothing about
agreement. The author may withdraw it; what was said stays readable.

Statements lead to others: a reply to what was asked, of which the asker says whether it
answers; a demand or offer in return for another; the same said again.

The sort `procedural` is talk about talks. How much of what a party said is of
that sort, how much went through the moderator, what a party's position on a matter
was from round to round, and which questions wait for an answer, are questions to many
statements.

Left out: answers to allegations (`allegations`), proposals, and what others report that
somebody said.
"""
