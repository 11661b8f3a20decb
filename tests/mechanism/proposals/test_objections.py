"""Every objection to a proposal is met through the same door as a delegate's words: the API refuses it with its code."""

import inspect
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pytest
from litestar.testing import TestClient

from tests.mechanism.office import Office
from tests.mechanism.proposals.table import TERMS, quiet_parties
from tests.server.web import Web, en
from trilateral.i18n.messages import sentence
from trilateral.ledger.charter import Role, SilenceTerms
from trilateral.ledger.entry import Body, EntryId
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.proposals import rules, silence
from trilateral.mechanism.proposals.entries import (
    InstructionReceived,
    Member,
    ProposalAmended,
    ProposalTabled,
    ProposalWithdrawn,
    SilenceBroken,
    SilenceDefeated,
    SilenceOpened,
    SilenceProven,
    SilentHead,
    TextAccepted,
    TextDissociated,
    TextReferred,
    text_hash,
)
from trilateral.mechanism.proposals.state import Proposal
from trilateral.node.silence import defeat_by, proof_of_silence, say_carrying, see_all, silence_in
from trilateral.server.app import make_app
from trilateral.server.sessions import Doors

SOURCES = inspect.getsource(rules) + inspect.getsource(silence)
CODES = set(re.findall(r'"(proposals\.[a-z_]+)"', SOURCES))
UNKNOWN = "f" * 64
Tried: TypeAlias = tuple[str, EntryId | None, dict[str, Any]]


@contextmanager
def an_office(root: Path, terms: SilenceTerms | None, roles: Mapping[str, Role] | None = None) -> Iterator[Office]:
    """A delegate's program at the node of `us`, under a charter with terms for silence."""
    with quiet_parties(root, terms, roles) as parties:
        node = parties.nodes["us"]
        doors = Doors(node.clock.unix)
        app = make_app(node, doors=doors)
        with TestClient(app) as client:
            made = Web(parties, node, app, doors, client)
            with made.visitor() as delegate:
                yield Office(made, delegate)


def text(title: str, **other: Any) -> ProposalTabled:
    return ProposalTabled((en(title),), other.pop("sort", "procedure"), (en("One."), en("Two.")), **other)


def hashed(title: str, **other: Any) -> str:
    return text_hash(text(title, **other))


def members(body: Body) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(body)
    return {name: value for name, value in found.items() if name != "kind"}


class Setting:
    """The record in which everything is tried."""

    def __init__(self, us: Office) -> None:
        self.us = us
        self.parties = us.web.parties
        self.node = us.web.node
        self.tried: dict[str, Tried] = {}

    def say(self, party: str, body: Body, on: EntryId | None = None) -> EntryId:
        return self.us.say(party, body, on)

    def tries(self, code: str, body: Body, on: EntryId | None = None) -> None:
        """What is refused with this code."""
        self.tried[code] = (str(body.__struct_config__.tag), on, members(body))

    def opened(self, title: str, hours: int = 48, **other: Any) -> SilenceOpened:
        at = self.parties.clock.now() + timedelta(hours=hours, minutes=1)
        return SilenceOpened(hashed(title, **other), at, "UTC", f"{at:%Y-%m-%d %H:%M}")

    def quiet(self, title: str, **other: Any) -> tuple[EntryId, EntryId]:
        """A proposal of ours under silence, which the host has accepted."""
        proposal = self.say("us", text(title, **other))
        self.say("iq", TextAccepted(hashed(title, **other)), proposal)
        return proposal, self.say("us", self.opened(title, **other), proposal)

    def proof(self, proposal: EntryId) -> SilenceProven:
        return proof_of_silence(self.node.record, *silence_in(self.node.record, proposal))


