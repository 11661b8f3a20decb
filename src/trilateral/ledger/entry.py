"""An entry: one thing that one party said, signed.

The bytes are a C2SP signed note. Its text is two lines, so that nothing signed for
another purpose can ever pass for an entry:

    trilateral/entry@v1
    {"body":{...},"by":"...","claimed_at":"...","kind":"...","log":"...","mechanism":"..."}

The second line is canonical JSON (`canonical`): the header's members and, under
`body`, the members of the kind's struct. The entry's id is the SHA-256 of the text,
not of the signatures, so that signing the same text again says nothing new.

Parsing has three outcomes, because whoever holds a log must keep what it cannot
read: `Entry` with a typed body; `Entry` whose body is `Unread`, signed and provable
but of a kind or with members that this version does not know; or `MalformedError`.
This module verifies no signature and asks nobody whether an entry counts.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Generic, NamedTuple, TypeAlias, TypeVar

import msgspec
import msgspec.inspect

from trilateral.errors import MalformedError, RefusedError
from trilateral.ledger.canonical import MAX_INTEGER, Value, check_profile, parse_canonical, spell
from trilateral.tlog.note import Note, SignerKey, parse_note

CONTEXT = b"trilateral/entry@v1\n"
MAX_ENTRY = 65_535
"""C2SP tlog-tiles: an entry bundle gives each entry's length in two bytes."""

# In the patterns: `$` alone would let a newline follow.
Hash: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}(?!\n)$")]
EntryId: TypeAlias = Hash
PartyId: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{0,31}(?!\n)$")]
Office: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9-]{0,47}(?!\n)$")]
Word: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,47}(?!\n)$")]
Instant: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""In UTC and whole seconds: `2007-05-28T06:30:00Z`. Anything else is refused, since it would be a second spelling."""

_KIND = re.compile(r"[a-z]+\.[a-z_]+/[1-9][0-9]?")
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A value inside a body. A member that this version does not know makes the whole body unread."""


class Text(Part, frozen=True):
    """Words of a person in one language (BCP 47), NFC."""

    lang: Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(?!\n)$")]
    text: Annotated[str, msgspec.Meta(min_length=1)]


