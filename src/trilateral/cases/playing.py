"""Enters a case: each party says its own acts, in order, once it has seen what they rest on.

A `Player` speaks for one party on that party's own node and knows nothing of the others but what
its node has fetched from them. So the same case comes out whether three nodes sit in one process
and read each other's directories, or in three that speak HTTP. It may be interrupted and
taken up again: what has been said is found in the log.

Two things decide what an act's author had seen. Of earlier days it has seen everything:
these were public talks. Of the same day only what the case says that it knew, so that
letters which crossed stay crossed.
"""

from collections.abc import Iterable, Mapping, Sequence

from trilateral.cases.act import RECEIPT, Act, Case
from trilateral.cases.naming import Naming, known
from trilateral.errors import RefusedError
from trilateral.ledger.entry import Body, EntryId, PartyId, Ref
from trilateral.ledger.fold import Fold, Verdict
from trilateral.ledger.keys import HeadsRecorded
from trilateral.node.compose import About
from trilateral.node.heads import grown_since, heads_now
from trilateral.node.node import Node

CAPACITY = "reconstruction"


def placed(fold: Fold, case: Case) -> dict[str, Verdict]:
    """Return where the acts of a case stand in a record, by key."""
    keys = {act.mark: act.key for act in case.acts}
    found: dict[str, Verdict] = {}
    for terms in fold.charter.parties:
        for verdict in fold.verdicts(terms.origin):
            if verdict.entry is not None and verdict.entry.header.capacity == CAPACITY:
                header = verdict.entry.header
                key = keys.get((verdict.party, header.kind, header.claimed_at))
                if key is not None:
                    found.setdefault(key, verdict)
    return found | _receipts(fold, case, found)


