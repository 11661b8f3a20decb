"""What pages are made of: the base template, macros, forms and static files.

Everything here takes plain values (`views`) and knows nothing of ledgers, tables or
the web framework. Pages fill the values in, `templating` sets them in the reader's
language, and the browser needs no script to read or to sign anything.

It leaves out what a page says: that is the slices' and the desk's.
"""
