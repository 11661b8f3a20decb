"""What carries out an adopted text is refused where the text does not say that, and what all adopted nobody cancels alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.agreement.adoption import role_of
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import EntryId, Ref, members_of
from trilateral.mechanism.meetings.entries import MeetingProposed
from trilateral.mechanism.proposals.entries import MeetingItem, ProposalTabled, RequestItem, TextAccepted, text_hash
from trilateral.mechanism.requests.entries import RequestMade

ITEM = RequestItem("iq", "assistance", en("The host lends a room."))
MEETING = MeetingItem((en("Round"),))
OTHER_MEETING = MeetingProposed((en("Another round"),), "rounds", 1, "joint", "plenary")
TABLED = ProposalTabled((en("A room"),), "procedure", (en("We meet there."),), requests=(ITEM,), meetings=(MEETING,))
ASKED = RequestMade(ITEM.work, ITEM.of, ITEM.text, due_on=ITEM.due_on)
OTHERWISE = msgspec.structs.replace(ASKED, text=en("The host lends two rooms."))


@dataclass(frozen=True)
class Tabled:
    """Two proposals with the same items: one adopted by all, one not.

    Attributes:
        carried_out: The request that carries the item of the first out.
    """

    us: Office
    adopted: EntryId
    waiting: EntryId
    carried_out: EntryId

    def request(self, body: RequestMade, text: EntryId, number: int) -> Any:
        """What a program is told that tries to carry out an item."""
        return self.us.refused("requests.made/1", members_of(body), None, (Ref(text, role_of(number)),))


@pytest.fixture(scope="module")
def tabled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tabled]:
    with office(tmp_path_factory.mktemp("adoption")) as us:
        adopted, waiting = us.say("us", TABLED), us.say("us", TABLED)
        for party in ("iq", "ir"):
            us.say(party, TextAccepted(text_hash(TABLED)), adopted)
        made = us.say("us", ASKED, refs=(Ref(adopted, role_of(1)),))
        yield Tabled(us, adopted, waiting, made)


def test_each_is_refused_with_its_code(tabled: Tabled) -> None:
    found = {
        "adoption.no_such_item": tabled.request(ASKED, tabled.adopted, 9),
        "adoption.not_adopted": tabled.request(ASKED, tabled.waiting, 1),
        "requests.not_as_adopted": tabled.request(OTHERWISE, tabled.adopted, 1),
        "meetings.not_as_adopted": tabled.us.refused(
            "meetings.proposed/1", members_of(OTHER_MEETING), None, (Ref(tabled.adopted, role_of(2)),)
        ),
        "requests.adopted_by_all": tabled.us.refused("requests.cancelled/1", {}, tabled.carried_out),
    }

    assert {code: answer["code"] for code, answer in found.items()} == {code: code for code in found}
    for code, answer in found.items():
        assert answer["sentence"]
        assert len({sentence(lang, code) for lang in ("en", "ar", "fa")}) == 3
