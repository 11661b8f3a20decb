"""What the rules demand, the forms demand: at the field, and before anything is asked of the rules."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest

from tests.everything import Everybody, kind_of
from tests.server.web import Web, web
from tests.worlds import origin
from trilateral.desk.signing import BY_NAME, OR_ELSE, _shown_form, forms_of
from trilateral.ledger.entry import Body
from trilateral.ledger.fold import Slice
from trilateral.ui.forms import Control, Field

SEVERAL = frozenset({"texts", "lines", "integers", "choices", "languages", "parties", "entries", "rows"})
STEPS = 1500
ALWAYS = 5
"""So often a list is wanted only if it always is: chance draws entries too in which nothing else says anything."""
NOW_AND_THEN = {
    ("bodies.received", "bad"),
    ("bodies.received", "held"),
    ("commitments.team_named", "offices"),
    ("meetings.agenda_proposed", "carried"),
    ("meetings.agenda_proposed", "standing"),
}
"""Lists that may be left out, but for an entry in which nothing else says anything, or anything new."""


class Halves(Everybody):
    """Whatever would have an effect is tried again without each of its lists in turn.

    Attributes:
        missed: Of each list, how often its entry had no effect without it, and how often it still had.
    """

    def __init__(self, seed: int) -> None:
        """Found the mechanism."""
        self.missed: Counter[tuple[str, str, bool]] = Counter()
        super().__init__(seed)

    def _signed(self, party: str, each: Slice, body: Body, header: dict[str, Any]) -> bytes:
        data = super()._signed(party, each, body, header)
        if self.node.judge(origin(party), data).has_effect:
            for name in body.__struct_fields__:
                if isinstance(getattr(body, name), tuple) and getattr(body, name):
                    less = super()._signed(party, each, msgspec.structs.replace(body, **{name: ()}), header)
                    wanted = not self.node.judge(origin(party), less).has_effect
                    self.missed[kind_of(type(body)).partition("/")[0], name, wanted] += 1
        return data


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("required")) as made:
        yield made


def lists_of(kind: str) -> Mapping[str, Field]:
    form = _shown_form(forms_of(kind)[0])
    return {each.name: each for each in form.fields if each.control in SEVERAL}


def test_a_form_demands_the_lists_that_the_rules_demand_and_no_other() -> None:
    """A list without which entries have no effect is required, or may be left out for something else that its help names."""
    everybody = Halves(0)
    everybody.live(STEPS)

    seen = {(kind, name) for kind, name, _ in everybody.missed if kind in BY_NAME}
    assert len(seen) > 30
    for kind, name in seen:
        wanted, not_wanted = (everybody.missed[kind, name, each] for each in (True, False))
        field = lists_of(kind)[name]
        if field.required:
            assert not not_wanted, (kind, name)
        elif not field.or_else and (kind, name) not in NOW_AND_THEN:
            assert not_wanted or wanted < ALWAYS, (kind, name)


REQUIRED = {f"{kind}.{field.name}" for kind in BY_NAME for field in lists_of(kind).values() if field.required}


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_an_empty_list_is_said_at_its_field(us: Web, name: str) -> None:
    kind, _, path = name.rpartition(".")
    with us.visitor() as delegate:
        page = delegate.page(f"sign/{kind}")
        empty = delegate.send(f"sign/{kind}", check="1").text

    field = lists_of(kind)[path]
    assert f'data-code="form.required"><a href="#f-{path}"' in empty
    assert f'id="f-{path}-error"' in empty
    if field.control is not Control.ROWS:
        assert "(if any)" not in named(page, path)
    assert "(if any)" in named(page, "audience")


@pytest.mark.parametrize("label", sorted(label for labels in OR_ELSE.values() for label in labels))
def test_what_another_field_can_stand_in_for_says_so_and_is_not_called_free(us: Web, label: str) -> None:
    kind, _, path = label.rpartition(".")
    with us.visitor() as delegate:
        page = delegate.page(f"sign/{kind}")

    assert "(if any)" not in named(page, path)
    assert f'id="f-{path}-help"' in page


def named(page: str, path: str) -> str:
    """What stands between the beginning of a field and its control: its name, its help and what is wrong with it."""
    before, _, after = page.partition(f'id="f-{path}"')
    label = before.rpartition("<label ")[2] if f'for="f-{path}"' in before.rpartition("<label ")[2] else after
    return label.partition("</label>")[0].partition("</legend>")[0].partition("</summary>")[0]
