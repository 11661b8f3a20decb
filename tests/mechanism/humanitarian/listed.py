"""A list of invented persons that north submits to south, the host reading it too."""

from tests.under_seal import UnderSeal, sealed_world
from tests.worlds import HOST, NORTH, SOUTH, en
from trilateral.agreement.locations import Location, Point
from trilateral.ledger.entry import Body, EntryId, Source, Text
from trilateral.mechanism.humanitarian.entries import (
    Basis,
    ListSubmitted,
    NameAnswered,
    Person,
    ProtectionAsserted,
)
from trilateral.mechanism.humanitarian.state import NameList, Protection

PERSONS = (
    Person(
        (Text("en", "Qasim Al-Tarrani"), Text("ar", "قاسم الطراني")),
        1971,
        Text("ar", "جابر"),
        last_place=en("the bridge at Kelm"),
        last_on="2029-11",
        reference="N-1",
    ),
    Person((Text("fa", "بهروز ناوی‌دشت"),), 1980, reference="N-2"),
    Person((Text("en", "Idris Velm"),), reference="N-3"),
)
LIST = ListSubmitted("detained", SOUTH, PERSONS)
ALL = (HOST, NORTH, SOUTH)
HELD = NameAnswered(0, "acknowledged_held", Location((en("the northern district"),)), "2029-12")
ABROAD = Source("Visit of 3 March", "An outside body that visits detainees", "2030-03-03")
GROUP = ProtectionAsserted(
    "group", (en("The camp at Orn"), Text("fa", "اردوگاه اُرن")), (Basis("gc4", "27"), Basis("gc4", "49"))
)
SPOT = Location((en("Orn"),), (Point(338_812_345, 445_212_345),), 200)


def others(party: str, among: tuple[str, ...] = ALL) -> tuple[str, ...]:
    """For whom a party seals what all of these can read."""
    return tuple(each for each in among if each != party)


def say(world: UnderSeal, party: str, body: Body, on: EntryId | None = None) -> EntryId:
    """Say something to all three under seal."""
    return world.seal(party, body, on, others(party))


def given(body: ListSubmitted = LIST) -> tuple[UnderSeal, EntryId]:
    """The list, which all three know."""
    world = sealed_world(NORTH)
    subject = say(world, NORTH, body)
    world.meet()
    return world, subject


def answered(number: int = 0) -> tuple[UnderSeal, EntryId, EntryId]:
    """The list with an acknowledgement for one row, which all know."""
    world, subject = given()
    answer = say(world, SOUTH, NameAnswered(number, "acknowledged_held"), subject)
    world.meet()
    return world, subject, answer


def held(world: UnderSeal, subject: EntryId) -> NameList:
    """The list as it stands."""
    found = world.state(subject)
    assert isinstance(found, NameList)
    return found


def protection(world: UnderSeal, subject: EntryId) -> Protection:
    """The protection as it stands."""
    found = world.state(subject)
    assert isinstance(found, Protection)
    return found
