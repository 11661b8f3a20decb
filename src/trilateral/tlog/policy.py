"""Whose word is enough: C2SP tlog-policy.

A text that names logs, witnesses, groups of them, and the quorum:

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> <k, any or all> <member>...
    quorum <name, or none>

Any log listed may have signed; the quorum says which cosignatures must be
there besides. A mirror's key can stand for a witness: a mirror says all that
a witness says, and more. Names are used in this text only.

A party that runs a witness and a mirror has two keys and one mind. Put both
into a group with `any`, and let the quorum count groups: else one party could
be a quorum by itself. For the same reason no key and no name counts twice.

A reader trusts a policy because it wrote it or was handed it, never because
it came along with a proof.

Left out: comments and order are read over and not written again; and URLs
mean nothing here.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from trilateral.errors import MalformedError
from trilateral.tlog.checkpoint import log_signers, parse_signed
from trilateral.tlog.cosignature import cosignatures
from trilateral.tlog.lines import parse_decimal
from trilateral.tlog.note import KeyKind, VerifierKey, parse_vkey
from trilateral.tlog.treehead import SignedCheckpoint

Threshold = int | Literal["all", "any"]

NO_QUORUM = "none"

# tlog-policy, Character set: tab and newline are the only controls.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_WHITESPACE = re.compile(r"[ \t]+")
_WORD = re.compile(r"[^ \t\n]+")


class LackingError(MalformedError):
    """A checkpoint that the log signed and too few others have cosigned, as those are who have not seen it yet.

    Attributes:
        short: The same without the keys of each member.
        missing: Members of the quorum that have not cosigned.
    """

    def __init__(self, what: str, short: str, missing: tuple[str, ...]) -> None:
        """Take what was expected, in full and in short, and who is missing."""
        super().__init__(what)
        self.short, self.missing = short, missing


@dataclass(frozen=True, slots=True)
class PolicyLog:
    """A log that may have signed. Its key is named like its origin."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyWitness:
    """A witness or mirror, by a name that counts in this policy only."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Several of which some are enough."""

    name: str
    threshold: Threshold
    members: tuple[str, ...]

    def needed(self) -> int:
        """How many of the members it takes."""
        if self.threshold == "all":
            return len(self.members)
        return 1 if self.threshold == "any" else self.threshold


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that is well formed: every name is defined before it is used, and used in one way only."""

    logs: tuple[PolicyLog, ...]
    witnesses: tuple[PolicyWitness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def __post_init__(self) -> None:
        """Refuse what would mean less than it seems to."""
        _check_keys("log", [log.key for log in self.logs], (KeyKind.ED25519, KeyKind.MLDSA_COSIGNATURE))
        _check_keys("witness", [each.key for each in self.witnesses], (KeyKind.COSIGNATURE, KeyKind.MLDSA_COSIGNATURE))
        defined: set[str] = {NO_QUORUM}
        for witness in self.witnesses:
            _define(witness.name, defined)
        # tlog-policy, Defining a witness group: a member of one group at most, or it would count in two ways.
        free = defined - {NO_QUORUM}
        for group in self.groups:
            _check_group(group, free)
            _define(group.name, defined)
            free = free - set(group.members) | {group.name}
        if self.quorum not in defined:
            raise MalformedError(f"policy: expected a quorum that is defined, got {self.quorum}")
        for url in (*(log.url for log in self.logs), *(witness.url for witness in self.witnesses)):
            if url is not None:
                _check_word(url)

    def encode(self) -> str:
        """The policy as text, without comments."""
        lines = [["log", log.key.vkey(), log.url or ""] for log in self.logs]
        lines += [["witness", each.name, each.key.vkey(), each.url or ""] for each in self.witnesses]
        lines += [["group", each.name, str(each.threshold), *each.members] for each in self.groups]
        lines.append(["quorum", self.quorum])
        return "".join(" ".join(line).rstrip(" ") + "\n" for line in lines)

    def check(self, data: bytes) -> SignedCheckpoint:
        """The checkpoint in `data`, if a log of this policy signed it and the quorum cosigned it.

        A line that claims a key of the policy and fails refuses the whole.
        """
        signed = parse_signed(data)
        # Only keys named like the origin count, so one listed log cannot sign for another.
        if not log_signers(signed, [log.key for log in self.logs]):
            raise MalformedError(
                f"checkpoint of {signed.origin}: expected a signature by a log of the policy, got none"
            )
        by_key = cosignatures(signed, [witness.key for witness in self.witnesses])
        seen = {witness.name for witness in self.witnesses if witness.key in by_key} | {NO_QUORUM}
        for group in self.groups:  # members are defined before, so each is settled when it is asked for
            if len(seen.intersection(group.members)) >= group.needed():
                seen.add(group.name)
        if self.quorum not in seen:
            raise self._unwitnessed(signed, seen)
        return signed

    def _unwitnessed(self, signed: SignedCheckpoint, seen: set[str]) -> "LackingError":
        """Who of the quorum has not cosigned: by the names of its members, whichever keys these have."""
        group = next((each for each in self.groups if each.name == self.quorum), None)
        members, needed = (group.members, group.needed()) if group else ((self.quorum,), 1)
        missing = tuple(member for member in members if member not in seen)
        has = len(members) - len(missing)
        where = f"checkpoint of {signed.origin} at {signed.size}"
        short = (
            f"{where}: expected cosignatures by {needed} of {len(members)}, got {has}; missing: {', '.join(missing)}"
        )
        return LackingError(f"{where}: {self._lacking(self.quorum, seen)}", short, missing)

    def _lacking(self, name: str, seen: set[str]) -> str:
        """Why `name` has not witnessed, down to the witnesses."""
        group = next((each for each in self.groups if each.name == name), None)
        if group is None:
            return f"witness {name} has not cosigned"
        missing = [member for member in group.members if member not in seen]
        why = "; ".join(self._lacking(member, seen) for member in missing)
        return f"group {name} needs {group.needed()} of {len(group.members)}, has {len(group.members) - len(missing)} ({why})"


# What both a reader and a program that makes a policy are held to.


def _check_keys(what: str, keys: list[VerifierKey], kinds: tuple[KeyKind, ...]) -> None:
    for key in keys:
        if key.kind not in kinds:
            raise MalformedError(f"policy: expected a key for a {what}, got type {key.kind:#04x} ({key.name})")
    if len({key.public for key in keys}) != len(keys):  # one key under two names would count twice
        raise MalformedError(f"policy: expected each {what} key once, got one twice")


def _check_group(group: Group, free: set[str]) -> None:
    if not 1 <= group.needed() <= len(group.members):
        raise MalformedError(
            f"policy: group {group.name}: expected a threshold from 1 to {len(group.members)}, got {group.threshold}",
        )
    if len(set(group.members)) != len(group.members) or not free.issuperset(group.members):
        raise MalformedError(
            f"policy: group {group.name}: expected members that are defined before and in no other group, "
            f"got {' '.join(group.members)}",
        )


def _define(name: str, defined: set[str]) -> None:
    _check_word(name)
    if name in defined:
        raise MalformedError(f"policy: expected each name once, got {name} again")
    defined.add(name)


def _check_word(word: str) -> None:
    if not _WORD.fullmatch(word) or _CONTROLS.search(word):
        raise MalformedError(f"policy: expected a word without spaces and controls, got {word[:80]!r}")


class _Reader:
    """Gathers the lines of a policy, and sees to their order."""

    def __init__(self) -> None:
        self.logs: list[PolicyLog] = []
        self.witnesses: list[PolicyWitness] = []
        self.groups: list[Group] = []
        self.quorums: list[str] = []
        self._defined: set[str] = {NO_QUORUM}

    def read(self, words: list[str]) -> None:
        kinds: dict[str, tuple[range, Callable[[list[str]], None]]] = {
            "log": (range(1, 3), self._log),
            "witness": (range(2, 4), self._witness),
            "group": (range(3, len(words)), self._group),
            "quorum": (range(1, 2), self._quorum),
        }
        kind, *rest = words
        counts, read = kinds.get(kind, (range(0), self._quorum))
        if len(rest) not in counts:
            raise MalformedError(
                f"policy: expected a log, witness, group or quorum line, got {' '.join(words)[:120]!r}"
            )
        read(rest)

    def _log(self, words: list[str]) -> None:
        vkey, *url = words
        self.logs.append(PolicyLog(parse_vkey(vkey), *url))

    def _witness(self, words: list[str]) -> None:
        name, vkey, *url = words
        self.witnesses.append(PolicyWitness(name, parse_vkey(vkey), *url))
        self._defined.add(name)

    def _group(self, words: list[str]) -> None:
        name, k, *members = words
        self._check_defined(members)
        threshold: Threshold = "all" if k == "all" else "any" if k == "any" else parse_decimal(k.encode(), "threshold")
        self.groups.append(Group(name, threshold, tuple(members)))
        self._defined.add(name)

    def _quorum(self, words: list[str]) -> None:
        self._check_defined(words)
        self.quorums += words

    def _check_defined(self, names: Iterable[str]) -> None:
        """tlog-policy, Structure: only names of preceding lines. So no group can contain itself."""
        for name in names:
            if name not in self._defined:
                raise MalformedError(f"policy: expected a name defined on a line before, got {name}")


def parse_policy(text: str) -> Policy:
    """The policy in `text`. Spaces, empty lines and comments are as free as tlog-policy has them."""
    if _CONTROLS.search(text):
        raise MalformedError("policy: expected no control characters but tabs and newlines")
    if not text.endswith("\n"):  # a file cut off in the middle of a line may still read as a weaker policy
        raise MalformedError("policy: expected a newline after the last line")
    reader = _Reader()
    for line in text[:-1].split("\n"):
        words = _WHITESPACE.split(line.strip(" \t"))
        if words[0] and not words[0].startswith("#"):
            reader.read(words)
    if len(reader.quorums) != 1:
        raise MalformedError(f"policy: expected one quorum line, got {len(reader.quorums)}")
    return Policy(tuple(reader.logs), tuple(reader.witnesses), tuple(reader.groups), reader.quorums[0])
