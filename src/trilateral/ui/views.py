"""The values that templates show. Plain, so that a page can be set from a test as well as from tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

SealState: TypeAlias = Literal["all", "some", "here", "disputed"]
Standing: TypeAlias = Literal["trusted", "suspected", "exposed"]


LONGEST_TITLE = 160
"""Letters of a title in a line that names what it is the title of."""


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's text with the language that it is in."""

    text: str
    lang: str = "en"

    def opening(self, letters: int) -> "Words":
        """The first words of it, cut where a word ends. Spaces before them, which anybody may sign, are none."""
        said = self.text.lstrip()
        if len(said) <= letters:
            return replace(self, text=said)
        return replace(self, text=said[:letters].rsplit(maxsplit=1)[0] + "…")


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party as pages show it.

    Attributes:
        id: As in references.
        name: What it calls itself, in the reader's language where it says so.
        letter: One to three letters that stand for it beside what it signed.
        pattern: 1 to 8: its hatch, rule and tint. By the charter's order, so the same on every node.
        own: Whether the page is shown by this party's node.
    """

    id: str
    name: str
    letter: str
    pattern: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Designated:
    """A person, group, place or act as one reader is shown it: by the reader's own term or the neutral one.

    Attributes:
        ref: Of the entry that registered it.
        href: Its page.
        thing: What sort of thing it is, in the reader's language.
        words: The term; None where the reader's party has none and all have agreed on none.
        neutral: Whether that is the neutral term.
        called: Where there is no such term: what each party calls it, under its name.
    """

    ref: str
    href: str
    thing: str
    words: Words | None = None
    neutral: bool = False
    called: tuple[tuple[PartyView, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class CautionView:
    """That something touches a protection, as pages show it.

    Attributes:
        ref: Of the entry that asserted the protection.
        href: Its page.
        called: The name that stands in the words; empty where it was found by reference alone.
        asked: What is asked, in the reader's language.
        articles: What speaks to it, each as a sentence.
    """

    ref: str
    href: str
    called: str
    asked: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """Who is known to hold an entry.

    Attributes:
        state: `all`, `some` (`held` of `of`), `here` (nobody else yet), `disputed` (its log was forked there).
        held: Parties that hold it, the author included.
        of: Parties that there are.
    """

    state: SealState
    held: int = 1
    of: int = 3


@dataclass(frozen=True, slots=True)
class EntryView:
    """A signed entry as pages quote it.

    Attributes:
        ref: `us/42`.
        href: Its page.
        kind: `allegations.filed/1`.
        party: Whose log it stands in.
        office: Who said it, in the reader's language.
        claimed_at: When the author says it was.
        proven: Between which instants it provably was signed; either may be unknown.
        received_at: When our node had it.
        seal: Who holds it.
        to: To whom it is addressed.
        via: Through whom.
        no_effect: Why it has no effect, in the reader's language; None if it has one.
        claimed_after_proof: Whether the time claimed lies after the time by which others provably had it.
        claimed_before_proof: Whether it lies before the time of others' words on which the entry rests.
        audience: Parties that alone can read it, beside its author; empty for what all can read.
        beside: What was said about it since: corrected, reserved, translated and so on.
        say_href: Where the reader can say such a thing; empty where they cannot.
    """

    ref: str
    href: str
    kind: str
    party: PartyView
    office: str
    claimed_at: datetime
    seal: Seal
    proven: tuple[datetime | None, datetime | None] | None = None
    received_at: datetime | None = None
    to: tuple[PartyView, ...] = ()
    via: PartyView | None = None
    no_effect: str | None = None
    claimed_after_proof: bool = False
    claimed_before_proof: bool = False
    audience: tuple[PartyView, ...] = ()
    beside: tuple["Beside", ...] = ()
    say_href: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """An act on an entry, as pages show it beside that entry.

    Attributes:
        view: The act itself.
        word: What sort of act, such as `corrected`.
        label_id: What the words are called that it is about; empty where it is about all of the entry.
        number: Which of several, from 1.
        before: These words, as they were signed.
        text: What it says: how the words should read, the translation, the reservation, the title of the file.
        why: The reason given.
        other: The later entry that stands for it.
        rank: What a translation is, or what the author takes it for.
        agreed: Who agrees to a translation, and as what.
        translator: The office that translated.
        person: Who translated, from the part that can be erased.
        paper: Hash of the file.
        media_type: What sort of file its author says it is.
        here: Whether the file lies on this node.
        crossed: Acts on the same entry that crossed it.
    """

    view: EntryView
    word: str
    label_id: str = ""
    number: int | None = None
    before: Words | None = None
    text: Words | None = None
    why: Words | None = None
    other: EntryView | None = None
    rank: str = ""
    agreed: tuple[tuple[PartyView, str], ...] = ()
    translator: str = ""
    person: str = ""
    paper: str = ""
    media_type: str = ""
    here: bool = False
    crossed: tuple[EntryView, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that the reader may sign about an entry.

    Attributes:
        kind: Of entry.
        href: Its form, with what is known filled in.
        what: What a signature would do, in the reader's language.
        label_id: About which words; empty for the whole entry.
        number: Which of several, from 1.
    """

    kind: str
    href: str
    what: str
    label_id: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """An answer that is not there.

    Attributes:
        by: Whose answer.
        due_at: When the clock ends; None where the parties agreed on none, or it provably has not begun.
        received_at: When the other side demonstrably had the question; None if that is not proven.
        now: The instant for which the page is shown.
        why: Where the term stands (`agreement.clocks.Why`).
        stopped: What kept it from running: whose days off, or the address of the suspension, and the time.
        covered_until: Until when the log of the party asked is known whole; None where that is not in question.
        provable_at: From when on an entry can show that the clock has ended, where that is later; else None.
    """

    by: PartyView
    due_at: datetime | None
    now: datetime
    received_at: datetime | None = None
    why: str = ""
    stopped: tuple[tuple[PartyView | None, str, Any], ...] = ()
    covered_until: datetime | None = None
    provable_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InformationAsked:
    """What somebody asked a party to tell or show on a matter, as the page of that matter shows it.

    Attributes:
        view: The request.
        href: Its page.
        text: What was asked.
        of: The party asked.
        status: Where the request stands, in the reader's language.
        is_open: Whether it has been neither given nor declined.
        silence: In place of what was not given, where a clock runs on it.
        said: What the party asked said to it at last: with what it gave it, or why not.
    """

    view: EntryView | None
    href: str
    text: Words
    of: PartyView
    status: str
    is_open: bool
    silence: Silence | None
    said: tuple[tuple[EntryView | None, Words | None], ...] = ()


