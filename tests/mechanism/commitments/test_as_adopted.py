"""What carries out an adopted text says exactly what all signed in it: parties, schedule, indicators, sites and quotas too."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mechanism import anyone
from tests.mechanism.commitments.table import D_DAY
from tests.worlds import BEGAN, CHARTER, HOST, NORTH, PARTIES, SOUTH, en, founded, origin, refs
from trilateral.agreement.adoption import Item, StateOf
from trilateral.agreement.locations import Location
from trilateral.agreement.undertakings import TERMS, Count, Indicator, Quota, Site, Step, Undertaking, day_of
from trilateral.ledger.entry import Body, Entry, EntryId, Header
from trilateral.ledger.facts import FixedFacts, Objection
from trilateral.mechanism.commitments import promises, rules
from trilateral.mechanism.commitments.entries import CommitmentRefused, CommitmentStated, DayAccepted
from trilateral.mechanism.commitments.promises import Status
from trilateral.mechanism.commitments.state import Commitment
from trilateral.mechanism.proposals.entries import ProposalTabled, TextAccepted, text_hash

TEXT, PROPOSAL = "7" * 64, "8" * 64


TERMS_ADOPTED = Undertaking(
    (SOUTH, NORTH),
    en("Keep the crossing open."),
    (HOST,),
    en("The treaty of the three rivers"),
    "2030-06-30",
    (Step(en("By day"), "2030-02-01"), Step(en("By night"), "2030-03-01")),
    (
        Indicator(en("Hours open"), en("hours"), 8, 24, "up", "week", en("Both posts")),
        Indicator(en("Turned back"), None, 40, 0, "down", "month", en("The host"), Count(("access_denied",))),
    ),
    (Site(Location((en("The old bridge"),)), "crossing"),),
    (Quota(2, 30, "2030-02-01", HOST, "crossing"),),
)


class Adopted:
    """A subject whose text all have adopted, or not yet."""

    def __init__(self, text: str | None = TEXT, parties: tuple[str, ...] = PARTIES) -> None:
        self.text, self.parties = text, parties

    def adopted_for(self, text: EntryId) -> tuple[str, ...]:
        return self.parties if text == self.text else ()

    def adopted_text(self, state_of: StateOf) -> EntryId | None:  # noqa: ARG002 - one shape for all that can be adopted
        return self.text

    def items_of(self, text: EntryId) -> tuple[Item, ...]:
        return (Item(text, 1, "commitment", TERMS_ADOPTED),)


def entry_by(party: str, body: Body, role: str, index: int = 9) -> Entry[Body]:
    header = Header(
        mechanism="0" * 64,
        log=origin(party),
        kind="commitments.stated/1",
        by="head",
        claimed_at=BEGAN + timedelta(minutes=index),
        refs=refs(**{role: TEXT}),
    )
    return Entry(f"{index:064}", party, index, header, body, "signer")


def facts_with(adopted: Adopted) -> FixedFacts:
    header = Header(
        mechanism="0" * 64, log=origin(HOST), kind="proposals.tabled/1", by="head", claimed_at=BEGAN, subject=PROPOSAL
    )
    carrier: Entry[Body] = Entry(TEXT, HOST, 1, header, CommitmentRefused(), "signer")
    return FixedFacts(CHARTER, {TEXT: carrier}, {PROPOSAL: adopted})


def carrying_out(**changes: Any) -> CommitmentStated:
    """What states the item as it was adopted, but for these members."""
    return CommitmentStated(**{**{name: getattr(TERMS_ADOPTED, name) for name in TERMS}, **changes})


ITEM = carrying_out()


@pytest.mark.parametrize("party", PARTIES)
def test_what_all_adopted_binds_the_obliged_whoever_states_it(party: str) -> None:
    facts = facts_with(Adopted())
    entry = entry_by(party, ITEM, "implements_1")
    held = rules.apply(None, entry, facts)
    assert isinstance(held, Commitment)

    assert rules.objection(None, entry, facts) is None
    assert promises.bound_by(held) == (SOUTH, NORTH)
    assert promises.status(held) is Status.UNDERTAKEN


@pytest.mark.parametrize(
    ("adopted", "body", "role", "why"),
    [
        (Adopted(), ITEM, "implements_2", "adoption.no_such_item"),
        (Adopted(None), ITEM, "implements_1", "adoption.not_adopted"),
        (Adopted(), carrying_out(arises_from=TEXT), "implements_1", None),
        (
            Adopted(),
            CommitmentStated(TERMS_ADOPTED.obliged, TERMS_ADOPTED.text),
            "implements_1",
            "commitments.not_as_adopted",
        ),
        (Adopted(), ITEM, "implements_1", None),
    ],
)
def test_it_carries_out_what_all_adopted_and_nothing_beside_it(
    adopted: Adopted, body: CommitmentStated, role: str, why: str | None
) -> None:
    found = rules.objection(None, entry_by(NORTH, body, role), facts_with(adopted))

    assert (None if found is None else found.code) == why


INDICATOR = st.builds(
    Indicator,
    anyone.texts,
    st.none() | anyone.texts,
    st.none() | st.integers(0, 9),
    st.none() | st.integers(0, 9),
    source=st.none() | anyone.texts,
)
STEP = st.builds(Step, anyone.texts, anyone.days)
OTHERWISE: dict[str, st.SearchStrategy[Any]] = {
    "obliged": st.lists(st.sampled_from(PARTIES), min_size=1, unique=True).map(tuple),
    "text": anyone.texts,
    "owed_to": st.lists(st.sampled_from(PARTIES), unique=True).map(tuple),
    "norm": st.none() | anyone.texts,
    "due_on": st.none() | anyone.days,
    "steps": st.lists(STEP, max_size=3).map(tuple),
    "indicators": st.lists(INDICATOR, max_size=3).map(tuple),
    "sites": st.lists(st.builds(Site, st.builds(Location, st.lists(anyone.texts).map(tuple))), max_size=2).map(tuple),
    "quotas": st.lists(st.builds(Quota, st.integers(0, 9), st.integers(1, 90), anyone.days), max_size=2).map(tuple),
}


@given(st.data(), st.sampled_from(PARTIES))
def test_no_member_is_stated_otherwise_than_it_was_adopted(data: st.DataObject, party: str) -> None:
    assert set(OTHERWISE) == set(TERMS)
    name = data.draw(st.sampled_from(TERMS))
    value = data.draw(OTHERWISE[name].filter(lambda drawn: drawn != getattr(TERMS_ADOPTED, name)))

    found = rules.objection(None, entry_by(party, carrying_out(**{name: value}), "implements_1"), facts_with(Adopted()))

    assert found == Objection("commitments.not_as_adopted", (("item", 1),))


@pytest.mark.parametrize("member", msgspec.structs.fields(Indicator), ids=lambda each: each.name)
def test_no_indicator_is_measured_otherwise_than_it_was_adopted(member: Any) -> None:
    """Name, unit, both figures, direction, time, source and which reports count: all were signed."""
    of = TERMS_ADOPTED.indicators[1]
    others = {"name": en("Held"), "unit": en("persons"), "direction": "keep", "every": "week", "source": en("North")}
    value = others.get(member.name, 7 if getattr(of, member.name) != 7 else 8)
    changed = msgspec.structs.replace(of, **{member.name: Count() if member.name == "count" else value})
    body = carrying_out(indicators=(TERMS_ADOPTED.indicators[0], changed))

    found = rules.objection(None, entry_by(NORTH, body, "implements_1"), facts_with(Adopted()))

    assert found == Objection("commitments.not_as_adopted", (("item", 1),))


def test_an_item_with_all_its_terms_is_tabled_adopted_and_stated() -> None:
    """Its schedule counts from a named day, which becomes the day of its steps once all have signed that too."""
    world = founded()
    day = world.say(HOST, D_DAY)
    world.meet()
    steps = (Step(en("By day"), "2030-02-01"), Step(en("By night"), None, day, 28))
    terms = msgspec.structs.replace(TERMS_ADOPTED, steps=steps)
    text = ProposalTabled((en("The crossing"),), "commitment", (en("It stays open."),), commitments=(terms,))
    proposal = world.say(HOST, text)
    world.meet()
    for party in (SOUTH, NORTH):
        world.say(party, TextAccepted(text_hash(text)), proposal)
        world.say(party, DayAccepted(day), day)
    world.meet()
    as_adopted = world.say(SOUTH, carrying_out(steps=steps), refs=refs(implements_1=proposal))
    otherwise = world.say(NORTH, carrying_out(), refs=refs(implements_1=proposal))
    held = world.state(as_adopted)

    assert (world.objection(proposal), world.objection(as_adopted)) == (None, None)
    assert promises.bound_by(held) == (SOUTH, NORTH)
    assert [day_of(each, world.fold().state) for each in held.steps] == ["2030-02-01", "2030-03-01"]
    assert (held.indicators, held.sites, held.quotas) == (terms.indicators, terms.sites, terms.quotas)
    assert world.objection(otherwise) == "commitments.not_as_adopted"


def test_an_item_that_could_never_be_stated_is_not_tabled() -> None:
    world = founded()
    terms = msgspec.structs.replace(TERMS_ADOPTED, steps=(Step(en("Some day")),))
    text = ProposalTabled((en("The crossing"),), "commitment", (en("It stays open."),), commitments=(terms,))

    assert world.objection(world.say(HOST, text)) == "undertakings.no_day_for_step"
