"""Three parties of whom one misbehaves, for whatever shows what was proven of it."""

import shutil
from collections.abc import Sequence

from tests.node.parties import PASSPHRASE, Parties
from tests.server.web import en
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.node.keys import Purpose
from trilateral.node.node import Node
from trilateral.node.sources import DirectorySource
from trilateral.node.sync import sync
from trilateral.tlog.cosignature import cosign


def heard(parties: Parties) -> None:
    """All have said that they have all: from then on the charter is in force for their nodes."""
    for node in parties.nodes.values():
        node.record_heads()
    parties.sync()


def fork(parties: Parties) -> None:
    """Iran signs two branches of its log and shows one to each of the others, who then meet."""
    parties.sync()
    parties.close("ir")
    second = parties.root / "ir-second"
    shutil.copytree(parties.home("ir"), second)
    shutil.copytree(parties.guard("ir"), parties.root / "guards" / "ir-second")
    liar = Node.open(second, PASSPHRASE, clock=parties.clock, guard=parties.root / "guards" / "ir-second")
    parties.stack.callback(liar.close)
    liar.override_guard("nobody will notice")
    parties.open("ir")
    for node, text in ((parties.nodes["ir"], "We say yes."), (liar, "We say no.")):
        node.say(StatementMade("declaration", en(text)), by="head")
        node.publish()
    us, iraq = parties.nodes["us"], parties.nodes["iq"]
    sync(us, DirectorySource(parties.home("ir")))
    sync(iraq, DirectorySource(second))
    iraq.publish()
    us.publish()
    sync(us, DirectorySource(parties.home("iq")))


def contradict(parties: Parties) -> Sequence[EntryId]:
    """The host's witness speaks of a smaller head of Iran's log at a later time than of a larger one. The United States show it."""
    node = parties.nodes["us"]
    before = node.record.checkpoint("ir.example/log")
    assert before is not None
    parties.state("ir", "one more")
    parties.sync()
    assert node.show_contradictions() == [], "nobody has said anything wrong yet"
    witness = parties.nodes["iq"]._ring.signer(Purpose.WITNESS)
    line = cosign(before.checkpoint, witness, parties.clock.unix() + 3600)
    note = before.note._replace(signatures=(*before.note.signatures[:1], line))
    node.record.cosigned.keep("ir.example/log", note.encode())
    shown = [each.id for each in node.show_contradictions()]
    parties.sync()
    return shown