How: TypeAlias = Literal["text", "texts", "line", "lines", "number", "choice", "parties"]

ASIDE = frozenset({"text", "texts", "lines"})
"""Ways of asking that take room, so such a step is unfolded first."""


@dataclass(frozen=True, slots=True)
class Blank:
    """Something to be written or chosen before the press.

    Attributes:
        name: Member of the entry.
        label_id: What it is called, in the catalogues.
        how: In which way.
        choices: Value and words of each that may be chosen; of a line those that are offered beside any other.
        given: What stands there to begin with: of choices none, unless it was said before or binds nobody.
        lang: Of those words, where they are not the reader's own.
        optional: Whether it may be left out.
        also: Of texts, what stands in the boxes of further languages to begin with.
        example: A word as a line takes them, where it takes those that are spelt alike in every language.
    """

    name: str
    label_id: str
    how: How
    choices: tuple[tuple[str, str], ...] = ()
    given: str = ""
    lang: str = ""
    optional: bool = False
    also: Mapping[str, str] = field(default_factory=dict)
    example: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A press that signs one entry.

    Attributes:
        key: Tells it from other steps of the page.
        kind: Of entry, without its version.
        text: What the button says, in the reader's language.
        action: Where it is posted.
        fields: What is posted besides: name and value.
        asks: What is written or chosen first.
        second: Whether it is one of several, and not the one that most would press.
        note: What should be known before, in the reader's language.
    """

    key: str
    kind: str
    text: str
    action: str
    fields: tuple[tuple[str, str], ...]
    asks: tuple[Blank, ...] = ()
    second: bool = False
    note: str = ""

    @property
    def is_unfolded_first(self) -> bool:
        """Whether it asks for what takes room."""
        return any(each.how in ASIDE for each in self.asks)

    def back_to(self, address: str) -> "Step":
        """The same, from another page."""
        fields = tuple((name, address if name == "back" else value) for name, value in self.fields)
        return replace(self, key=f"{self.key}-here", fields=fields)


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a party is asked for. `what` is already in the reader's language.

    Attributes:
        due_there: When it is due by the clocks of the party asked, in words.
        why: Where its term stands (`agreement.clocks.Why`), where that is not plain from the time left.
        steps: With which it can be given at once.
        words: What it is about, as it was signed: the first of it, where nothing can be signed on the spot.
    """

    what: str
    href: str
    due_at: datetime | None = None
    due_there: str = ""
    why: str = ""
    of: PartyView | None = None
    since_at: datetime | None = None
    received_at: datetime | None = None
    urgent: bool = False
    steps: tuple[Step, ...] = ()
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """How much of a party's log this node holds and has verified, and how much of ours that party holds."""

    party: PartyView
    size: int
    of: int
    standing: Standing = "trusted"


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One of two things that may meet in time and place.

    Attributes:
        ref: Its reference; of a row of a list with the row.
        sort: What it is, in the reader's language.
        begins_at: None where no day is named: always.
        ends_at: None until further notice.
        named: What its author calls the place; None where it is drawn alone.
    """

    ref: str
    href: str
    party: PartyView
    sort: str
    begins_at: datetime | None
    ends_at: datetime | None
    named: Words | None


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Two things that meet or may meet in time and place.

    Attributes:
        what: Of what sort, in the reader's language.
        certain: Whether they meet, and not only may.
        in_time: `yes` or `undecided`.
        in_place: The same.
        apart_m: Metres between what both drew; None where one is known by name alone.
        radius_m: How far both may lie from that, taken together.
    """

    what: str
    sides: tuple[ConflictSide, ConflictSide]
    certain: bool
    in_time: str
    in_place: str
    apart_m: int | None
    radius_m: int


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page."""

    href: str
    text: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """Pages that stand together on the way to all others.

    Attributes:
        text: What they have in common; empty for a page that stands alone.
    """

    text: str
    links: tuple[Link, ...]

    @property
    def current(self) -> bool:
        """Whether one of them is this page, or above it."""
        return any(link.current for link in self.links)


@dataclass(frozen=True, slots=True)
class Help:
    """What a page says about itself, in the reader's language.

    Attributes:
        what: What the page is.
        binds: What a signature there binds to; empty where nothing is signed.
        guide: Address of the page of the guide that says more.
    """

    what: str
    binds: str = ""
    guide: str = ""


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step of the tour of a demonstration.

    Attributes:
        number: From 1.
        count: How many there are.
        text: What to look at on this page.
        next: The next one; None after the last.
    """

    number: int
    count: int
    text: str
    next: Link | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """What only a print-out of a matter or entry has.

    Attributes:
        ref: `us/42`.
        code: Address of the square that says what is needed to check it.
    """

    ref: str
    code: str


