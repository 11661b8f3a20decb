"""Names of detained persons leave a party only with two signatures, and only to whom they are for."""

import pytest

from tests.stories.delegates import Delegate, Desks
from tests.stories.talks import Talks

NAME = "Karim Hassan al-Saadi"


@pytest.mark.parametrize("talks", [{"two_person": ("humanitarian.list_submitted",)}], indirect=True)
def test_a_list_of_names_takes_two_and_reaches_only_its_reader(
    talks: Talks, desks: Desks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """The chief negotiator fills in a list for the United States; nothing leaves before the ministry signs too."""
    iran.opens("humanitarian")
    waits = iran.signs(
        "humanitarian.list_submitted",
        {"sort": "detained", "to": "us", "persons.0.names": ("en", NAME), "audience": ["us"]},
    )
    assert "/" not in waits
    talks.settle()
    us.opens("humanitarian").does_not_read(NAME)

    ministry = desks.of("ir", "foreign-ministry")
    ministry.opens("drafts").follows(f"waiting/{waits}").reads(NAME)
    submitted = ministry.turns_to("form.entry-form").presses("sign")
    talks.settle()

    us.opens_matter("humanitarian", submitted).reads(NAME)
    iraq.opens("humanitarian").does_not_read(NAME)
    iraq.opens(f"entry/{submitted}").does_not_read(NAME)
