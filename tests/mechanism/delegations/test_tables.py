"""What lists show of delegations: offices and ranks, and no names."""

from tests.mechanism.delegations.test_rules import named
from tests.mechanism.rows import stored
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.mechanism.delegations import tables
from trilateral.mechanism.delegations.entries import (
    AgrementAsked,
    AgrementGiven,
    AgrementRefused,
    CredentialsPresented,
    HolderObjected,
    OfficeSucceeded,
    RankChanged,
)


def test_rows_of_a_delegation() -> None:
    world, delegation = named()
    world.say(NORTH, RankChanged("chief", "ambassador"), delegation)
    before = world.state(delegation)
    successor = world.say(NORTH, OfficeSucceeded("chief", "director"), delegation)
    world.see_all(SOUTH)
    objected = world.say(SOUTH, HolderObjected("chief", en("no")), delegation)

    rows = stored(tables, before, world.state(delegation))

    (row,) = rows["delegations"]
    assert (row["party"], row["forum"]) == (NORTH, "plenary")
    assert row["name"] == '[{"lang":"en","text":"Delegation of North"}]'
    (post,) = rows["delegation_posts"]
    assert (post["role"], post["rank"], post["holding"], post["present"]) == ("head", "director", successor, True)
    assert (post["downgrades"], post["objections"], post["since_on"]) == (2, 1, None)
    assert [each["rank"] for each in rows["delegation_ranks"]] == ["deputy_minister", "ambassador", "director"]
    (opinion,) = rows["delegation_opinions"]
    assert (opinion["entry"], opinion["about"], opinion["stance"]) == (objected, successor, "objected")


def test_rows_of_papers_and_requests() -> None:
    world, delegation = named()
    paper = world.say(NORTH, CredentialsPresented("chief", ("negotiate", "sign")), delegation)
    request = world.say(NORTH, AgrementAsked("second", "expert"), delegation)
    world.meet()
    world.say(SOUTH, AgrementRefused(request), delegation)
    world.say(HOST, AgrementGiven(request), delegation)

    rows = stored(tables, world.state(delegation))

    (post,) = rows["delegation_posts"]
    assert (post["credentials"], post["powers"]) == (paper, '["negotiate","sign"]')
    (asked,) = rows["delegation_requests"]
    assert (asked["office"], asked["given"], asked["refused"]) == ("second", 1, 1)
