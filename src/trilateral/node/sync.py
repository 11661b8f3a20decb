"""Going round: whom to ask for which logs, until nobody has anything new.

Each source is asked for every log of the charter, not only for its owner's: so nobody can
keep two others apart. A source that gives rubbish is written down, with what was wrong
with it, and the rest go on. Nothing here needs a network: a directory or a bundle will do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trilateral.errors import MalformedError, RefusedError, TrilateralError, UnavailableError
from trilateral.i18n.languages import ENGLISH
from trilateral.i18n.messages import sentence
from trilateral.node.branches import pull_branches
from trilateral.node.fetching import Pulled
from trilateral.node.mirror import BODIES_AT_ONCE, fetch_bodies, fetch_bulks, pull
from trilateral.node.node import Node
from trilateral.node.sources import Source
from trilateral.store.logs import stated

_ROUNDS = 12
"""More rounds than parties could need: whoever still has something new then has it again next time."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What came of asking.

    Attributes:
        pulled: For each source and log.
        faults: (source, what was wrong with it), refused or not reached.
        bodies: How many detached bodies came, and lists of rows of which there is more here than before.
    """

    pulled: tuple[Pulled, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    bodies: int = 0

    @property
    def moved(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.bodies) or any(each.moved for each in self.pulled)

    @property
    def entries(self) -> int:
        """How many entries came in."""
        return sum(each.new - each.old for each in self.pulled)


def sync(node: Node, source: Source) -> SyncReport:
    """Ask one source for everything, once."""
    pulled: list[Pulled] = []
    faults: list[tuple[str, str]] = []
    charter_checked = _same_charter(node, source, faults)
    bodies = 0
    for origin in node.record.origins if charter_checked else ():
        try:
            pulled.append(pull(node, source, origin))
        except UnavailableError as error:
            faults.append(_note(node, source, error))
            break  # it will not answer for the other logs either
        except (MalformedError, RefusedError) as error:
            faults.append(_note(node, source, error))
    try:
        pulled += pull_branches(node, source)
    except TrilateralError as error:
        faults.append(_note(node, source, error))
    if pulled:
        node.contacts[source.name] = node.clock.unix()
        try:
            came = fetch_bodies(node, source, node.record.missing_bodies(BODIES_AT_ONCE))
            bodies = len(came)
            node.say_received(came)
            bodies += fetch_bulks(node, source)
        except TrilateralError as error:
            faults.append(_note(node, source, error))
    node.update_tables()
    return SyncReport(tuple(pulled), tuple(faults), bodies)


def _same_charter(node: Node, source: Source, faults: list[tuple[str, str]]) -> bool:
    """Whether the source is of our mechanism. One that has no charter to show is asked all the same."""
    try:
        charter = source.charter()
    except TrilateralError as error:
        faults.append(_note(node, source, error))
        return False
    if charter is not None and charter != node.record.charter_bytes:
        faults.append(_note(node, source, MalformedError(f"{source.name}: has another charter")))
        return False
    return True


def _note(node: Node, source: Source, error: TrilateralError) -> tuple[str, str]:
    """Write down who gave what, for people to see."""
    what = str(error)
    if isinstance(error, RefusedError):  # for an operator, in the language of the journal
        what = f"{sentence(ENGLISH.code, error.code, error.params)} [{error.code}]"
    node.journal.append((node.clock.unix(), source.name, what))
    return source.name, what


def sync_all(node: Node, sources: Sequence[Source]) -> SyncReport:
    """Ask everybody until nobody has anything new."""
    reports: list[SyncReport] = []
    if not node.may_sign:
        reports.append(SyncReport(faults=tuple(ask_mirrors(node, sources))))
    for _ in range(_ROUNDS):
        this_round = [sync(node, source) for source in sources]
        reports += this_round
        if not any(report.moved for report in this_round):
            break
    faults = {fault: None for report in reports for fault in report.faults}
    return SyncReport(
        tuple(each for report in reports for each in report.pulled if each.moved),
        tuple(faults),
        sum(report.bodies for report in reports),
    )


def ask_mirrors(node: Node, sources: Sequence[Source]) -> list[tuple[str, str]]:
    """Ask everybody who can be reached what they hold of our own log, and begin with whoever holds most.

    So a node that does not know whether it lost anything learns of the newest that
    anybody has, before it may sign.

    Returns:
        (source, what was wrong with it).
    """
    faults: list[tuple[str, str]] = []
    by_size: list[tuple[int, int]] = []
    for number, source in enumerate(sources):
        try:
            by_size.append((-_size_at(node, source), number))
        except TrilateralError as error:
            faults.append(_note(node, source, error))
    for _, number in sorted(by_size):
        try:
            pull(node, sources[number], node.origin)
        except TrilateralError as error:
            faults.append(_note(node, sources[number], error))
        if node.may_sign:
            break
    return faults


def restore(node: Node, sources: Sequence[Source]) -> SyncReport:
    """Make this home whole again from what others hold: our own log first, from whoever has most of it.

    Raises:
        RefusedError: Nobody has as much of our log as we signed; what came in stays.
    """
    report = sync_all(node, sources)
    if node.blocked is not None:
        raise node.blocked
    return report


def _size_at(node: Node, source: Source) -> int:
    """How much of our log a source says to have."""
    data = source.checkpoint(node.origin)
    return 0 if data is None else stated(data).size
