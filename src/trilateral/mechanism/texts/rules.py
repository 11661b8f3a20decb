"""What the text entries mean: who may write, bracket, initial and sign, and what the record keeps of it.

How a paragraph reads, what is open and where the text stands are questions to the state (`wording`, `clean`,
`state`). Until a party has seen the signatures of all it may take its own back. From then on the text is agreed for
whoever has seen that, and no edit of theirs changes it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import msgspec

from trilateral.agreement.adoption import Adoptable
from trilateral.ledger.entry import Body, Entry, EntryId, PartyId, Text, members_of
from trilateral.ledger.facts import Facts, Objection
from trilateral.mechanism.texts.clean import exact_hashes, left
from trilateral.mechanism.texts.entries import (
    BracketLifted,
    DayNamed,
    ExactText,
    ForceRecorded,
    NonPaperMentioned,
    ParagraphAdded,
    ParagraphEdited,
    ParagraphStruck,
    SignatureTakenBack,
    TerminationAccepted,
    TerminationProposed,
    TextAdopted,
    TextAmended,
    TextInitialled,
    TextSigned,
    TextTabled,
    WordingAccepted,
    WordsBracketed,
)
from trilateral.mechanism.texts.merging import MAX_WORDS, words_of
from trilateral.mechanism.texts.state import (
    Act,
    Adoption,
    Amendment,
    Bracket,
    Force,
    JointText,
    Lift,
    Naming,
    Placed,
    Signature,
    Tabling,
    Termination,
    TerminationWord,
    Version,
    Yielding,
    agreed,
    all_acts,
    force_day,
    last_word,
    letters_crossed,
    only,
    tabling,
    terminated_by,
    terminated_on,
)
from trilateral.mechanism.texts.wording import heads_of, lets, speaks, versions_of, wording, words_at, yields

_WRITING = (ParagraphAdded, ParagraphEdited, ParagraphStruck, WordingAccepted, WordsBracketed, BracketLifted)
_BOUND_ONLY = (
    WordsBracketed,
    BracketLifted,
    TextInitialled,
    TextSigned,
    SignatureTakenBack,
    DayNamed,
    ForceRecorded,
    TextAmended,
    TerminationProposed,
    TerminationAccepted,
)
"""What takes a party that is bound. The rest the chair may sign too."""


def objection(held: JointText | None, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Say why `entry` has no effect on `held`, or None if it has one.

    A node asks this twice: before its own party signs, and of every entry that any
    party has signed. What the author had not seen is taken out of `held` first.

    Args:
        held: The text so far; None before it is mentioned or tabled.
        entry: Signed, parsed and about `held`, but otherwise anything at all.
        facts: What the author could know.
    """
    body: Body = entry.body
    if held is None:
        if isinstance(body, NonPaperMentioned | TextTabled) and entry.header.subject is None:
            return _objection_to_opening(body, entry, facts)
        return Objection("texts.not_found")
    known = as_seen(held, facts)
    wrong = _objection_to_speaking(known, body, entry, facts)
    if wrong is not None:
        return wrong
    if isinstance(body, TextTabled):
        return _objection_to_opening(body, entry, facts)
    if isinstance(body, _WRITING):
        return _objection_to_writing(known, body, entry)
    if isinstance(body, TextInitialled | TextSigned | SignatureTakenBack | TextAdopted):
        return _objection_to_settling(known, body, entry, facts)
    return _objection_to_force(known, body, entry, facts)


def as_seen(held: JointText, facts: Facts) -> JointText:
    """The text without what the author could not know."""
    return only(held, lambda act: facts.saw(act.entry) is not None)


