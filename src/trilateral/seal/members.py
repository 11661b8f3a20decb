"""The words of a whole entry as rows, so that they can be sealed together and shown one by one.

    kind              text
    refs              canonical JSON of a list of {"entry": <id>, "role": <word>}, as text
    subject           id of the entry that opened the subject, or null
    body.<member>     canonical JSON of one member of the body, as text

The first three are always there, so that nothing can be told from their being absent. A member's
value is always spelled in JSON, a text in its quotes too: else the text "[]" and the empty
list would be one row.

Left out: whether there is such a kind, and whether the body has its form. That is for
whoever reads the members as an entry.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from trilateral.errors import MalformedError
from trilateral.seal.commitments import SALT_SIZE, Row, Value, salted
from trilateral.seal.recipient import Draw, drawn
from trilateral.seal.values import parse_spelled, spell

Json: TypeAlias = Any
"""A JSON value without floats."""

BODY = "body."

_ALWAYS = {"kind", "refs", "subject"}
_KIND = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*/[1-9][0-9]?")
_ID = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,47}")
_MEMBER = re.compile(r"[a-z][a-z0-9_]{0,42}")
_WHAT = "sealed members"


class Reference(NamedTuple):
    """Another entry, and what it is to this one."""

    entry: str
    role: str


class Members(NamedTuple):
    """What an entry says, apart from who says it when and where, which its header shows to all.

    Attributes:
        subject: Id of the entry that opened the subject; None in one that opens a subject.
        body: Members by name, as JSON values.
    """

    kind: str
    subject: str | None
    refs: tuple[Reference, ...]
    body: Mapping[str, Json]


def seal_members(members: Members, draw: Draw) -> tuple[Row, ...]:
    """Rows for an entry's words, each with a salt of its own. Nothing is encrypted yet: see `sealed.seal_rows`.

    Raises:
        MalformedError: They could not be read again.
    """
    _check(members)
    fields: dict[str, Value] = {"kind": members.kind, "subject": members.subject}
    fields["refs"] = spell([ref._asdict() for ref in members.refs], _WHAT).decode()
    for name, value in members.body.items():
        fields[BODY + name] = spell(value, _WHAT).decode()
    return salted(fields, [drawn(draw, SALT_SIZE) for _ in fields])


def open_members(rows: Sequence[Row]) -> Members:
    """The words that `rows` hold, if they are all of an entry's.

    Raises:
        MalformedError: They are rows of something else, or only some.
    """
    fields = {row.name: row.value for row in rows}
    members = {name: value for name, value in fields.items() if name.startswith(BODY)}
    if len(fields) != len(rows) or fields.keys() - members.keys() != _ALWAYS:
        raise MalformedError(f"{_WHAT}: expected kind, refs, subject and members of a body, got {sorted(fields)}")
    refs = read_member(fields["refs"])
    if not isinstance(refs, list) or not all(isinstance(ref, dict) and ref.keys() == {"entry", "role"} for ref in refs):
        raise MalformedError(f"{_WHAT}: expected refs as a list of entry and role")
    kind, subject = fields["kind"], fields["subject"]
    if not isinstance(kind, str) or not isinstance(subject, str | None):
        raise MalformedError(f"{_WHAT}: expected kind and subject as text, got {kind!r:.80} and {subject!r:.80}")
    body = {name.removeprefix(BODY): read_member(value) for name, value in members.items()}
    opened = Members(kind, subject, tuple(Reference(**ref) for ref in refs), body)
    _check(opened)
    return opened


def read_member(value: Value) -> Json:
    """What one row of a body says, also where it was shown alone."""
    if not isinstance(value, str):
        raise MalformedError(f"{_WHAT}: expected JSON as text, got {type(value).__name__}")
    try:
        return parse_spelled(value.encode(), _WHAT)
    except UnicodeEncodeError as error:
        raise MalformedError(f"{_WHAT}: expected text in Unicode, got {error.reason}") from error


def _check(members: Members) -> None:
    """The forms that the header of an entry in clear would have."""
    if not _fits(_KIND, members.kind):
        raise MalformedError(f"{_WHAT}: expected a kind such as allegations.filed/1, got {members.kind!r:.80}")
    if members.subject is not None and not _fits(_ID, members.subject):
        raise MalformedError(f"{_WHAT}: expected the id of an entry as subject, got {members.subject!r:.80}")
    for ref in members.refs:
        if not _fits(_ID, ref.entry) or not _fits(_WORD, ref.role):
            raise MalformedError(f"{_WHAT}: expected the id of an entry and a role in refs, got {ref!r:.120}")
    for name in members.body:
        if not _fits(_MEMBER, name):
            raise MalformedError(f"{_WHAT}: expected the name of a member, got {name!r:.80}")


def _fits(form: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None
