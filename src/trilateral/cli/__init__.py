"""Commands. Names, options and exit codes are stable: other people's scripts use them.

A command says what it found on standard output, as text or as JSON, and what stands in its
way in one line on standard error: what was expected, what came, whose, and the
code that pages and the API give for the same. It ends with 0 when it is done, 1 when it was
refused or something is not consistent, 2 when it was called wrongly, 3 when a disk, network or
peer did not answer.

Modules here import only click at their head, and what a command needs when it is called:
help has to be there at once.
"""

from trilateral.cli import (
    bench,
    bodies,
    charter,
    demo,
    dispatch,
    keys,
    node,
    private,
    proof,
    record,
    search,
    serve,
    sign,
    silence,
    sync,
    upkeep,
    why,
)
from trilateral.cli.program import Program, begin

__all__ = ["main"]

main = Program(
    name="trilateral",
    callback=begin,
    params=[*Program.options()],
    help="Parties that do not trust one another keep one record, and nobody keeps it for them.",
)

for family in (
    demo,
    charter,
    node,
    serve,
    sync,
    sign,
    silence,
    private,
    bodies,
    dispatch,
    record,
    search,
    why,
    proof,
    upkeep,
    keys,
    bench,
):
    for command in family.COMMANDS:
        main.add_command(command)
