"""Why a matter stands so, and who knew what when: nothing that was signed is missing, and nothing is decided anew."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mechanism.office import Office, office
from tests.server.web import en, force, header, signed
from trilateral.desk.why import Change, differences
from trilateral.ledger.entry import EntryId
from trilateral.mechanism.acts.entries import PositionReserved
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.statements.entries import StatementAcknowledged, StatementMade
from trilateral.mechanism.suspensions.entries import SuspensionAccepted, SuspensionProposed, SuspensionRefused


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def ref_of(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def api(us: Office, what: str, entry: EntryId) -> Any:
    answer = us.delegate.api("GET", f"{what}/{ref_of(us, entry)}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_entry_is_told_with_what_it_changed_or_why_it_did_not_count(us: Office) -> None:
    filed = us.say("ir", AllegationFiled("us", (en("The road."),)))
    answered = us.say("us", PointAnswered(0, "admitted"), filed)
    reserved = us.say("ir", PositionReserved(answered, en("Not enough.")), filed)
    body = PointAnswered(7, "admitted")
    without_effect = force(us.web.node, signed(us.web.node, header(us.web.node, body, subject=filed), body))
    found = api(us, "why", answered)
    page = us.delegate.page(f"why/{ref_of(us, filed)}")

    steps = {step["ref"]: step for step in found["steps"]}
    assert list(steps) == [ref_of(us, filed), ref_of(us, answered), ref_of(us, reserved), without_effect]
    assert steps[without_effect]["code"] == "allegations.no_such_point"
    assert steps[without_effect]["changed"] == []
    assert steps[ref_of(us, reserved)]["beside"]
    assert steps[ref_of(us, reserved)]["changed"] == []
    assert {change["at"] for change in steps[ref_of(us, answered)]["changed"]} == {"answers"}
    assert found["state"]["answers"][0]["entry"] == answered
    assert "allegations.no_such_point" in page
    assert "lies beside the matter and changes nothing in it" in page


def test_what_is_missing_is_told_by_the_charter_that_governs(us: Office) -> None:
    """This charter sets no clock: so nothing is ever late, and the page says that."""
    filed = us.say("ir", AllegationFiled("us", (en("The road."),)))
    found = api(us, "why", filed)
    page = us.delegate.page(f"why/{ref_of(us, filed)}")

    (asked,) = found["missing"]
    assert (asked["of"], asked["clause"], asked["late"], asked["why"]) == ("us", None, "no", "no_clock")
    assert found["governing"]["parties"] == ["iq", "ir", "us"]
    assert set(found["governing"]["accepted"]) == {"iq", "ir", "us"}
    assert found["governing"]["charter"] == us.web.node.record.mechanism
    assert "none for matters of this sort" in page
    assert found["digest"] == us.delegate.api("GET", "state").json()["digest"]
    assert f"trilateral --home NODE prove {ref_of(us, filed)}" in page


def test_what_follows_is_told_in_the_readers_language_and_calendar(us: Office) -> None:
    """Labels, digits and times are the reader's; what an entry changed is told by its reference; empty members say nothing."""
    filed = us.say("ir", AllegationFiled("us", (en("The road."), en("The bridge."))))
    answered = us.say("us", PointAnswered(1, "admitted"), filed)
    page = us.delegate.page(f"why/{ref_of(us, filed)}", lang="fa")
    told = page.partition("آنچه از ثبت‌هایش برمی‌آید")[2].partition("</dl>")[0]
    shown = re.sub("<[^>]*>", "", told)
    change = page.partition('<code dir="ltr">answers</code>')[2].partition("</dd>")[0]

    assert "بندهای بی‌پاسخ" in shown
    assert "۱" in shown
    assert re.findall("[A-Za-z0-9]+", shown) == ["UTC"], "the zone of the page, and nothing else"
    assert ref_of(us, answered) in change
    assert "پاسخ‌ها" in page
    assert "یافته‌ها" not in shown, "there is none"


def test_a_matter_leads_to_both_pages_and_so_does_each_entry(us: Office) -> None:
    said = us.say("ir", StatementMade("position", en("x")))
    ref = ref_of(us, said)

    for page in (us.delegate.page(f"statements/{ref}"), us.delegate.page(f"entry/{ref}")):
        assert f"{us.web.home}why/{ref}" in page
        assert f"{us.web.home}knew/{ref}" in page


def test_an_entry_of_the_constitution_has_a_derivation_of_one_step(us: Office) -> None:
    found = us.delegate.api("GET", "why/us/0").json()

    assert [step["ref"] for step in found["steps"]] == ["us/0"]
    assert (found["slice"], found["state"]) == ("", None)
    assert us.delegate.client.get(us.web.home + "why/us/9999").status_code == 404
    assert us.delegate.api("GET", "knew/us/9999").status_code == 404


def test_letters_that_crossed_lie_on_two_lanes(us: Office) -> None:
    now = us.web.parties.clock.now().replace(microsecond=0)
    proposed = us.say("ir", SuspensionProposed("holiday", en("A feast."), now))
    us.say("us", SuspensionAccepted(), proposed)
    refused = us.say("us", SuspensionRefused(en("Not now.")), proposed, sync=False)
    accepted = us.say("iq", SuspensionAccepted(), proposed)
    found = api(us, "knew", proposed)
    page = us.delegate.page(f"knew/{ref_of(us, proposed)}")

    acts = {act["ref"]: act for act in found["acts"]}
    pair = {ref_of(us, refused), ref_of(us, accepted)}
    assert [set(each) for each in found["crossed"]] == [pair]
    assert acts[ref_of(us, accepted)]["crossed"] == [ref_of(us, refused)]
    assert page.count('class="two-side') == 2
    assert "Each was signed without knowing the other" in page
    ours = next(each for each in acts[ref_of(us, proposed)]["known_to"] if each["party"] == "us")
    assert ours["first"] is not None
    assert ours["unaware"] == []


def test_a_receipt_is_knowledge_of_the_node_and_not_of_what_was_said_before_it(us: Office) -> None:
    first = us.say("ir", StatementMade("question", en("When?"), ("us",)))
    us.say("us", StatementAcknowledged(), first)
    act = api(us, "knew", first)["acts"][0]

    known = {each["party"]: each for each in act["known_to"]}
    assert known["us"]["receipt"] is not None
    assert known["us"]["receipt_at"] is not None
    assert known["us"]["first"] is not None
    assert known["iq"]["first"] is None, "it has signed nothing about it"


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(values, values)
def test_states_that_are_told_apart_differ(before: Any, after: Any) -> None:
    """What is equal has no difference, and of two lists each row that is only in one is told."""
    assert list(differences(before, before)) == []
    if isinstance(before, list) and isinstance(after, list):
        told = list(differences(before, after, "rows"))
        assert [each.after for each in told if each.after is not None] == [
            each for each in after if each not in before and each is not None
        ]


def test_a_row_that_changed_is_told_with_what_stood_there() -> None:
    assert list(differences({"a": [1], "b": None}, {"a": [2], "b": []})) == [Change("a", 1, 2)]
