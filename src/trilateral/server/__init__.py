"""The node's web server: it puts the slices' pages and APIs together with what other nodes read.

Three kinds of visitor come. Other nodes and anybody at all read the public, signed files
(`c2sp`). People read pages and sign forms after a one-use link opened a session for them
(`sessions`, `pages`). Programs do the same through JSON (`api`).

Nothing is open by omission: a route that names no role is refused (`roles`), every
address has its headers (`headers`), and every error is a sentence in the visitor's
language with a code that stays the same (`problems`).

It leaves out what is true: this package asks the node and shows.
"""