@dataclass(frozen=True, slots=True)
class Page:
    """What every page says about itself, its reader and the node that shows it.

    Attributes:
        lang: Language of the reader.
        mechanism: Title of the mechanism, in that language where the charter has it.
        home: Its address, `/m/<mechanism>/`.
        parties: How many parties it has.
        party: On whose node the reader is; None for a reader without party.
        office: The reader's office; empty before log-in.
        now: The instant for which the page is shown.
        zone: In which zone civil times are shown.
        place: What the place with that clock is called; the city after which the zone is named if empty.
        node: Name of the node.
        held: Its own log and its mirrors.
        path: This page, for switching the language.
        nav: Other pages, in groups.
        reconstruction: Whether the mechanism is marked as reconstructed.
        as_of: Whether `now` is not the present.
        day: The day or time that the reader asked for, as it stands in the address; empty if they did not.
        notices: What just happened, already in the reader's language.
        proof: Where that is proven, if it was signed and this is another page.
        sheets: The way to our own notes on what the page shows.
        live: Where the browser listens for news; empty where the page does not follow the record.
        entries: How many entries of all logs the node held when it made the page.
        letters: Where a letter goes that is typed after `g`.
        new: Where something new is signed; empty for whoever signs nothing.
        theme: `system`, `light` or `dark`, as the reader chose in this browser.
        asks: What else the address asks for, name and value, so that a choice keeps it.
        help: What the page is and what a signature there binds to.
        tour: The step of the tour that this page is.
        printed: What a print-out carries besides.
        keep: The way to save the page, as it was asked for, as a view.
        authentic: Languages in which what binds is shown beside the reader's own (`ui.authentic`).
        once: The mark of the forms on the page: pressed twice, a form is signed once.
    """

    lang: str
    mechanism: str
    home: str
    now: datetime
    zone: str
    node: str
    path: str
    parties: int = 3
    party: PartyView | None = None
    office: str = ""
    held: tuple[Held, ...] = ()
    nav: tuple[Ways, ...] = ()
    reconstruction: bool = False
    as_of: bool = False
    place: str = ""
    day: str = ""
    notices: tuple[str, ...] = field(default=())
    proof: Link | None = None
    sheets: Link | None = None
    live: str = ""
    entries: int = 0
    letters: tuple[tuple[str, Link], ...] = ()
    new: str = ""
    theme: str = "system"
    asks: tuple[tuple[str, str], ...] = ()
    help: Help | None = None
    tour: TourStep | None = None
    printed: Printed | None = None
    keep: Link | None = None
    authentic: tuple[str, ...] = ()
    once: str = ""

    def below(self, where: str) -> str:
        """The address of another page of the mechanism, as of the day that the reader asked for."""
        home, asks, day = self.home.partition("?")
        return f"{home}{where}{asks}{day}"