def _texts(s: Setting) -> None:
    """Who may table, amend and say what."""
    theirs, ours = s.say("ir", text("Theirs")), s.say("us", text("Ours"))
    meeting = s.say("us", MeetingProposed((en("Round"),), "rounds", 1, "joint", "plenary"))
    package = s.say("us", text("Package", sort="package"))
    empty = s.say("ir", ProposalTabled((en("Nothing"),), "package"))
    s.tries("proposals.not_found", TextAccepted(hashed("Theirs")))
    s.tries("proposals.tabled_already", text("Again"), theirs)
    s.tries("proposals.not_seen", text("x", meeting=UNKNOWN))
    s.tries("proposals.not_a_meeting", text("x", meeting=theirs))
    s.tries("proposals.not_a_proposal", text("x", counters=meeting))
    s.tries("proposals.counters_oneself", text("x", counters=ours))
    s.tries("proposals.says_nothing", ProposalTabled((), "procedure", (en("x"),)))
    s.tries("proposals.linked_twice", text("x", not_without=(ours, ours)))
    s.tries("proposals.not_a_package", text("x", part_of=ours))
    named = ProposalAmended((en("Package"),), "package", members=(Member(theirs, hashed("Theirs")),))
    s.tries("proposals.not_part_of_it", named, package)
    s.tries("proposals.empty_package", TextAccepted(text_hash(ProposalTabled((en("Nothing"),), "package"))), empty)
    asked = {"of": "west", "work": "action", "text": {"lang": "en", "text": "x"}}
    plain = members(text("x"))
    s.tried["proposals.not_a_party"] = ("proposals.tabled/1", None, {**plain, "requests": [asked]})
    wrong = {**asked, "of": "us", "due_on": "2007-02-30"}
    s.tried["proposals.no_such_day"] = ("proposals.tabled/1", None, {**plain, "requests": [wrong]})
    s.tries("proposals.not_yours_to_amend", ProposalAmended((en("x"),), "procedure", (en("x"),)), theirs)
    s.tries("proposals.not_yours_to_withdraw", ProposalWithdrawn(), theirs)
    answer = {"answer": {"lang": "en", "text": "x"}}
    s.tried["proposals.not_yours_to_clarify"] = ("proposals.clarified/1", theirs, answer)
    s.tried["proposals.no_such_question"] = ("proposals.clarified/1", ours, {**answer, "question": ours})
    s.tries("proposals.same_text", ProposalAmended((en("Ours"),), "procedure", (en("One."), en("Two."))), ours)


def _positions(s: Setting) -> None:
    """What a party may say of a text, and when."""
    theirs = s.say("ir", text("Patrols"))
    here = hashed("Patrols")
    question = {"question": {"lang": "en", "text": "?"}, "paragraph": 2}
    s.tried["proposals.no_such_paragraph"] = ("proposals.clarification_asked/1", theirs, question)
    s.tries("proposals.no_such_text", TextAccepted(UNKNOWN), theirs)
    s.tries("proposals.cannot_dissociate", TextDissociated(here), theirs)
    s.tries("proposals.no_such_referral", TextAccepted(here, UNKNOWN), theirs)
    foreign = {"text_hash": here, "counter": theirs}
    s.tried["proposals.not_a_counter_proposal"] = ("proposals.counter_proposed/1", theirs, foreign)
    referral = s.say("us", TextReferred(here), theirs)
    s.say("us", InstructionReceived(referral), theirs)
    s.tries("proposals.referred_already", TextReferred(here), theirs)
    s.tries("proposals.instructed_already", InstructionReceived(referral), theirs)
    accepted = s.say("ir", text("Accepted"))
    s.say("us", TextAccepted(hashed("Accepted")), accepted)
    s.tries("proposals.said_already", TextAccepted(hashed("Accepted")), accepted)
    gone = s.say("ir", text("Gone"))
    s.say("ir", ProposalWithdrawn(), gone)
    s.tries("proposals.withdrawn_before", TextAccepted(hashed("Gone")), gone)
    adopted = s.say("us", text("Adopted"))
    for party in ("iq", "ir"):
        s.say(party, TextAccepted(hashed("Adopted")), adopted)
    s.tries("proposals.adopted_before", ProposalWithdrawn(), adopted)


def _opening(s: Setting) -> None:
    """What may be put under silence, by whom and for how long."""
    ours, theirs = s.say("us", text("Seats")), s.say("ir", text("Flags"))
    s.tries("proposals.not_yours_to_silence", s.opened("Flags"), theirs)
    s.tries("proposals.silence_too_short", s.opened("Seats", hours=2), ours)
    s.tries("proposals.silence_too_long", s.opened("Seats", hours=9_000), ours)
    grave = s.say("us", text("Border", sort="commitment"))
    s.tries("proposals.not_a_matter_for_silence", s.opened("Border", sort="commitment"), grave)
    twice = s.say("us", text("Twice"))
    s.say("us", s.opened("Twice"), twice)
    s.tries("proposals.silence_opened_before", s.opened("Twice"), twice)
    s.tries("proposals.no_such_silence", SilenceBroken(UNKNOWN), twice)
    mine = s.say("ir", s.opened("Flags"), theirs)
    s.say("us", SilenceBroken(mine), theirs)
    s.tries("proposals.broken_already", SilenceBroken(mine), theirs)
    changed = s.say("us", text("Old"))
    s.say("us", ProposalAmended((en("New"),), "procedure", (en("x"),)), changed)
    s.tries("proposals.old_text", s.opened("Old"), changed)
    aside = s.say("us", text("Aside", dissociation=True))
    quiet = s.say("us", s.opened("Aside", dissociation=True), aside)
    for party in ("iq", "ir"):
        s.say(party, TextDissociated(hashed("Aside", dissociation=True)), aside)
    s.tries("proposals.nobody_silent", SilenceProven(quiet, ()), aside)


