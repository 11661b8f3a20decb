"""What the list of slices says of kinds beside one another: no way of saying the same thing is left out of a family."""

import re
from pathlib import Path

from trilateral.catalogue import CLOCKS, KINDS, SLICES
from trilateral.ledger.standing import kind_of

SPEC = Path(__file__).parent.parent / "docs" / "spec" / "charter.md"
SOURCE = Path(__file__).parent.parent / "src" / "trilateral" / "mechanism"

FAMILIES = {kind_of(body): {kind_of(act) for act in acts} for each in SLICES for body, acts in each.binds_as.items()}


def test_families_lie_within_a_slice_and_lead_to_no_further_kind() -> None:
    """Whatever binds as a second kind, which binds as a third, binds as that one too: nobody has to follow links."""
    for each in SLICES:
        assert {*each.binds_as, *(act for acts in each.binds_as.values() for act in acts)} <= set(each.bodies)
    for kind, acts in FAMILIES.items():
        assert kind not in acts
        assert {further for act in acts for further in FAMILIES.get(act, ())} <= acts, kind


def test_every_kind_that_accepts_thereby_is_in_a_family() -> None:
    """Its first words say so, and they are what a delegate reads."""
    says = re.compile(
        r"\bthereby accepts?\b|\baccepts? (it|the text|every paragraph) thereby\b|releases it itself|, and signs them"
    )
    found = {
        kind.partition("/")[0] for kind, body in KINDS.items() if says.search(" ".join((body.__doc__ or "").split()))
    }

    assert len(found) > 15
    assert found <= set(FAMILIES)


def test_every_kind_that_is_named_as_another_and_more_is_in_its_family() -> None:
    """`accepted_with_reservation` is an acceptance, whatever comes after it."""
    named = sorted(kind.partition("/")[0] for kind in KINDS)
    varied = [(long, short) for short in named for long in named if long.startswith(f"{short}_")]

    assert ("proposals.accepted_with_reservation", "proposals.accepted") in varied
    assert [pair for pair in varied if pair[1] not in FAMILIES.get(pair[0], ())] == []


def test_every_kind_by_which_a_party_accepts_is_reached_from_what_it_accepts() -> None:
    """Where acceptances of several parties make one agreement, its proposer is one of them."""
    accepting = {kind.partition("/")[0] for kind in KINDS if re.search(r"(accepted|joined|agreed)/", kind)}
    reached = {act for acts in FAMILIES.values() for act in acts}
    alone = {
        "acts.translation_agreed",
        "allegations.responsibility_accepted",
        "designations.responsibility_accepted",
        "delegations.agreed",
        "humanitarian.agreed",
        "humanitarian.protection_accepted",
        "ledger.charter_accepted",
        "requests.accepted",
        "texts.wording_accepted",
        "unsigned.adopted",
    }  # its author alone says this, and nobody by proposing it

    assert accepting - reached <= alone, accepting - reached


def test_the_spec_lists_every_family() -> None:
    section = SPEC.read_text("utf-8").partition("\n## What two delegates sign\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[a-z]+\.[a-z_]+`) \| (.+) \|$", section, re.MULTILINE)
    listed = {act.strip("`"): set(re.findall(r"`([a-z]+\.[a-z_]+)`", kinds)) for act, kinds in rows}
    acts = {act for found in FAMILIES.values() for act in found}

    assert listed == {act: {kind for kind, found in FAMILIES.items() if act in found} for act in acts}


def test_every_clock_for_which_a_slice_asks_is_listed() -> None:
    """Each has a name in the code that ends in CLOCK, and nothing asks the charter by a literal."""
    texts = {path: path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
    named = {name for text in texts.values() for name in re.findall(r'^[A-Z_]+CLOCK = "([^"]+)"$', text, re.MULTILINE)}
    literal = [path.name for path, text in texts.items() if re.search(r'(clock_terms|\.clock)\("', text)]

    assert len(named) > 10
    assert named <= {each.name for each in CLOCKS}
    assert literal == []
