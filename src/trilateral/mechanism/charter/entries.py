"""What a party can say about the charter. Released kinds never change."""

from trilateral.ledger.entry import Body, Text


class CharterTabled(Body, frozen=True, tag="charter.tabled/1"):
    """The author puts the text of a charter on the table. It opens the subject.

    Attributes:
        text: The charter's canonical JSON, naming the charter in force as `previous`.
        why: What it is meant to change, and why.
    """

    text: str
    why: Text


KINDS: tuple[type[Body], ...] = (CharterTabled,)
