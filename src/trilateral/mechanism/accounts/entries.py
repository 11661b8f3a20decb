"""What a party can say about accounts of a meeting. Released kinds never change.

`AccountEntered` and `PointRaised` open a subject each; all others act on one of the two.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from trilateral.ledger.entry import Body, EntryId, Part, PartyId, Text

Affiliation: TypeAlias = Literal["party", "state_run", "party_affiliated", "advocacy", "independent", "wire", "unknown"]
Tone: TypeAlias = Literal[
    "businesslike", "positive", "constructive", "frank", "serious", "sober", "acrimonious", "dismissive", "other"
]
Stance: TypeAlias = Literal["says", "denies", "differs", "silent", "undecided"]
Sentence: TypeAlias = Literal["fact", "quotation", "comment", "interpretation"]
Stage: TypeAlias = Literal["told", "expected"]
Day: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\n)$")]
PartialDay: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(?!\n)$")]
"""A day, a month or a year, as exactly as it is printed."""
Language: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(?!\n)$")]


class Quote(Part, frozen=True):
    """Words of the account itself, with enough of what stands around them to be found again (W3C TextQuoteSelector).

    Attributes:
        exact: The words.
        prefix: Those just before them.
        suffix: Those just after them.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""


class DatePrinted(Part, frozen=True):
    """A date that the account gives, of itself or of what it tells.

    Attributes:
        of: Its publication, as printed elsewhere in it; or the meeting.
        on: The date that it comes to.
        says: In the account's own words, such as "yesterday".
    """

    of: Literal["publication", "meeting"]
    on: PartialDay
    says: str = ""


class Omission(Part, frozen=True):
    """A place where something was left out, as the account marks it.

    Attributes:
        mark: As it is printed: dots, a row of letters, a bracket.
        after: The last words before it.
    """

    mark: str
    after: str = ""


class AccountEntered(Body, frozen=True, tag="accounts.entered/1"):
    """Somebody's account of a meeting, or of a day, is entered. It opens the subject.

    Attributes:
        title: Of the report, in its own language.
        outlet: Who published it.
        published_on: When, by its own word.
        lang: Language in which it is written.
        affiliation: What the publisher is, as the author sees it.
        meeting: The meeting that it tells of; or
        day: the day that it tells of.
        stage: Whether it tells what happened, or said before what was to be expected.
        place_line: The place from which it reports, as it prints it.
        interest: Whose view it reflects, as it says itself or as is known.
        readout_of: The party whose own readout it is.
        tones: In what tone it tells, in words from a list.
        omissions: Where it marks that something was left out.
        dates: Dates that it gives.
        wire_of: The account of which it is a copy: then the two are one witness.
        excerpted_in: The account that quotes it, if it is known from there alone.
    """

    title: Text
    outlet: str
    published_on: PartialDay
    lang: Language
    affiliation: Affiliation
    meeting: EntryId | None = None
    day: Day | None = None
    stage: Stage = "told"
    place_line: Text | None = None
    interest: Text | None = None
    readout_of: PartyId | None = None
    tones: tuple[Tone, ...] = ()
    omissions: tuple[Omission, ...] = ()
    dates: tuple[DatePrinted, ...] = ()
    wire_of: EntryId | None = None
    excerpted_in: EntryId | None = None


class PointRaised(Body, frozen=True, tag="accounts.point_raised/1"):
    """A question with which accounts are compared. It opens the subject.

    Attributes:
        question: In words, so that an account can say yes or no to it or something else.
        meeting: The meeting that it is about; or
        day: the day that it is about.
    """

    question: Text
    meeting: EntryId | None = None
    day: Day | None = None


class Reading(Part, frozen=True):
    """What one account says on one point, as the author reads it.

    Attributes:
        point: The point.
        stance: Whether the account says so, denies it, words it differently or is silent; `undecided` takes a reading back.
        quote: The account's own words for it. Silence has none.
        sentence: What sort of sentence that is. An interpretation ascribes a motive.
        value: What the account says, in the author's words.
        told_by: On whose word the account has it.
    """

    point: EntryId
    stance: Stance
    quote: Quote | None = None
    sentence: Sentence | None = None
    value: Text | None = None
    told_by: Text | None = None


class AccountRead(Body, frozen=True, tag="accounts.read/1"):
    """The author reads an account on one point or several. Its own last reading of a point counts, beside those of others.

    Names of persons stand in the detached part alone.
    """

    readings: tuple[Reading, ...]


class CopyStated(Body, frozen=True, tag="accounts.copy_stated/1"):
    """The author says whether an account is a copy of another one, in all that matters.

    Attributes:
        of: The other account.
        copy: Whether it is.
    """

    of: EntryId
    copy: bool = True
    why: Text | None = None


class ReadoutAnswered(Body, frozen=True, tag="accounts.readout_answered/1"):
    """The party whose readout an account is said to be says whether it is."""

    ours: bool
    text: Text | None = None


class StatementLinked(Body, frozen=True, tag="accounts.statement_linked/1"):
    """A statement bears on a point: said in the room or outside it, which can be compared."""

    statement: EntryId
    text: Text | None = None


KINDS: tuple[type[Body], ...] = (
    AccountEntered,
    PointRaised,
    AccountRead,
    CopyStated,
    ReadoutAnswered,
    StatementLinked,
)
