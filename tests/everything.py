"""Parties in memory sign every kind of every slice, until each has had an effect: slices beside one another, none left out.

A draw that would have no effect is mostly drawn again, so that a long life is lived in little time. What
ids a member of a body can hold, is learnt from what has had an effect: nobody writes it down for a new slice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import msgspec

from tests.agreeing import answers
from tests.anything import Anything
from tests.worlds import BEGAN, HOST, NORTH, SOUTH, World, make_charter, node_key, origin, terms_of
from trilateral.catalogue import SLICES
from trilateral.ledger.charter import Charter, ClockTerms, SilenceTerms
from trilateral.ledger.entry import Body, EntryId, Ref
from trilateral.ledger.fold import Fold, Slice
from trilateral.node.clock import FixedClock

WEST = "west"
PARTIES = (HOST, NORTH, SOUTH, WEST)
_TRIES = 16
_CLOCKS = ("allegations.answer", "requests.answer", "proposals.referral")


def everybodys_charter() -> Charter:
    """Three parties and a chair, with all that a charter can allow."""
    return make_charter(
        parties=(*(terms_of(each) for each in (HOST, NORTH, SOUTH)), terms_of(WEST, role="chair")),
        clocks=tuple(ClockTerms(each, 48) for each in sorted(_CLOCKS)),
        silence=SilenceTerms(quorum=1, matters=("substance", "procedure"), min_hours=1, max_hours=72),
    )


class Everybody:
    """A record in which anybody says anything, and one node that reads all of it at once.

    Attributes:
        reached: How often each kind has had an effect.
        failed: How often each was tried in vain.
        refused: Last objection to each kind that was drawn in vain.
    """

    def __init__(self, seed: int) -> None:
        """Found the mechanism."""
        self.chance = Random(seed)  # noqa: S311 - a story that can be told again, not a secret
        self.world = World(everybodys_charter()).found()
        self.node = self.world.fresh_fold()
        self.steps = 0
        self.reached: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.refused: dict[str, str] = {}
        self._kind_of: dict[EntryId, str] = {}
        self._by_kind: defaultdict[str, list[EntryId]] = defaultdict(list)
        self._openers: defaultdict[str, list[type[Body]]] = defaultdict(list)
        self._lively: defaultdict[str, list[EntryId]] = defaultdict(list)
        self._learnt: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.clock = FixedClock(BEGAN)
        self._catch_up()

    def _catch_up(self) -> None:
        for party, log in self.world.logs.items():
            at = self.node.read_size(origin(party))
            self.node.append(origin(party), log.entries[at:])

    def live(self, steps: int) -> None:
        """Let something happen so many times."""
        self.steps += steps
        for _ in range(steps):
            if self.chance.random() < 0.5:
                self._see(self.chance.choice(PARTIES))
            if self.chance.random() < 0.25:
                self._answer()
            else:
                self._say()

    def _see(self, party: str) -> None:
        others = [each for each in PARTIES if each != party]
        self.world.see(party, *(others if self.chance.random() < 0.7 else self.chance.sample(others, 1)))
        self._catch_up()

    def _say(self) -> None:
        """Somebody says something of a kind that has seldom had an effect, if anybody can."""
        each, struct = self._seldom()
        for _ in range(_TRIES):
            party = self.chance.choice(PARTIES)
            body, header = self._draw(each, struct)
            try:
                data = self._signed(party, each, body, header)
            except (ValueError, TypeError):
                continue
            verdict = self.node.judge(origin(party), data)
            if verdict.has_effect or self.chance.random() < 0.01:
                self.world.put(party, data)
                self._catch_up()
            if verdict.has_effect:
                self._learn(verdict.entry, body, each)
                return
            self.refused[kind_of(struct)] = "" if verdict.objection is None else verdict.objection.code
        self.failed[kind_of(struct)] += 1

    def _answer(self) -> None:
        """Somebody says yes to what is open, so that things come to a good end too."""
        found = list(answers(self, self.node))
        for _ in range(_TRIES if found else 0):
            _, body, subject = self.chance.choices(found, [weight for weight, _, _ in found])[0]
            party = self.chance.choice(PARTIES)
            data = self.world.sign(party, body, subject=subject)
            verdict = self.node.judge(origin(party), data)
            if verdict.has_effect:
                self.world.put(party, data)
                self._catch_up()
                self._learn(verdict.entry, body, next(each for each in SLICES if type(body) in each.bodies))
                return

    def _seldom(self) -> tuple[Slice, type[Body]]:
        found = [(each, body) for each in SLICES for body in each.bodies]
        if self.chance.random() < 0.2:  # life goes on only where something begins
            each = self.chance.choice([each for each in SLICES if not each.general])
            return each, self.chance.choice([each.bodies[0], *self._openers[each.name]])
        return self.chance.choices(found, [self._worth(kind_of(body)) for _, body in found])[0]

    def _worth(self, kind: str) -> float:
        """How much there is in trying a kind: little where it has often had an effect, or often been tried in vain."""
        return 1 / (1 + self.reached[kind]) / (1 + self.failed[kind] / 4)

    def _draw(self, each: Slice, struct: type[Body]) -> tuple[Body, dict[str, Any]]:
        subject = self._subject(each, struct)
        acts = [act.id for act in self.node.acts(subject)] if subject is not None else []
        inner = set(_hashes(msgspec.to_builtins(self.node.state(subject)))) if subject is not None else set()
        ids = [
            *acts,
            *sorted(inner.intersection(self._kind_of)),
            *self.chance.sample(sorted(self._kind_of), min(3, len(self._kind_of))),
        ]
        kind = kind_of(struct)
        by_name = {
            name: [
                id_
                for learnt in sorted(kinds)
                for id_ in self._by_kind[learnt]
                if id_ in acts or self.chance.random() < 0.1
            ]
            for (of, name), kinds in self._learnt.items()
            if of == kind
        }
        now = BEGAN + timedelta(minutes=len(self._kind_of))
        draw = Anything(self.chance, PARTIES, now, sorted(inner - set(self._kind_of)), by_name)
        return draw.body(struct, ids), {"subject": subject, **self._extras(ids)}

    def _subject(self, each: Slice, struct: type[Body]) -> EntryId | None:
        opens = struct is each.bodies[0] or struct in self._openers[each.name]
        if self.chance.random() < (0.9 if opens else 0.1 if self.reached[kind_of(struct)] else 0.3):
            return None
        found = list(self.node.subjects()) if each.general else self._lively[each.name]
        return self.chance.choice(found[-2:] if self.chance.random() < 0.4 else found[-8:]) if found else None

    def _extras(self, ids: list[EntryId]) -> dict[str, Any]:
        """Members of the header beside the body, now and then."""
        extras: dict[str, Any] = {}
        if self.chance.random() < 0.15:
            extras["capacity"] = self.chance.choice(["moderator", "host", "historical"])
        if self.chance.random() < 0.1:
            extras["blobs"] = ("a" * 64,)
        if self.chance.random() < 0.1:
            extras |= {"blob": "b" * 64, "commit": "c" * 64}
        if extras.get("blob") and self.chance.random() < 0.5:
            extras["audience"] = tuple(sorted(self.chance.sample(PARTIES, 1)))
        if ids and self.chance.random() < 0.1:
            extras["refs"] = (
                Ref(self.chance.choice(ids), self.chance.choice(["answers", "implements_1", "agrees_to"])),
            )
        return extras

    def _signed(self, party: str, each: Slice, body: Body, header: dict[str, Any]) -> bytes:
        if type(body) in each.machine:
            return self.world.sign(party, body, signers=[node_key(party)], **{**header, "by": "node"})
        return self.world.sign(party, body, **header)

    def _learn(self, entry: Any, body: Body, each: Slice) -> None:
        kind = kind_of(type(body))
        if entry.header.subject is None and type(body) not in self._openers[each.name]:
            self._openers[each.name].append(type(body))
        if not each.general:
            lively = self._lively[each.name]
            self._lively[each.name] = [other for other in lively if other != entry.subject] + [entry.subject]
        self.reached[kind] += 1
        self._kind_of[entry.id] = kind
        self._by_kind[kind].append(entry.id)
        for name in body.__struct_fields__:
            value = getattr(body, name)
            for id_ in value if isinstance(value, tuple) else (value,):
                if isinstance(id_, str) and id_ in self._kind_of:
                    self._learnt[kind, name].add(self._kind_of[id_])

    def read_again(self) -> Fold:
        """The same logs in pieces and in another order."""
        fold = self.world.fresh_fold()
        logs = {origin(party): log.entries for party, log in self.world.logs.items()}
        while any(fold.read_size(each) < len(logs[each]) for each in logs):
            for each in self.chance.sample(sorted(logs), len(logs)):
                at = fold.read_size(each)
                fold.append(each, logs[each][at : self.chance.randint(at, len(logs[each]))])
        return fold


def kind_of(struct: type[Body]) -> str:
    """The kind that a struct is."""
    return str(struct.__struct_config__.tag)


def _hashes(value: object) -> Iterator[str]:
    """Every hash in a state."""
    if isinstance(value, str):
        if len(value) == 64:
            yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _hashes(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _hashes(each)
