"""What no case that ships has in it: three parties say it among themselves, so that its pages are looked at too.

A charter on the table, a suspension of clocks, unsigned words, a text that is still written, figures for names, lists of which
the names are erased, digests that differ, a cosigner that contradicts itself, and a log that was shown in two ways.
"""

from datetime import timedelta
from pathlib import Path

import msgspec

from tests.mechanism.evidence.misconduct import contradict, fork, heard
from tests.mechanism.humanitarian.test_objections import seal
from tests.mechanism.office import Office, office
from tests.mechanism.texts.drafts import FA_LISTS, LISTS, edit
from tests.mechanism.unsigned.test_rules import report
from tests.server.web import en
from trilateral.agreement.intervals import Interval
from trilateral.agreement.locations import Location, Point
from trilateral.ledger.charter import ClockTerms, encode_charter
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.charter.entries import CharterTabled
from trilateral.mechanism.evidence.entries import DigestStated, ForkStated, HeadNamed
from trilateral.mechanism.humanitarian.entries import ListSubmitted, NameAnswered, Person
from trilateral.mechanism.notices.entries import NoticeIssued
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.mechanism.suspensions.entries import EndProposed, SuspensionAccepted, SuspensionProposed
from trilateral.mechanism.texts.entries import Paragraph, TextTabled, WordsBracketed
from trilateral.node.digests import digest_now
from trilateral.node.parts import erase

CLOCKS = (ClockTerms("humanitarian.answer", 168), ClockTerms("allegations.answer", 48))
PERSONS = (Person((en("Idris Velm"), Text("ar", "إدريس فيلم")), 1971), Person((Text("fa", "بهروز ناوی‌دشت"),)))
ORN = Location((Text("ar", "أورن"), en("Orn")), (Point(lat=338_812_345, lon=445_212_345),), radius_m=200)
PRISONERS = TextTabled(
    (en("Prisoners"), Text("fa", "زندانیان")),
    ("en", "fa"),
    (Paragraph((en(LISTS), Text("fa", FA_LISTS))), Paragraph((en("Nobody shall cross the river at night."),))),
)


def in_no_case(root: Path) -> tuple[str, ...]:
    """Make the homes of three parties, each under its name, with all of that; guards are under `guards`.

    Returns:
        Addresses below home of pages to which no link of a page leads.
    """
    with office(root, clocks=CLOCKS) as us:
        heard(us.web.parties)
        addresses = (*_words(us), *_persons(us), *_earlier(us))
        _misconduct(us)
    return addresses


def _ref(us: Office, entry: EntryId) -> str:
    found = us.web.node.record.fold.verdict(entry)
    assert found is not None
    return found.ref


def _words(us: Office) -> tuple[str, ...]:
    """A charter, clocks that stand still, what somebody has not signed, and a text in two languages."""
    now = us.web.parties.clock.now().replace(microsecond=0)
    charter = us.web.node.record.charter
    wider = msgspec.structs.replace(charter, scope=(en("Security on the road"),), previous=us.web.node.record.mechanism)
    us.say("iq", CharterTabled(encode_charter(wider).decode(), en("The road is in question too.")))
    feast = us.say("ir", SuspensionProposed("holiday", en("A feast."), now, now + timedelta(days=13)))
    for party in ("iq", "us"):
        us.say(party, SuspensionAccepted(Text("ar", "بكل سرور")), feast)
    us.say("ir", EndProposed(now + timedelta(days=2)), feast)
    us.say("iq", report("us", StatementMade("position", en("We are ready to meet."))))
    us.say("ir", report("iq", StatementMade("position", Text("ar", "نحن مستعدون"))))
    text = us.say("iq", PRISONERS)
    us.say("us", edit(LISTS.replace("ten", "five"), text), text, sync=False)
    us.say("ir", edit(LISTS.replace("ten", "twenty"), text), text)
    us.say("ir", WordsBracketed("2", "en", (text,), "at night."), text)
    last = us.say("us", edit("Nobody shall cross the river.", text, key="2"), text)
    return (f"/texts/{_ref(us, text)}?from={_ref(us, text)}&to={_ref(us, last)}",)


def _persons(us: Office) -> tuple[str, ...]:
    """Two lists, with an answer to each; all of the second is erased."""
    asked = [seal(us, "us", ListSubmitted("detained", "ir", PERSONS)) for _ in range(2)]
    for each in asked:
        seal(us, "ir", NameAnswered(0, "denied"), each)
    erase(us.web.node, _ref(us, asked[1]), "head", en("Kept long enough."))
    us.sync()
    return (f"/humanitarian/{_ref(us, asked[1])}",)


def _earlier(us: Office) -> tuple[str, ...]:
    """A notice as of the day on which it was given, and home and the timeline as of that day."""
    now = us.web.parties.clock.now().replace(microsecond=0)
    when = Interval(now + timedelta(hours=60), now + timedelta(hours=64), whole=True)
    given = us.say("us", NoticeIssued("works", ("iq", "ir"), en("The second road is mended."), when, ORN))
    return tuple(f"/{each}?as_of={now:%Y-%m-%d}" for each in (f"notices/{_ref(us, given)}", "", "timeline"))


def _misconduct(us: Office) -> None:
    """What proofs show of a party, and what parties say of it. The last, for who is exposed is heard no more."""
    stated = digest_now(us.web.node.record)
    assert stated is not None
    us.web.node.say_as_node(stated)
    us.web.parties.nodes["iq"].say_as_node(DigestStated(stated.cut, stated.level, "0" * 64))
    us.sync()
    us.web.node.compare_digests()
    contradict(us.web.parties)
    fork(us.web.parties)
    heads = (HeadNamed(9, "1" * 64), HeadNamed(8, "2" * 64))
    us.say("iq", ForkStated("ir.example/log", "restored_backup", heads, 2, en("A copy of Sunday.")))
