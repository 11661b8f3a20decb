"""Words that somebody reported, and that their party makes its own: they count from there, as if signed there."""

from itertools import permutations

from tests.worlds import HOST, NORTH, SOUTH, World, delegate_key, en, founded, key, make_charter, origin
from trilateral.ledger.canonical import encode_canonical
from trilateral.ledger.charter import UnsignedTerms
from trilateral.ledger.entry import Body, members_of
from trilateral.mechanism.allegations.entries import AllegationFiled, PointAnswered
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.mechanism.unsigned.entries import ReportAdopted, WordsReported

SAID = StatementMade("position", en("We are ready to meet."))


def report(of: str, body: Body, on: str | None = None, paper: str | None = None) -> WordsReported:
    kind = str(body.__struct_config__.tag)
    return WordsReported(of, kind, encode_canonical(members_of(body)).decode(), on, paper)


def seen_report(world: World, body: WordsReported) -> str:
    reported = world.say(HOST, body)
    world.meet()
    return reported


def test_a_report_binds_nobody() -> None:
    world = founded()
    filed = world.say(NORTH, AllegationFiled(SOUTH, (en("The road."),)))
    world.meet()
    seen_report(world, report(SOUTH, PointAnswered(0, "admitted"), filed))

    assert world.state(filed).answers == ()


def test_what_a_party_adopts_counts_as_its_own_from_there() -> None:
    world = founded()
    filed = world.say(NORTH, AllegationFiled(SOUTH, (en("The road."),)))
    world.meet()
    reported = seen_report(world, report(SOUTH, PointAnswered(0, "admitted"), filed))
    adopted = world.say(SOUTH, ReportAdopted(reported))
    answers = world.state(filed).answers

    assert [(each.entry, each.answer) for each in answers] == [(adopted, "admitted")]
    entry = world.verdict(adopted).entry
    assert entry is not None
    assert entry.header.kind == "allegations.answered/1"
    assert entry.header.refs[-1].entry == reported


def test_what_opens_a_subject_opens_it_by_the_adoption() -> None:
    world = founded()
    reported = seen_report(world, report(SOUTH, SAID))
    adopted = world.say(SOUTH, ReportAdopted(reported))

    assert world.state(adopted).party == SOUTH
    assert world.state(adopted).text == SAID.text


def test_nobody_adopts_for_another_and_no_more_than_its_rules_allow() -> None:
    world = founded()
    reported = seen_report(world, report(SOUTH, SAID))
    own_charge = report(SOUTH, AllegationFiled(SOUTH, (en("The road."),)))
    against_itself = seen_report(world, own_charge)
    unread = seen_report(world, WordsReported(SOUTH, "statements.made/1", '{"sort":"no such sort"}'))

    def objection(party: str, named: str) -> str | None:
        return world.objection(world.say(party, ReportAdopted(named)))

    assert objection(NORTH, reported) == "unsigned.not_your_words"
    assert objection(SOUTH, "f" * 64) == "unsigned.not_seen"
    assert objection(SOUTH, against_itself) == "allegations.against_oneself"
    assert objection(SOUTH, unread) == "ledger.nothing_to_adopt"
    other = world.say(SOUTH, SAID)
    assert objection(SOUTH, other) == "unsigned.not_a_report"


def test_a_key_adopts_no_more_than_it_may_sign() -> None:
    world = founded()
    world.enrol(SOUTH, delegate_key(SOUTH, "press"), "delegate", "press", ("unsigned",))
    reported = seen_report(world, report(SOUTH, SAID))

    assert world.objection(world.say(SOUTH, ReportAdopted(reported), by="press")) == "ledger.beyond_powers"


def test_an_act_of_two_persons_is_adopted_by_two() -> None:
    world = World(make_charter(two_person=("statements.made",))).found()
    world.enrol(SOUTH, delegate_key(SOUTH, "press"), "delegate", "press")
    reported = seen_report(world, report(SOUTH, SAID))
    both = [delegate_key(SOUTH), delegate_key(SOUTH, "press")]

    assert world.objection(world.say(SOUTH, ReportAdopted(reported))) == "ledger.needs_two"
    assert world.objection(world.say(SOUTH, ReportAdopted(reported), signers=both)) is None


def test_a_party_without_a_log_is_reported_by_name() -> None:
    world = World(make_charter(unsigned=(UnsignedTerms("west", (en("West"),)),))).found()

    assert world.objection(world.say(HOST, report("west", SAID))) is None
    assert world.objection(world.say(HOST, report("nobody", SAID))) == "unsigned.not_a_party"
    assert world.objection(world.say(HOST, report(HOST, SAID))) == "unsigned.of_oneself"
    assert world.objection(world.say(HOST, report("west", SAID, "f" * 64))) == "unsigned.not_seen"
    assert world.objection(world.say(HOST, report("west", SAID, None, "a" * 64))) == "unsigned.paper_not_named"
    assert world.objection(world.say(HOST, WordsReported("west", "statements.made/1", "[]"))) == "unsigned.malformed"


def test_every_order_of_reading_comes_to_the_same() -> None:
    world = founded()
    filed = world.say(NORTH, AllegationFiled(SOUTH, (en("The road."), en("The bridge."))))
    world.meet()
    reported = seen_report(world, report(SOUTH, PointAnswered(0, "admitted"), filed))
    world.say(SOUTH, PointAnswered(0, "denied"), filed)
    world.say(SOUTH, ReportAdopted(reported))
    world.say(SOUTH, PointAnswered(1, "partly"), filed)
    world.say(HOST, SAID)
    digests = set()
    for order in permutations(world.logs):
        fold = world.fresh_fold()
        for party in order:
            fold.append(origin(party), world.logs[party].entries)
        digests.add(fold.digest())

    assert len(digests) == 1
    assert [each.answer for each in world.state(filed).answers] == ["denied", "admitted", "partly"]


def test_a_stranger_adopts_nothing() -> None:
    world = founded()
    reported = seen_report(world, report(SOUTH, SAID))

    stranger = world.say(SOUTH, ReportAdopted(reported), signers=[key("nobody's")])
    assert world.objection(stranger) == "ledger.unknown_key"
