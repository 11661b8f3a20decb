"""The text of a charter as a person writes it: from a file of terms, a charter in force, and options."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilateral.cli.values import Pairs
from trilateral.errors import MalformedError

if TYPE_CHECKING:
    from trilateral.ledger.charter import Charter
    from trilateral.mechanism.charter.differences import Difference

Members = dict[str, Any]

_WORD = re.compile(r"\S+|\s+")


def begin(file: Path | None, amends: "Charter | None") -> Members:
    """What there is before any option: the charter that is amended, with what a file says instead."""
    from trilateral.ledger.charter import charter_hash, encode_charter
    from trilateral.ledger.entry import members_of

    members: Members = {} if amends is None else dict(members_of(amends))
    members.pop("instead_of", None)
    if amends is not None:
        members["previous"] = charter_hash(encode_charter(amends))
    if file is not None:
        members |= _read_file(file)
    return members


def _read_file(file: Path) -> Members:
    """Members of a charter in TOML or JSON, as many as are to be said."""
    import msgspec

    data = file.read_bytes()
    try:
        found = msgspec.json.decode(data) if data.lstrip()[:1] == b"{" else tomllib.loads(data.decode())
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedError(f"{file}: expected terms of a charter in TOML or JSON: {error}") from error
    if not isinstance(found, dict):
        raise MalformedError(f"{file}: expected members of a charter, got {type(found).__name__}")
    return found


def finish(members: Members, quorum: int | None) -> bytes:
    """The charter's bytes. What stands against it is not asked here.

    Raises:
        MalformedError: It is none: which member, and what was expected there.
    """
    import msgspec

    from trilateral.ledger.charter import FORMAT, Charter, PartyTerms, customary_quorum, encode_charter

    members.setdefault("format", FORMAT)
    members.setdefault("level", 1)
    members["parties"] = sorted(members.get("parties", []), key=_id)
    try:
        parties = msgspec.convert(members["parties"], tuple[PartyTerms, ...])
        members["quorum"] = members.get("quorum", customary_quorum(parties)) if quorum is None else quorum
        return encode_charter(msgspec.convert(members, Charter))
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise MalformedError(f"charter: {error}") from error


def _id(terms: Any) -> str:
    return str(terms.get("id", "")) if isinstance(terms, Mapping) else ""


def texts(pairs: Pairs) -> list[dict[str, str]]:
    """Words with their languages."""
    return [{"lang": lang, "text": words} for lang, words in pairs]


def put_party(members: Members, terms: Mapping[str, Any]) -> None:
    """Name a party, or say something else of one that is named."""
    members["parties"] = [each for each in members.get("parties", []) if _id(each) != terms["id"]] + [dict(terms)]


def change_party(members: Members, party: str, option: str, **changes: Any) -> None:
    """Change some of what is said of a party."""
    held = next((each for each in members.get("parties", []) if _id(each) == party), None)
    if held is None:
        raise click.UsageError(f"{option} {party}: the charter names no such party.")
    put_party(members, {**held, **changes})


def clock(name: str, said: str) -> Members:
    """A clock: `48`, or `48,working,all,grace=30`."""
    hours, *words = said.split(",")
    members: Members = {"name": name, "hours": _number(hours, f"--clock {name}")}
    for word in words:
        if word in {"working", "calendar"}:
            members["days"] = word
        elif word in {"asked", "all"}:
            members["whose"] = word
        elif word.startswith("grace="):
            members["grace_minutes"] = _number(word.removeprefix("grace="), f"--clock {name}")
        else:
            raise click.UsageError(f"--clock {name}: expected working, all or grace=MINUTES, got {word!r}.")
    return members


def customary_clocks() -> list[Members]:
    """Every clock for which mechanisms of the field have a figure, to propose. The ladder of disputes holds without."""
    from trilateral.catalogue import CLOCKS

    proposed = [each for each in CLOCKS if each.hours is not None and not each.name.startswith("disputes.")]
    return [{"name": each.name, "hours": each.hours} for each in proposed]


def in_order(held: list[Members], new: Iterable[Members]) -> list[Members]:
    """Clocks, with ones that replace those of the same name. Their order stays: rungs of a dispute follow it."""
    found = {each["name"]: each for each in held}
    found.update({each["name"]: each for each in new})
    return list(found.values())


def named_numbers(option: str, said: str, names: Mapping[str, str], words: Iterable[str] = ()) -> Members:
    """Several members in one option: `quorum=2,min=24`."""
    read: dict[str, Callable[[str], Any]] = {name: lambda value: _number(value, option) for name in names}
    read |= dict.fromkeys(words, lambda value: value.split("+"))
    members: Members = {}
    for part in said.split(","):
        name, sign, value = part.partition("=")
        if not sign or name not in read:
            raise click.UsageError(f"{option}: expected {', '.join(f'{each}=…' for each in read)}, got {part!r}.")
        members[names.get(name, name)] = read[name](value)
    return members


def _number(text: str, option: str) -> int:
    if not text.isdecimal() or not text.isascii():
        raise click.UsageError(f"{option}: expected a whole number, got {text!r}.")
    return int(text)


def merged(held: list[Members], new: Iterable[Members], by: str) -> list[Members]:
    """A list with members that replace those of the same name."""
    found = {each[by]: each for each in held} | {each[by]: each for each in new}
    return [found[name] for name in sorted(found)]


def in_words(found: "Difference") -> list[str]:
    """One difference for a terminal: what goes in brackets, what comes in braces, word by word."""
    from trilateral.mechanism.charter.differences import short

    before, after = short(found.before or ""), short(found.after or "")
    if found.before is None:
        return [f"+ {found.place}: {after}"]
    if found.after is None:
        return [f"- {found.place}: {before}"]
    return [f"  {found.place}: {''.join(_marked(before, after))}"]


def _marked(before: str, after: str) -> Iterable[str]:
    from difflib import SequenceMatcher

    old, new = _WORD.findall(before), _WORD.findall(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "".join(old[a:b])
            continue
        yield f"[-{''.join(old[a:b])}-]" if b > a else ""
        yield f"{{+{''.join(new[c:d])}+}}" if d > c else ""