def _objection_to_speaking(known: JointText, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    """Whether its author may say this at all, and at this stage."""
    party = entry.party
    if party not in known.parties and (isinstance(body, _BOUND_ONLY) or facts.charter.role(party) != "chair"):
        return Objection("texts.no_say", (("party", party),))
    if isinstance(body, NonPaperMentioned):
        return Objection("texts.opened_already")
    if isinstance(body, TextTabled):
        if party != known.party:
            return Objection("texts.not_yours_to_table", (("party", known.party),))
        return Objection("texts.tabled_already") if known.tablings else None
    return None if known.tablings else Objection("texts.not_tabled")


# On the table


def _objection_to_opening(body: NonPaperMentioned | TextTabled, entry: Entry[Any], facts: Facts) -> Objection | None:
    if entry.party not in facts.parties and facts.charter.role(entry.party) != "chair":
        return Objection("texts.no_say", (("party", entry.party),))
    if not body.title:
        return Objection("texts.says_nothing")
    return None if isinstance(body, NonPaperMentioned) else _objection_to_tabling(body, facts)


def _objection_to_tabling(body: TextTabled, facts: Facts) -> Objection | None:
    if not body.languages or not body.paragraphs:
        return Objection("texts.says_nothing")
    twice = len(set(body.languages)) != len(body.languages)
    wrong = next((w for each in body.paragraphs if (w := _objection_to_wordings(each.wordings)) is not None), None)
    if twice or wrong is not None:
        return wrong or Objection("texts.language_twice")
    if (body.into_force == "on_day") != (body.into_force_on is not None):
        return Objection("texts.day_and_terms")
    if body.into_force_on is not None and not _is_day(body.into_force_on):
        return Objection("texts.no_such_day", (("day", body.into_force_on),))
    return _objection_to_links(body, facts)


def _objection_to_links(body: TextTabled, facts: Facts) -> Objection | None:
    if body.meeting is not None:
        seen = facts.saw(body.meeting)
        if seen is None:
            return Objection("texts.not_seen", (("entry", body.meeting),))
        if not seen.header.kind.startswith("meetings.proposed/"):
            return Objection("texts.not_a_meeting", (("kind", seen.header.kind),))
    if body.amends is not None:
        if facts.saw(body.amends) is None:
            return Objection("texts.not_seen", (("entry", body.amends),))
        amended = facts.state(body.amends)
        if not isinstance(amended, JointText) or not amended.forces:
            return Objection("texts.not_in_force")
    return None


def _objection_to_wordings(wordings: tuple[Text, ...]) -> Objection | None:
    said = {each.lang: words_of(each.text) for each in wordings}
    if not wordings or not all(said.values()):
        return Objection("texts.says_nothing")
    if len(said) != len(wordings):
        return Objection("texts.language_twice")
    most = max(len(words) for words in said.values())
    return Objection("texts.too_long", (("words", most), ("most", MAX_WORDS))) if most > MAX_WORDS else None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# Writing


def _objection_to_writing(known: JointText, body: Any, entry: Entry[Any]) -> Objection | None:
    if agreed(known):
        return Objection("texts.agreed_already")
    if isinstance(body, BracketLifted):
        return _objection_to_lifting(known, body, entry.party)
    said = last_word(known, entry.party)
    if said is not None and said.word != "taken_back":
        return Objection("texts.signed_by_you", (("word", said.word),))
    if isinstance(body, ParagraphAdded):
        if body.after is not None and not _has(known, body.after):
            return Objection("texts.no_such_paragraph", (("paragraph", body.after),))
        return _objection_to_wordings(body.wordings)
    if not _has(known, body.key):
        return Objection("texts.no_such_paragraph", (("paragraph", body.key),))
    if isinstance(body, WordingAccepted):
        return _objection_to_yielding(known, body, entry.party)
    return _objection_to_version(known, body, entry.party)


def _has(known: JointText, key: str) -> bool:
    return any(each.key == key for each in known.places)


def _objection_to_lifting(known: JointText, body: BracketLifted, party: PartyId) -> Objection | None:
    bracket = next((each for each in known.brackets if each.entry == body.bracket), None)
    if bracket is None:
        return Objection("texts.no_such_bracket")
    if bracket.party != party:
        return Objection("texts.not_your_bracket", (("party", bracket.party),))
    again = any(each.bracket == bracket.entry for each in known.lifts)
    return Objection("texts.lifted_already") if again else None


def _objection_to_yielding(known: JointText, body: WordingAccepted, party: PartyId) -> Objection | None:
    version = next((e for e in known.versions if e.key == body.key and e.entry == body.version), None)
    if version is None:
        return Objection("texts.no_such_version")
    if version.party == party:
        return None if yields(known, party, body.key) else Objection("texts.your_own_version")
    return Objection("texts.accepted_already") if lets(known, party, version.entry) else None


def _objection_to_version(
    known: JointText, body: ParagraphEdited | ParagraphStruck | WordsBracketed, party: PartyId
) -> Objection | None:
    named = {each.entry for each in known.versions if each.key == body.key}
    if any(base not in named for base in body.bases):
        return Objection("texts.no_such_version")
    for lang in _langs(known, body):
        there = versions_of(known, body.key, lang)
        if there and not any(each.entry in body.bases for each in there):
            return Objection("texts.names_no_version", (("lang", lang),))
    match body:
        case ParagraphEdited():
            return _objection_to_edit(known, body)
        case ParagraphStruck():
            heads = [h for lang in _langs(known, body) for h in heads_of(known, versions_of(known, body.key, lang))]
            return Objection("texts.struck_already") if all(each.struck for each in heads) else None
        case WordsBracketed():
            return None if _place_of(known, body) is not None else Objection("texts.no_such_words", (("party", party),))


def _langs(known: JointText, body: ParagraphEdited | ParagraphStruck | WordsBracketed) -> tuple[str, ...]:
    """The languages that an act on a paragraph touches."""
    if isinstance(body, WordsBracketed):
        return (body.lang,)
    if isinstance(body, ParagraphEdited):
        return tuple(each.lang for each in body.wordings)
    written = {w.lang for version in known.versions if version.key == body.key for w in version.wordings}
    return tuple(sorted(written))


def _objection_to_edit(known: JointText, body: ParagraphEdited) -> Objection | None:
    wrong = _objection_to_wordings(body.wordings)
    if wrong is not None:
        return wrong
    edited = {each.lang for each in body.wordings}
    for match in body.matches:
        other = next((e for e in known.versions if e.key == body.key and e.entry == match), None)
        if other is None:
            return Objection("texts.no_such_version")
        if not {each.lang for each in other.wordings} - edited:
            return Objection("texts.matches_itself")
    same = all(
        words_of(each.text) == words_at(known, body.key, each.lang, body.bases)
        and len({b for b in body.bases if any(v.entry == b and speaks(v, each.lang) for v in known.versions)}) == 1
        for each in body.wordings
    )
    return Objection("texts.same_words") if same and not body.matches else None


def _place_of(known: JointText, body: WordsBracketed) -> tuple[int, int] | None:
    """Where the bracketed words stand in what the author had before it."""
    there = words_at(known, body.key, body.lang, body.bases)
    wanted = words_of(body.words)
    if not there or body.occurrence < 1:
        return None
    if not wanted:
        return 0, len(there)
    found = [at for at in range(len(there) - len(wanted) + 1) if there[at : at + len(wanted)] == wanted]
    at = found[body.occurrence - 1] if body.occurrence <= len(found) else None
    return None if at is None else (at, at + len(wanted))


# Initials and signatures


def _objection_to_settling(
    known: JointText,
    body: TextInitialled | TextSigned | SignatureTakenBack | TextAdopted,
    entry: Entry[Any],
    facts: Facts,
) -> Objection | None:
    if agreed(known):
        return Objection("texts.agreed_already")
    said = last_word(known, entry.party)
    if isinstance(body, SignatureTakenBack):
        return Objection("texts.nothing_signed") if said is None or said.word == "taken_back" else None
    hashes = exact_hashes(known)
    if not hashes:
        return Objection("texts.not_clean", (("count", len(left(known))),))
    if isinstance(body, TextAdopted):
        return _objection_to_adoption(known, body, hashes, facts)
    given = tuple(sorted(body.hashes, key=lambda each: (each.lang, each.hash)))
    if given != hashes:
        return Objection("texts.other_hashes")
    same = said if said is not None and said.hashes == hashes else None
    if isinstance(body, TextInitialled):
        if same is not None and same.word == "signed":
            return Objection("texts.signed_by_you", (("word", same.word),))
        again = same is not None and same.ad_referendum == body.ad_referendum
        return Objection("texts.said_already") if again else None
    named = [*(each.key for each in body.reservations), *(each.key for each in body.interpretations)]
    strange = next((key for key in named if key is not None and not _has(known, key)), None)
    if strange is not None:
        return Objection("texts.no_such_paragraph", (("paragraph", strange),))
    again = same is not None and same.word == "signed" and not letters_crossed(known)
    return Objection("texts.said_already") if again else None


def _objection_to_adoption(
    known: JointText, body: TextAdopted, hashes: tuple[ExactText, ...], facts: Facts
) -> Objection | None:
    carrier = facts.saw(body.proposal)
    if carrier is None:
        return Objection("texts.not_seen", (("entry", body.proposal),))
    proposal = facts.state(carrier.subject)
    if not isinstance(proposal, Adoptable) or proposal.adopted_text(facts.state) != body.proposal:
        return Objection("texts.not_adopted", (("entry", body.proposal),))
    said = " ".join(_strings(members_of(carrier.body)))
    if not all(each.hash in said for each in hashes):
        return Objection("texts.other_hashes")
    again = any(each.proposal == body.proposal for each in known.adoptions)
    return Objection("texts.said_already") if again else None


def _adopted_for(text: EntryId, facts: Facts) -> tuple[PartyId, ...]:
    """The parties for which the adopted words hold."""
    carrier = facts.saw(text)
    proposal = None if carrier is None else facts.state(carrier.subject)
    return proposal.adopted_for(text) if isinstance(proposal, Adoptable) else ()


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _strings(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _strings(member)


# In force, and out of it


def _objection_to_force(known: JointText, body: Body, entry: Entry[Any], facts: Facts) -> Objection | None:
    day = getattr(body, "on", None)
    if day is not None and not _is_day(day):
        return Objection("texts.no_such_day", (("day", day),))
    if isinstance(body, DayNamed):
        terms = tabling(known)
        if terms is None or terms.into_force != "day_named_by_all":
            return Objection("texts.no_day_to_name")
        return Objection("texts.in_force_already") if known.forces else None
    if isinstance(body, ForceRecorded):
        return _objection_to_recording(known, body)
    if not known.forces:
        return Objection("texts.not_in_force")
    if terminated_on(known):
        return Objection("texts.ended_before")
    if isinstance(body, TextAmended):
        return _objection_to_amending(known, body, facts)
    if isinstance(body, TerminationAccepted):
        end = next((each for each in known.terminations if each.entry == body.termination), None)
        if end is None:
            return Objection("texts.no_such_termination")
        return Objection("texts.accepted_already") if entry.party in terminated_by(known, end) else None
    return None if isinstance(body, TerminationProposed) else Objection("texts.not_found")


def _objection_to_recording(known: JointText, body: ForceRecorded) -> Objection | None:
    if known.forces:
        return Objection("texts.in_force_already")
    if not agreed(known):
        return Objection("texts.not_signed")
    day = force_day(known)
    if day is None:
        return Objection("texts.no_day_named")
    return None if body.on == day else Objection("texts.other_day", (("day", day),))


def _objection_to_amending(known: JointText, body: TextAmended, facts: Facts) -> Objection | None:
    if facts.saw(body.by) is None:
        return Objection("texts.not_seen", (("entry", body.by),))
    other = facts.state(body.by)
    terms = tabling(other) if isinstance(other, JointText) else None
    if not isinstance(other, JointText) or terms is None or terms.amends != known.id:
        return Objection("texts.not_an_amendment")
    if not other.forces:
        return Objection("texts.not_in_force")
    return Objection("texts.said_already") if any(each.by == body.by for each in known.amendments) else None


# What the record keeps


def apply(held: JointText | None, entry: Entry[Any], facts: Facts) -> JointText | None:
    """Return `held` as it stands after `entry`, to which there is no objection."""
    body: Body = entry.body
    if held is None:
        if not isinstance(body, NonPaperMentioned | TextTabled):
            return None
        held = JointText(entry.id, entry.party, facts.parties, body.title)
    at = (entry.id, entry.party, entry.index, _knew(held, facts), entry.header.claimed_at)
    crossed = set(held.crossed)
    if any(each.party == entry.party and facts.saw(each.entry) is None for each in all_acts(held)):
        # Who does not know what stands in its own log has another log than the one shown here.
        crossed.add(entry.party)
    added: dict[str, Any] = {}
    for name, act in _acts(held, entry, facts, at):
        added.setdefault(name, list(getattr(held, name))).append(act)
    rows = {name: _ordered(acts) for name, acts in added.items()}
    return msgspec.structs.replace(held, **rows, crossed=tuple(sorted(crossed)))


At = tuple[EntryId, PartyId, int, tuple[tuple[PartyId, int], ...], Any]


def _knew(held: JointText, facts: Facts) -> tuple[tuple[PartyId, int], ...]:
    """How far the author knew the other acts on this text."""
    last: dict[PartyId, int] = {}
    for act in all_acts(held):
        if act.index > last.get(act.party, -1) and facts.saw(act.entry):
            last[act.party] = act.index
    return tuple(sorted(last.items()))


def _acts(held: JointText, entry: Entry[Any], facts: Facts, at: At) -> list[tuple[str, Act]]:
    """What the state keeps of an entry, and in which of its rows."""
    match entry.body:
        case TextTabled():
            return _tabled(entry, at)
        case ParagraphAdded(after=after, sort=sort, clause=clause, wordings=wordings, why=why):
            key = f"{entry.party}-{entry.index}"
            version = Version(*at, key, _in_order(wordings), (), (), (), struck=False, why=why)
            return [("places", Placed(*at, key, after, sort, clause)), ("versions", version)]
        case ParagraphEdited(key=key, bases=bases, wordings=wordings, matches=matches, why=why):
            over = _contested(as_seen(held, facts), entry.body, entry.party)
            named = (tuple(sorted(set(bases))), over, tuple(sorted(set(matches))))
            return [("versions", Version(*at, key, _in_order(wordings), *named, struck=False, why=why))]
        case ParagraphStruck(key=key, bases=bases, why=why):
            over = _contested(as_seen(held, facts), entry.body, entry.party)
            return [("versions", Version(*at, key, (), tuple(sorted(set(bases))), over, (), struck=True, why=why))]
        case WordingAccepted(key=key, version=version_id):
            return [("yieldings", Yielding(*at, key, version_id))]
        case WordsBracketed(key=key, lang=lang, bases=bases, option=option, why=why):
            start, end = _place_of(as_seen(held, facts), entry.body) or (0, 0)
            return [("brackets", Bracket(*at, key, lang, tuple(sorted(set(bases))), start, end, option, why))]
        case BracketLifted(bracket=bracket):
            return [("lifts", Lift(*at, bracket))]
    return _settling(held, entry, facts, at)


def _settling(held: JointText, entry: Entry[Any], facts: Facts, at: At) -> list[tuple[str, Act]]:
    match entry.body:
        case TextInitialled(hashes=hashes, ad_referendum=referred):
            return [("signatures", Signature(*at, "initialled", _by_lang(hashes), referred, (), (), None))]
        case TextSigned(hashes=hashes, reservations=excluded, interpretations=read_as):
            return [("signatures", Signature(*at, "signed", _by_lang(hashes), False, excluded, read_as, None))]
        case SignatureTakenBack(why=why):
            return [("signatures", Signature(*at, "taken_back", (), False, (), (), why))]
        case TextAdopted(proposal=proposal):
            return [
                (
                    "adoptions",
                    Adoption(*at, proposal, exact_hashes(as_seen(held, facts)), _adopted_for(proposal, facts)),
                )
            ]
        case DayNamed(on=on):
            return [("namings", Naming(*at, on))]
        case ForceRecorded(on=on):
            return [("forces", Force(*at, on))]
        case TextAmended(by=by):
            return [("amendments", Amendment(*at, by))]
        case TerminationProposed(on=on, why=why):
            return [("terminations", Termination(*at, on, why))]
        case TerminationAccepted(termination=termination):
            return [("termination_words", TerminationWord(*at, termination))]
    return []


def _tabled(entry: Entry[Any], at: At) -> list[tuple[str, Act]]:
    body: TextTabled = entry.body
    moderated = entry.header.capacity == "moderator"
    force = (body.into_force, body.into_force_on)
    tabled = Tabling(*at, body.title, body.languages, *force, body.meeting, body.amends, moderated)
    found: list[tuple[str, Act]] = [("tablings", tabled)]
    for number, each in enumerate(body.paragraphs, 1):
        key, before = str(number), str(number - 1) if number > 1 else None
        found.append(("places", Placed(*at, key, before, each.sort, each.clause)))
        found.append(("versions", Version(*at, key, _in_order(each.wordings), (), (), (), struck=False, why=None)))
    return found


def _contested(known: JointText, body: ParagraphEdited | ParagraphStruck, party: PartyId) -> tuple[EntryId, ...]:
    """The versions named that competed with others as the author saw it, and are not its own."""
    found: set[EntryId] = set()
    own = {each.entry for each in known.versions if each.party == party}
    for lang in _langs(known, body):
        for stretch in wording(known, body.key, lang).competing:
            found |= {entry for option in stretch.options for entry in option.versions}
    return tuple(sorted(found & set(body.bases) - own))


def _in_order(wordings: tuple[Text, ...]) -> tuple[Text, ...]:
    return tuple(sorted(wordings, key=lambda each: each.lang))


def _by_lang(hashes: tuple[ExactText, ...]) -> tuple[ExactText, ...]:
    return tuple(sorted(hashes, key=lambda each: each.lang))


ActT = TypeVar("ActT", bound=Act)


def _ordered(acts: Iterable[ActT]) -> tuple[ActT, ...]:
    """By party and place in its log: the one order that does not depend on how logs were read."""
    return tuple(sorted(acts, key=lambda act: (act.party, act.index, act.entry, _number(act))))


def _number(act: Act) -> int:
    """Paragraphs that came with one entry, by their numbers."""
    key = getattr(act, "key", "")
    return int(key) if key.isdecimal() else 0
