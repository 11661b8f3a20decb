"""Words that forms offer: of very many, those that most parties use."""

from pathlib import Path

from tests.server.web import en, web
from trilateral.desk.words_used import MOST, words_used
from trilateral.mechanism.statements.entries import StatementMade

_MATTER = "statements.made.matter"


def test_no_party_floods_the_form_of_the_others_with_words_of_its_own(tmp_path: Path) -> None:
    """What two parties use is offered, and what one alone said once, however many words another says however often."""
    with web(tmp_path) as us:
        for number in range(MOST + 20):
            us.parties.nodes["ir"].say(StatementMade("position", en("So."), matter=f"a_{number:03}"), by="head")
        for party in ("us", "iq"):
            us.parties.nodes[party].say(StatementMade("position", en("So."), matter="weapons"), by="head")
        for number in range(MOST):
            us.parties.nodes["ir"].say(StatementMade("position", en("Again."), matter=f"a_{number:03}"), by="head")
        us.node.say(StatementMade("position", en("So."), matter="zones"), by="head")
        us.parties.sync()
        offered = words_used(us.node.record.fold, _MATTER)

    assert len(offered) == MOST
    assert {"weapons", "zones"} <= set(offered)
    assert list(offered) == sorted(offered)


def test_bodies_that_were_agreed_stand_beside_those_that_met(tmp_path: Path) -> None:
    with web(tmp_path) as us:
        assert words_used(us.node.record.fold, "meetings.proposed.forum") == ("plenary",)
