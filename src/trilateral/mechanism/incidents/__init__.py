"""Reports and incidents: what each side says that it saw, and which of these tell of one happening.

A report is one source's account, a party's own or an outside source's that a party passes on.
An incident is one happening. Many reports tell of it, and one report may tell of several. That
a report tells of an incident is a party's word, signed and taken back by hand; each party
has its own view, and what all hold alike is the joint view. Reports are never merged: field by
field the page says on what they agree, where they differ, and what only one side says.

References are by party and permanent: `us/42`, and `us/42#17` for a row of a list of reports. An incident
has a joint number only once every party has signed exactly that number for exactly that incident.

Detail is dangerous while it is fresh. In the open a place stands on the charter's grid, and
casualties wait for as long as the charter says; both go earlier and finer only under seal.

Beside them: things kept as evidence, with the chain of those who held them, signed at both ends;
and what others did or declared that bears on events here.

Left out: whether a breach it was and whose, which is for allegations; persons' names; and
proposing by machine which reports belong together.
"""
