"""A text goes to the capitals and comes back; and a silence is broken in its last minute."""

from datetime import datetime, timedelta

from tests.stories.delegates import Delegate
from tests.stories.talks import Talks

DEED = "Iraq reports every week which border posts are staffed."
EXCLUDED = "Not the posts of the Kurdish region."


def test_a_silence_broken_in_its_last_minute_is_no_consent(
    talks: Talks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """Nobody objects until the last minute; then one does, and no page says afterwards that all consented."""
    us.opens("proposals")
    text = us.signs(
        "proposals.tabled",
        {"title": ("en", "Working days"), "sort": "procedure", "paragraphs": ("en", "Clocks stand still on Fridays.")},
    )
    ends_at = talks.clock.now() + timedelta(hours=3)
    us.opens_matter("proposals", text)
    us.signs("proposals.silence_opened", {"expires_at": ("UTC", ends_at.replace(second=0))})
    talks.settle()
    iraq.opens_matter("proposals", text).does_not_read(iraq.words("broken"))
    talks.clock.set(ends_at.replace(second=0, microsecond=0) - timedelta(seconds=55))

    iran.opens().follows(f"proposals/{text}")
    iran.signs("proposals.silence_broken", {"why": ("en", "Fridays are working days of nobody here.")})
    talks.settle()
    talks.pass_time(hours=2)

    for each in (us, iraq, iran):
        each.opens_matter("proposals", text)
        each.reads(each.words("broken"), each.words("objection"), "Fridays are working days of nobody here.")
        each.does_not_read(
            each.words("proof of silence"), each.words("consented by silence"), each.words("late objection")
        )
        assert each.term("adopted", "proposal") not in each.text("h1")


def test_a_proposal_goes_to_the_capital_and_comes_back_with_a_reservation(
    talks: Talks, iran: Delegate, us: Delegate, iraq: Delegate
) -> None:
    """Referred, instructed, accepted but for a part, adopted: and what it creates is to be carried out on every node."""
    us.opens("proposals")
    text = us.signs(
        "proposals.tabled",
        {
            "title": ("en", "Border posts"),
            "sort": "commitment",
            "paragraphs": ("en", "Iraq staffs its border posts."),
            "commitments.0.obliged": ["iq"],
            "commitments.0.text": ("en", DEED),
            "commitments.0.due_on": "2008-06-30",
        },
    )
    talks.settle()
    iran.opens().follows(f"proposals/{text}")
    iran.signs("proposals.referred", {"why": ("en", "Whether the posts in the north are meant.")})
    talks.settle()
    us.opens_matter("proposals", text).reads(
        us.words("Referred to capitals"), "Whether the posts in the north are meant."
    )

    talks.pass_time(hours=30)
    iran.opens_matter("proposals", text)
    iran.signs("proposals.instruction_received", {"words": ("en", "To be accepted but for the north.")})
    iran.opens_matter("proposals", text)
    iran.signs(
        "proposals.accepted_with_reservation",
        {"reservations.0.paragraph": "0", "reservations.0.text": ("en", EXCLUDED)},
    )
    iraq.opens_matter("proposals", text)
    iraq.signs("proposals.accepted")
    talks.settle()

    for each in (us, iraq, iran):
        each.opens_matter("proposals", text)
        each.reads(EXCLUDED, DEED)
        assert each.term("adopted", "proposal") in each.text("h1")
    iraq.opens_matter("proposals", text)
    carried = iraq.signs("commitments.stated")
    talks.settle()
    for each in (us, iraq, iran):
        each.opens_matter("commitments", carried).reads(DEED)


def on_the_clock(of: datetime) -> datetime:
    """A time as a form takes it: to the minute."""
    return of.replace(second=0, microsecond=0, tzinfo=None)