def _receipts(fold: Fold, case: Case, found: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """The same for acts that are receipts: the first heads in the party's log that cover what was to be received."""
    receipts: dict[str, Verdict] = {}
    for act in case.acts:
        if act.kind == RECEIPT and all(key in found for key in act.after):
            wanted = [found[key] for key in act.after]
            terms = fold.charter.party(act.party)
            for verdict in fold.verdicts(terms.origin) if terms else ():
                if _covers(verdict, wanted):
                    receipts[act.key] = verdict
                    break
    return receipts


def _covers(verdict: Verdict, wanted: Sequence[Verdict]) -> bool:
    body = verdict.entry.body if verdict.entry is not None and verdict.has_effect else None
    if not isinstance(body, HeadsRecorded):
        return False
    heads = [head.checkpoint.split("\n", 2) for head in body.heads]  # verified when the entry was folded
    return all(any(head[0] == each.log and int(head[1]) > each.index for head in heads) for each in wanted)


class Player:
    """One party in a case."""

    def __init__(self, case: Case, node: Node) -> None:
        """Take the case and the party's node."""
        self.case = case
        self.node = node
        self._own = case.acts_of(node.party)
        self._new_to_us = _news(case, node.party)

    def has_said(self, act: Act) -> bool:
        """Whether an act of this party is in its log."""
        return act.key in placed(self.node.record.fold, self.case)

    def step(self) -> bool:
        """Say the next act if the node holds all that it rests on, and tell whether it did."""
        with self.node.lock:
            fold = self.node.record.fold
            if not self.node.may_sign or len(fold.accepted()) < len(fold.charter.parties):
                return False
            said = placed(fold, self.case)
            act = next((act for act in self._own if act.key not in said), None)
            if act is None or any(key not in said for key in (*known(self.case, act), *act.waits_for)):
                return False
            if not self._can_read(said[key] for key in self.case.seen_by(act)):
                return False
            if act.kind == RECEIPT:
                return self._record_heads()
            return self._say(act, Naming(self.case, self.node.record, said))

    def _can_read(self, verdicts: Iterable[Verdict]) -> bool:
        """Whether what was sealed for us is here: parts arrive after the entries that name them."""
        entries = (each.entry for each in verdicts if each.entry is not None)
        blobs = (each.header.blob for each in entries if self.node.party in each.header.audience)
        return all(self.node.record.bodies.has(blob) for blob in blobs if blob is not None)

    def receipt(self) -> bool:
        """Once everything has been said, write down that all of it arrived here; tell whether that is done."""
        with self.node.lock:
            said = placed(self.node.record.fold, self.case)
            if not self.node.may_sign or len(said) < len(self.case.acts):
                return False
            self._keep_sheets({key: verdict.entry.id for key, verdict in said.items() if verdict.entry})
            return not grown_since(self.node.record, persons_only=True) or self._record_heads()

    def _say(self, act: Act, naming: Naming) -> bool:
        """Say one act. Whether heads are written down ahead of it is the case's to say, so that references stay."""
        if act.key in self._new_to_us and not self._record_heads():
            return False
        about = About(
            claimed_at=act.at,
            subject=None if act.on is None else naming.id_of(act.on),
            refs=tuple(Ref(naming.id_of(key), role) for role, key in act.refs.items()),
            sources=act.sources,
            capacity=CAPACITY,
            forum=act.forum,
            audience=act.audience,
            detached=act.person,
            attachments=tuple(act.papers.values()),
        )
        try:
            self._sign_and_submit(act, naming.body(act, self._listed(act)), about)
        except RefusedError as error:
            raise RefusedError(
                error.code, **{**error.params, "field": act.place}
            ) from error  # whoever wrote the case looks for the act
        return True

    def _sign_and_submit(self, act: Act, body: Body, about: About) -> None:
        """One office's signature, and the second one on the same text where the act names who countersigns it."""
        prepared = self.node.prepare(body, by=act.by, about=about, seen="last")
        entry = self.node.sign(prepared, act.by)
        if act.countersigned_by is not None:
            entry = self.node.countersign(entry, act.countersigned_by)
        self.node.submit(entry, (*((prepared.detached,) if prepared.detached else ()), *prepared.attachments))

    def _listed(self, act: Act) -> Mapping[str, object]:
        """Keep the rows of a list beside the log, and return what the entry says of them."""
        if not act.rows:
            return {}
        manifest = self.node.record.bulks.put(act.rows)
        return {"count": manifest.count, "root": manifest.root}

    def _keep_sheets(self, ids: Mapping[str, EntryId]) -> None:
        """Write down what the party keeps to itself, as far as it is not there."""
        for sheet in (each for each in self.case.sheets if each.party == self.node.party):
            held = {(each.office, each.title) for each in self.node.private.sheets_for(sheet.office)}
            if (sheet.office, sheet.title) not in held:
                self.node.private.write_sheet(
                    sheet.office,
                    sort=sheet.sort,
                    title=sheet.title,
                    text=sheet.text,
                    lang=sheet.lang,
                    about="" if sheet.on is None else ids[sheet.on],
                    offices=sheet.offices,
                )

    def _record_heads(self) -> bool:
        """Write down what we hold; False where the same was written within this second: it would be the same entry."""
        heads = heads_now(self.node.record)
        if heads is None:
            return False
        try:
            self.node.say_as_node(heads)
        except RefusedError as error:
            if error.code != "ledger.said_before":
                raise
            return False
        return True


def _news(case: Case, party: PartyId) -> frozenset[str]:
    """Acts of a party ahead of which it learns of something that others said: there it writes down their heads.

    The first is among them: before it, each party learns that all have accepted the charter.
    """
    own = case.acts_of(party)
    seen: set[str] = set()
    found = {act.key for act in own[:1]}
    for act in own:
        foreign = {key for key in known(case, act) if case.act(key).party != party and case.act(key).kind != RECEIPT}
        if foreign - seen and act.kind != RECEIPT:
            found.add(act.key)
        seen |= foreign
    return frozenset(found)
