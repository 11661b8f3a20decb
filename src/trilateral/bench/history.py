"""A record of years, for `bench desk`: tens of thousands of reports, thousands of matters that are closed, a few hundred open.

It is told by seed, so the same number of entries is always the same record but for its keys. Three parties say their
words of a round in one batch and then read one another, which costs far less than reading after every word.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import Random

from trilateral.bench.stories import ONCE, STORIES, Scene, Story, Word
from trilateral.ledger.entry import EntryId, PartyId
from trilateral.node.clock import FixedClock
from trilateral.node.compose import About
from trilateral.node.node import Node

_ROUND = timedelta(hours=30)
"""How much later the parties speak again."""
_BEGUN = 600
"""Stories that begin in one round, at most."""
_BROKEN_OFF = 0.004


class History:
    """The record as far as it has been told."""

    def __init__(  # noqa: PLR0913 - who speaks, and how it is told
        self,
        nodes: Mapping[PartyId, Node],
        office: str,
        clock: FixedClock,
        meet: Callable[[], None],
        *,
        seed: int = 1,
        broken_off: float = _BROKEN_OFF,
    ) -> None:
        """Begin with nothing said.

        Args:
            nodes: Of the parties, founded; the first is the host's.
            office: In whose name each speaks.
            clock: All of theirs.
            meet: Lets all nodes read one another.
            seed: Tells another record of the same sort.
            broken_off: How many stories end at any of their steps, and stay open, as a share of all.
        """
        self._nodes = nodes
        self._office = office
        self._clock = clock
        self._meet = meet
        self._parties = tuple(nodes)
        self._broken_off = broken_off
        self._chance = Random(seed)  # noqa: S311 - a story that can be told again, not a secret
        self._begun = 0
        self._numbers: dict[Callable[[Scene], Story], int] = {}
        self._running: list[tuple[Story, Sequence[Word]]] = []
        self.said = 0

    def tell(self, n: int) -> int:
        """Let the parties say at least so many things in all, and end what they have begun; returns how many they said."""
        if not self._begun:
            for party in self._parties:
                self._running += [self._opened(each, party) for each in ONCE]
        kinds, weights = tuple(STORIES), tuple(STORIES.values())
        while self.said < n or self._running:
            # What runs on says as much again, so that fewer begin as the end comes near.
            left = (n - self.said - 3 * len(self._running)) // 3
            for _ in range(max(0, min(_BEGUN, left)) if self._running or self.said else _BEGUN):
                self._running.append(self._opened(self._chance.choices(kinds, weights)[0], self._speaker()))
            if not self._running:
                self._running.append(self._opened(kinds[0], self._speaker()))
            self._round()
        return self.said

    def _speaker(self) -> PartyId:
        return self._parties[self._chance.randrange(len(self._parties))]

    def _opened(self, story: Callable[[Scene], Story], party: PartyId) -> tuple[Story, Sequence[Word]]:
        others = [each for each in self._parties if each != party]
        self._chance.shuffle(others)
        number = self._numbers[story] = self._numbers.get(story, -1) + 1
        scene = Scene(number, self._clock.now(), self._parties[0], party, tuple(others), self._chance)
        self._begun += 1
        opened = story(scene)
        return opened, next(opened)

    def _round(self) -> None:
        """Let each party say the words of this step of every story; then all read them."""
        words = [word for _, step in self._running for word in step]
        ids: dict[int, EntryId] = {}
        for party, node in self._nodes.items():
            mine = [word for word in words if word.party == party]
            node.record_heads()
            for word, made in zip(mine, self._say(node, mine), strict=True):
                ids[id(word)] = made
        self.said += len(words)
        self._meet()
        self._clock.advance(_ROUND.total_seconds())
        still = []
        for story, step in self._running:
            if self._chance.random() < self._broken_off:
                continue
            try:
                still.append((story, story.send([ids[id(word)] for word in step])))
            except StopIteration:
                continue
        self._running = still

    def _say(self, node: Node, words: Sequence[Word]) -> list[EntryId]:
        """Sign all of it; what is under seal one by one, since its part is kept beside the log."""
        plain = [word for word in words if not word.audience]
        texts = [
            node.prepare(word.body, by=self._office, about=About(subject=word.about), seen="last") for word in plain
        ]
        receipts = node.submit_many([node.sign(text, self._office) for text in texts])
        made = {id(word): receipt.id for word, receipt in zip(plain, receipts, strict=True)}
        for word in words:
            if word.audience:
                about = About(subject=word.about, audience=word.audience)
                made[id(word)] = node.say(word.body, by=self._office, about=about).id
        return [made[id(word)] for word in words]