class Source(Part, frozen=True):
    """Where the author has it from: needed where the author was not there."""

    title: str
    outlet: str
    published_on: Annotated[str, msgspec.Meta(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(?!\n)$")]
    quote: str = ""


class Ref(Part, frozen=True):
    """Another entry, and what it is to this one (`answers`, `supersedes`, …)."""

    entry: EntryId
    role: Word


class Body(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """What an entry of one kind says. The kind is the struct's `tag`, and stands in the header."""


class Header(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every entry says about itself.

    Attributes:
        mechanism: SHA-256 of the genesis charter: no entry counts in another mechanism.
        log: Origin of the log it was signed for: no entry counts in another log.
        kind: `<slice>.<past fact>/<version>`.
        by: Office that says it. A person's name never stands in a header.
        claimed_at: When the author says it was said. A claim, never a proof.
        subject: Id of the entry that opened the subject; absent in the entry that opens one.
        seen: Id of an earlier heads entry of the same log: what the author had seen.
        capacity: In what capacity: `own`, `host`, `moderator`, `historical`, `reconstruction`.
        forum: Body in which it was said, where not the plenary.
        refs: Other entries it speaks of; all must lie in its causal past.
        sources: Where the author has it from, if it was not there.
        audience: Parties it is for; empty for all. It hides nothing: what is under seal, `Entry.under_seal` says.
        blob: SHA-256 of the detached part's stored bytes, which may be erased.
        commit: Root over the salted fields of the detached part.
        blobs: SHA-256 of attachments.
        crit: Members that a reader must understand for the entry to have an effect.
    """

    mechanism: Hash
    log: str
    kind: str
    by: Office
    claimed_at: Instant
    subject: EntryId | None = None
    seen: EntryId | None = None
    capacity: Word = "own"
    forum: Word = "plenary"
    refs: tuple[Ref, ...] = ()
    sources: tuple[Source, ...] = ()
    audience: tuple[PartyId, ...] = ()
    blob: Hash | None = None
    commit: Hash | None = None
    blobs: tuple[Hash, ...] = ()
    crit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A body that this version cannot read: stored, proven, shown as unread, without effect."""

    why: str
    value: Value


BodyT_co = TypeVar("BodyT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Entry(Generic[BodyT_co]):
    """One entry as it stands in a log.

    Attributes:
        id: SHA-256 of the text, hex.
        party: Whose log it stands in; empty if the charter names no party for that log.
        index: Where in that log.
        header: What it says about itself.
        body: What it says.
        signer: Name of the key that signed it.
        under_seal: Whether its words were sealed and are read here by somebody who can open them.
    """

    id: EntryId
    party: PartyId
    index: int
    header: Header
    body: BodyT_co
    signer: str
    under_seal: bool = False

    @property
    def subject(self) -> EntryId:
        """Id of the subject it opens or is about."""
        return self.header.subject or self.id

    @property
    def ref(self) -> str:
        """What people call it: `us/42`. Permanent, since a log only grows."""
        return f"{self.party}/{self.index}"

    @property
    def sealed_for(self) -> tuple[PartyId, ...]:
        """The parties that alone can read its words, beside its author; none where all can, whatever the header says."""
        return self.header.audience if self.under_seal else ()


def entry_id(text: bytes) -> EntryId:
    """Return the id of the entry with this note text."""
    return hashlib.sha256(text).hexdigest()


def encode_text(header: Header, body: Body) -> bytes:
    """Return the text that is to be signed.

    Raises:
        MalformedError: A value is outside the canonical profile, or an instant not in UTC and whole seconds.
    """
    return encode_under(members_of(header), body)


def encode_under(members: Mapping[str, object], body: Body) -> bytes:
    """The same under a header given by its members, which many entries may share."""
    spelled = spell({**members, "kind": body.__struct_config__.tag, "body": members_of(body)})
    return CONTEXT + spelled + b"\n"  # the profile: `members_of` checks integers, and types the rest


def members_of(value: msgspec.Struct) -> dict[str, object]:
    """Return the members of a struct as they are spelled: defaults left out, wherever the value came from.

    msgspec leaves out a default only where it is the very object, which a word read from a file is not.

    Raises:
        MalformedError: It holds an instant that is not in UTC and whole seconds.
    """
    found: dict[str, object] = {}
    for name, default in _fields_of(type(value)):
        each = getattr(value, name)
        if each != default:
            found[name] = each if type(each) is str else _plain(each)
    return found


def _plain(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        return members_of(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        _check_instant(value)
        return msgspec.to_builtins(value)
    if isinstance(value, int) and not -MAX_INTEGER <= value <= MAX_INTEGER:
        msg = f"expected an integer within ±(2^53-1), got {value}"
        raise MalformedError(msg)
    return value


@cache
def _fields_of(struct: type[msgspec.Struct]) -> tuple[tuple[str, object], ...]:
    """Names and defaults; a field that must be given has a default that nothing equals."""
    names, defaults = struct.__struct_fields__, struct.__struct_defaults__
    required = [msgspec.NODEFAULT] * (len(names) - len(defaults))
    return tuple(zip(names, [*required, *defaults], strict=True))


def sign_text(text: bytes, signer: SignerKey) -> bytes:
    """Return the entry: `text` as a note signed by `signer`."""
    return signed_note(text, signer).encode()


def signed_note(text: bytes, signer: SignerKey) -> Note:
    """The same, not yet as bytes."""
    return Note(text, (signer.sign(text),))


def parse_entry(data: bytes, kinds: Mapping[str, type[Body]]) -> tuple[Note, Header, Body | Unread]:
    """Read the bytes of an entry.

    Args:
        data: As stored in a log.
        kinds: Struct of each kind that this version knows.

    Raises:
        MalformedError: Not a note, not an entry, or not in canonical form.
    """
    if len(data) > MAX_ENTRY:
        msg = f"expected an entry of at most {MAX_ENTRY} bytes, got {len(data)}"
        raise MalformedError(msg)
    note = parse_note(data)
    header, body = read_note(note, kinds)
    return note, header, body


def read_note(note: Note, kinds: Mapping[str, type[Body]]) -> tuple[Header, Body | Unread]:
    """The same for an entry that is a note already: one just signed, say.

    Raises:
        MalformedError: Its text is none of an entry, or not in canonical form.
    """
    line = note.text.removeprefix(CONTEXT)
    if line is note.text or line.count(b"\n") != 1:
        msg = f"expected the line 'trilateral/entry@v1' and one line of JSON, got {note.text[:40]!r}"
        raise MalformedError(msg)
    members = parse_canonical(line[:-1], check_integers=False)
    if not isinstance(members, dict) or "body" not in members:
        msg = "expected an object with a body, got none"
        raise MalformedError(msg)
    value = members.pop("body")
    header = _read(Header, members, "header")
    if not _KIND.fullmatch(header.kind):
        msg = f"expected a kind like 'meetings.opened/1', got {header.kind!r}"
        raise MalformedError(msg)
    body = _read_body(header, value, kinds, members)
    if isinstance(body, Unread):
        check_profile(value)
    return header, body


def words_under(  # noqa: PLR0913, PLR0917 - what an entry says, all of it
    header: Header,
    kind: str,
    subject: EntryId | None,
    refs: tuple[Ref, ...],
    value: dict[str, Value],
    kinds: Mapping[str, type[Body]],
) -> tuple[Header, Body | Unread]:
    """Header and body of a sealed entry as those read it who can open it.

    Args:
        header: The one in clear.
        kind: Under the seal, like all that follows.
        subject: What it is about; None where it opens a subject.
        refs: Other entries it speaks of.
        value: Members of the body.
        kinds: Struct of each kind that this version knows.
    """
    inner = msgspec.structs.replace(header, kind=kind, subject=subject, refs=refs, blob=None, commit=None, crit=())
    return inner, _read_body(inner, value, kinds, {})


def _read_body(
    header: Header, value: Value, kinds: Mapping[str, type[Body]], members: dict[str, Value]
) -> Body | Unread:
    struct = kinds.get(header.kind)
    if struct is None:
        return Unread("ledger.unknown_kind", value)
    if not isinstance(value, dict) or "kind" in value:
        return Unread("ledger.malformed_body", value)
    if header.crit and not _understood(header.crit, struct, members, value):
        return Unread("ledger.not_understood", value)
    try:
        return _read(struct, value, "body")
    except MalformedError:
        return Unread("ledger.malformed_body", value)


def _understood(crit: tuple[str, ...], struct: type[Body], members: dict[str, Value], value: dict[str, Value]) -> bool:
    """Whether every member that must be understood is there, and is one that this version knows."""
    known = {*Header.__struct_fields__, *struct.__struct_fields__}
    return known.issuperset(crit) and all(name in members or name in value for name in crit)


StructT = TypeVar("StructT", bound=msgspec.Struct)


def _read(struct: type[StructT], members: dict[str, Value], what: str) -> StructT:
    """Convert, convert back, compare: what this version reads must be spelled as this version would spell it."""
    try:
        read = msgspec.convert(members, struct)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        msg = f"{what}: {error}"
        raise MalformedError(msg) from error
    if _is_spelled_plainly(read, members):
        return read
    spelled = members_of(read)
    if spelled != members:
        unknown = {name: value for name, value in members.items() if name not in struct.__struct_fields__}
        check_profile(unknown)
        if spelled | unknown != members:
            msg = (
                f"{what}: expected each member in the one spelling of its type, defaults left out: got {members!r:.200}"
            )
            raise MalformedError(msg)
    return read


class _Shape(NamedTuple):
    """What must be looked at in a struct to see quickly that it has one spelling.

    Attributes:
        defaults: Of its fields that have one.
        instants: Fields that hold an instant.
        deep: Fields that hold more than words, numbers, instants, texts, or rows of words or texts.
    """

    defaults: dict[str, object]
    instants: tuple[str, ...]
    deep: frozenset[str]


def _is_spelled_plainly(read: msgspec.Struct, members: dict[str, Value]) -> bool:
    """Whether the members are at sight spelled as this version would spell them. If not, a longer look decides."""
    shape = _shape_of(type(read))
    if not shape.deep.isdisjoint(members):
        return False
    for name, value in members.items():
        if shape.defaults.get(name, msgspec.NODEFAULT) == value or (type(value) is int and abs(value) > MAX_INTEGER):
            return False
    for name in shape.instants:
        spelled = members.get(name)
        if spelled is not None and not (isinstance(spelled, str) and len(spelled) == 20 and spelled[19] == "Z"):
            return False
    tag = read.__struct_config__.tag
    return spell(read) == spell(members if tag is None else {**members, "kind": tag})


@cache
def _shape_of(struct: type[msgspec.Struct]) -> _Shape:
    fields = msgspec.inspect.type_info(struct).fields  # type: ignore[attr-defined]  # of a struct, so there are some
    plain = {field.name: _plain_type(field.type) for field in fields}
    return _Shape(
        {name: default for name, default in _fields_of(struct) if default is not msgspec.NODEFAULT},
        tuple(name for name, kind in plain.items() if kind is msgspec.inspect.DateTimeType),
        frozenset(name for name, kind in plain.items() if kind is None),
    )


def _plain_type(found: msgspec.inspect.Type) -> type[msgspec.inspect.Type] | None:
    """The type itself where it is plain, or plain but for null; None where it is not."""
    known = msgspec.inspect
    if isinstance(found, known.UnionType):
        kinds = [each for each in found.types if not isinstance(each, known.NoneType)]
        return _plain_type(kinds[0]) if len(kinds) == 1 else None
    if isinstance(found, known.VarTupleType):
        inner = _plain_type(found.item_type)
        return (
            None
            if inner is known.DateTimeType or inner is known.IntType or isinstance(found.item_type, known.VarTupleType)
            else inner
        )
    if isinstance(found, known.StructType):
        words = all(isinstance(field.type, known.StrType) and field.required for field in found.fields)
        return known.StructType if words else None
    simple = (known.StrType, known.LiteralType, known.IntType, known.BoolType, known.DateTimeType)
    return type(found) if isinstance(found, simple) else None


def _check_instant(at: datetime) -> None:
    """An offset or a fraction would be a second spelling of an instant, or of a second."""
    if at.tzinfo is None or at.utcoffset() or at.microsecond:
        msg = f"expected an instant in UTC and whole seconds, got {at.isoformat()}"
        raise MalformedError(msg)


def check_text(value: Value) -> None:
    """Refuse to sign words that show differently from how they read, or that have two spellings.

    Bidirectional overrides let a text show in another order than it is read; ZWNJ
    (U+200C) is spelling in Persian and is kept. Of what others signed nothing is
    refused: pages isolate it.

    Raises:
        RefusedError: `text.bidi_override` or `text.not_nfc`, with the text.
    """
    if isinstance(value, str):
        if _BIDI_OVERRIDES.search(value):
            raise RefusedError("text.bidi_override", text=_BIDI_OVERRIDES.sub("\ufffd", value)[:80])
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            raise RefusedError("text.not_nfc", text=value[:80])
    elif isinstance(value, dict):
        for member in value.values():
            check_text(member)
    elif isinstance(value, list | tuple):
        for member in value:
            check_text(member)