def _proving(s: Setting) -> None:
    """What proves a silence, and what shows an objection to be in time."""
    parties, node = s.parties, s.node
    plain, opened = s.quiet("Tables")
    objected, other = s.quiet("Chairs")
    early_break, late_break = s.quiet("Lamps"), s.quiet("Doors")
    tight = s.say("us", text("Benches"))
    brief = s.say("us", s.opened("Benches", hours=24), tight)
    parties.clock.advance(120)  # the others have it a minute too late
    for party in ("ir", "iq"):
        see_all(parties.nodes[party])
    parties.sync()
    early = s.proof(plain)
    s.say("ir", SilenceBroken(other, en("No.")), objected)
    shown = s.say("ir", SilenceBroken(early_break[1]), early_break[0])
    s.us.say("ir", SilenceBroken(late_break[1]), late_break[0], sync=False)
    late, short = s.quiet("Carpets")  # nobody else hears of it before the hour
    parties.clock.advance(60 * 3600)
    for _ in range(2):
        parties.sync()
    see_all(parties.nodes["ir"])
    s.us.sync()
    hidden = node.say(text("Hidden"), by="head").id
    unheard = s.us.say("us", s.opened("Hidden"), hidden, sync=False)
    proposal, defeat = defeat_by(node.record, s.node.record.fold.verdict(shown).ref)  # type: ignore[union-attr]  # it is there
    say_carrying(node, defeat, proposal, "head")
    parties.clock.advance(1)  # the same words in the same second would be the same entry
    see_all(node)
    good = s.proof(plain).heads
    origin = "iq.example/log"
    foreign = node.record.files(origin).checkpoint()
    assert foreign is not None
    ir = next(each for each in good if each.party == "ir").checkpoint.splitlines(keepends=True)
    alone = "".join(line for line in ir if not line.startswith("— iq.example"))
    nobody = "".join(line for line in ir if not line.startswith(("— iq.example", "— us.example")))
    ended = state_of(s, late_break[0]).breaks[0]

    def proof(*checkpoints: str) -> SilenceProven:
        return SilenceProven(opened, tuple(SilentHead("ir", each) for each in checkpoints))

    s.tries("proposals.too_early", early, plain)
    s.tries("proposals.too_few_cosigners", proof(nobody), plain)
    s.tries("proposals.none_disinterested", proof(alone), plain)
    s.tries("proposals.another_log", proof(foreign.decode()), plain)
    s.tries("proposals.silence_not_shown", proof(), plain)
    s.tries("proposals.named_twice", proof("".join(ir), "".join(ir)), plain)
    s.tries("proposals.objected_in_time", s.proof(objected), objected)
    s.tries("proposals.received_late", SilenceProven(short, ()), late)
    s.tries("proposals.too_little_time", SilenceProven(brief, ()), tight)
    s.tries("proposals.not_received", SilenceProven(unheard, ()), hidden)
    s.tries("proposals.not_an_objection", SilenceDefeated(opened, plain, "".join(ir)), plain)
    s.tries("proposals.defeated_already", defeat, early_break[0])
    s.tries(
        "proposals.not_covered", SilenceDefeated(late_break[1], ended.entry, early.heads[0].checkpoint), late_break[0]
    )
    s.tries("proposals.not_in_time", SilenceDefeated(late_break[1], ended.entry, "".join(ir)), late_break[0])


def state_of(s: Setting, proposal: EntryId) -> Proposal:
    found = s.node.record.fold.state(proposal)
    assert isinstance(found, Proposal)
    return found


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    terms = msgspec.structs.replace(TERMS, quorum=1)
    with an_office(tmp_path_factory.mktemp("proposals"), terms) as us:
        made = Setting(us)
        for prepare in (_texts, _positions, _opening, _proving):
            prepare(made)
        with us.web.visitor() as delegate:  # the first session has ended with the days that passed
            us.delegate = delegate
            yield made


@pytest.fixture(scope="module")
def chair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """Whoever presides may table, and is not bound; and the charter knows no silence."""
    with an_office(tmp_path_factory.mktemp("chair"), None, {"us": "chair"}) as us:
        made = Setting(us)
        proposal = made.say("us", text("From the chair"))
        made.tries("proposals.no_say", TextAccepted(hashed("From the chair")), proposal)
        made.tries("proposals.no_silence_terms", made.opened("From the chair"), proposal)
        yield made


@pytest.mark.parametrize("code", sorted(CODES))
def test_what_is_refused_has_its_code_and_its_sentence(code: str, setting: Setting, chair: Setting) -> None:
    where = chair if code in chair.tried else setting
    assert code in where.tried, "nothing here provokes it"
    kind, subject, body = where.tried[code]

    problem = where.us.refused(kind, body, subject)

    assert problem["code"] == code
    for lang in ("en", "ar", "fa"):
        assert sentence(lang, code) != code


def test_nothing_is_tried_for_a_code_that_no_rule_says(setting: Setting, chair: Setting) -> None:
    assert set(setting.tried) | set(chair.tried) == CODES
