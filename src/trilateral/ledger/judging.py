"""Why an entry has no effect: what is asked of each, in order, and what its author could know.

An entry is judged by its own log up to it and by its causal past, and by nothing else that the
reader happens to hold. So every reader comes to the same objection, or to none.

It leaves out in which order entries are read, and what those with an effect change (`fold`).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from trilateral.errors import MalformedError
from trilateral.ledger.admission import (
    is_signed_by,
    objection_to_evidence,
    objection_to_heads,
    objection_to_key_name,
    objection_to_new_root,
    objection_to_signature,
    offices_of,
    read_version,
    stated_heads,
)
from trilateral.ledger.charter import Charter, PartyTerms
from trilateral.ledger.entry import Entry, EntryId, Unread, words_under
from trilateral.ledger.evidence import Authority, Equivocation, open_branch
from trilateral.ledger.facts import Objection
from trilateral.ledger.keys import (
    SIGNED_BY,
    CharterAccepted,
    CharterRefused,
    EpochClosed,
    EpochOpened,
    Head,
    HeadsRecorded,
    KeyBook,
    KeyEnrolled,
    KeyRevoked,
    MisconductFound,
    PartyAccredited,
    PartyLeft,
)
from trilateral.ledger.line import InForce, Line, Read, Verdict
from trilateral.ledger.order import Clock, contains, join
from trilateral.ledger.standing import AuthorsFacts, Standing, Subject, general_key
from trilateral.ledger.versions import Version, check_amendment
from trilateral.tlog.note import Note, VerifierKey, parse_vkey

COUNTERSIGN = "trilateral sign --countersign ID --by OFFICE"
"""How a second office signs what the first has signed."""
READ_ON = (KeyEnrolled, KeyRevoked, EpochOpened, EpochClosed, HeadsRecorded, PartyAccredited, MisconductFound)
"""Read also of an exposed log: they bind nobody, and who had seen what must not hang on who was exposed when."""


class Judging(Standing):
    """The record so far, and what it has against an entry."""

    def _verdict(self, line: Line, index: int, read: Read) -> Verdict:
        entry = read.entry
        if entry is None or read.note is None:
            return Verdict(
                line.party, line.key, index, None, Objection("ledger.malformed", (("what", read.why),)), unread=True
            )
        entry = self._whose(line, entry)
        objection = self._objection_to_signature(line, index, read.note, entry)
        if objection is None:
            line.signed[index] = True
            objection = self._objection_to_header(line, index, entry)
        if objection is None and isinstance(entry.body, Unread):
            return Verdict(
                entry.party,
                line.key,
                index,
                entry,
                Objection(entry.body.why, (("kind", entry.header.kind),)),
                unread=True,
            )
        if objection is None and type(entry.body) in self._adoptions:
            found = self._adopted(line, index, entry)
            entry, objection = (entry, found) if isinstance(found, Objection) else (found, None)
            if objection is None:  # who may adopt may also say it: the same keys, asked about the kind adopted
                objection = self._objection_to_signature(line, index, read.note, entry)
        if objection is None:
            objection = self._objection_to_body(line, index, entry, read.note)
        return Verdict(entry.party, line.key, index, entry, objection)

    def _whose(self, line: Line, entry: Entry[Any]) -> Entry[Any]:
        """The entry as said by the party whose log this is by what stands in it, not by whichever text was read first."""
        party, body = line.party, entry.body
        if isinstance(body, PartyAccredited) and not line.is_settled and body.charter in self._versions.known:
            party = self._versions.known[body.charter].charter.party_of(line.origin) or party
        return entry if entry.party == party else replace(entry, party=party)

    def _adopted(self, line: Line, index: int, entry: Entry[Any]) -> Entry[Any] | Objection:
        """The words that an adoption makes its author's own, as the entry that stands here."""
        standing = self._standing_at(line, index)
        if standing.version is None:
            return self._not_in_force(line.past(index))
        found = self._adoptions[type(entry.body)](entry, self._facts(line, index, None))
        if isinstance(found, Objection):
            return found
        refs = (*entry.header.refs, *found.refs)
        header, body = words_under(entry.header, found.kind, found.subject, refs, found.members, self.kinds)
        if isinstance(body, Unread) or type(body) in self._adoptions or found.kind not in self._slices:
            return Objection("ledger.nothing_to_adopt", (("kind", found.kind),))
        return replace(entry, header=header, body=body)

    def _objection_to_signature(self, line: Line, index: int, note: Note, entry: Entry[Any]) -> Objection | None:
        if isinstance(entry.body, PartyAccredited):
            terms = self._terms_for_new_root(line, index, entry.body)
            if isinstance(terms, Objection):
                return terms
            return objection_to_new_root(note, terms, is_verified=line.signed.get(index, False))
        struct = self.kinds.get(entry.header.kind)
        return objection_to_signature(line, index, note, entry.header, struct, self._machines)

    def _objection_to_header(self, line: Line, index: int, entry: Entry[Any]) -> Objection | None:  # noqa: PLR0911 - one return for each objection
        header = entry.header
        if header.mechanism != self.mechanism:
            return Objection("ledger.wrong_mechanism", (("came", header.mechanism),))
        if header.log != line.origin:
            return Objection("ledger.wrong_log", (("expected", line.origin), ("came", header.log)))
        # What an author has seen does not hang on whether the entry counts: else pasts would change with ceilings, and
        # ceilings are drawn from pasts.
        if header.seen is not None and not self._see(line, index, header.seen):
            return Objection("ledger.bad_seen")
        self._learn_in_force(line, index)
        if not isinstance(entry.body, READ_ON) and index >= self._ceiling.get(line.key, index + 1):
            return Objection("ledger.exposed", (("log", line.origin),))
        if self._said_before(line, index, entry):
            return Objection("ledger.said_before", (("ref", self._ref(entry.id)),))
        past = line.past(index)
        for ref in header.refs:
            if not self._in_past(past, ref.entry):
                return Objection("ledger.not_seen", (("entry", ref.entry),))
        return None

    def _said_before(self, line: Line, index: int, entry: Entry[Any]) -> bool:
        """Whether the same text stands earlier in this log, or has an effect on its other branch.

        Each branch has keys and heads of its own, so the constitution's are read on both.
        """
        found = self._where.get(entry.id)
        if found is None:
            return False
        if any(contains(line.own(index), key, at) for key, at in found):
            return True
        constitution = type(entry.body) in SIGNED_BY
        return not constitution and any(self._lines[key].verdicts[at].has_effect for key, at in found)

    def _see(self, line: Line, index: int, seen: EntryId) -> bool:
        """Widen the log's past by the heads that an own, earlier heads entry names."""
        if seen == line.last_seen:
            return True
        if seen not in line.heads:
            return False
        line.seen.append((index, self._widened(line, index, line.heads[seen])))
        line.last_seen, line.last_past, line.standing = seen, None, None
        return True

    def _widened(self, line: Line, index: int, heads: Iterable[tuple[str, int, bytes]]) -> Clock:
        """A log's past with what lies under some heads."""
        past: Clock = line.past(index)
        for origin, size, root in heads:
            other = self._resolve(origin, size, root)
            if other is not None and size:
                past = join(join(past, other.past(size - 1)), other.own(size))
        return past

    def _charter_for(self, line: Line, seen: EntryId | None) -> Charter:
        """The charter in force for the next entry of a line, which names `seen`."""
        index = len(line.verdicts)
        past = (
            line.past(index) if seen in (None, line.last_seen) else self._widened(line, index, line.heads.get(seen, ()))
        )
        version = self._versions.in_force(self._complete_in(past, line.complete_at(index + 1)))
        return (version or self._versions.genesis).charter

    # The charter in force, and what is asked of the constitution's kinds

    def _learn_in_force(self, line: Line, index: int) -> None:
        """Keep which versions the author of an entry knew to be accepted by all: so they are for whoever knows the entry."""
        if line.standing is not None:
            return  # nothing of others was seen since, and nothing of its own changed what holds
        before = line.complete_at(index + 1)
        found = self._complete_in(line.past(index), before)
        if found != before:
            line.complete.append((index, found))

    def _standing_at(self, line: Line, index: int) -> InForce:
        if line.standing is None:
            line.standing = self._in_force(line.complete_at(index + 1), line.past(index), line.party)
        return line.standing

    def _objection_to_body(  # noqa: PLR0911 - one return for each kind
        self, line: Line, index: int, entry: Entry[Any], note: Note
    ) -> Objection | None:
        if entry.header.kind in self._slices:
            return self._objection_to_powers(line, index, entry, note) or self._objection_of_slice(entry, line, index)
        body = entry.body
        if isinstance(body, KeyEnrolled | KeyRevoked):
            code = line.book.objection_to(body)
            wrong_name = objection_to_key_name(line, body) if isinstance(body, KeyEnrolled) else None
            return Objection(code, (("key", body.key.partition("+")[0]),)) if code else wrong_name
        if isinstance(body, EpochOpened | EpochClosed):
            code = line.book.objection_to_epoch(body)
            return Objection(code) if code else None
        if isinstance(body, HeadsRecorded):
            return self._objection_to_heads(line, body.heads, self._standing_at(line, index).version)
        if isinstance(body, CharterAccepted):
            return self._objection_to_acceptance(line, index, body)
        if isinstance(body, PartyAccredited):
            return None  # asked already, with its signature
        if isinstance(body, MisconductFound):
            charter = (self._standing_at(line, index).version or self._versions.genesis).charter
            return objection_to_evidence(body, charter, *self._answering(line, index, body.log))
        return self._objection_to_leaving(line, index, body)

    def _answering(self, line: Line, index: int, origin: str) -> tuple[tuple[VerifierKey, ...], tuple[Authority, ...]]:
        """Keys by which a log answers for its heads, as far as an entry's author could know, and who may put more to it."""
        past, complete = line.past(index), line.complete_at(index + 1)
        charter = (self._versions.in_force(complete) or self._versions.genesis).charter
        # Who forks with its first word has enrolled nothing yet that others could have seen.
        named = (*self.genesis.log_keys(origin), *charter.log_keys(origin))
        lines = [each for each in self._lines.values() if each.origin == origin]  # on whichever branch it was seen
        keys = [key for each in lines for key in each.book.log_keys(before=past.get(each.key, 0))]
        return tuple(dict.fromkeys((*named, *keys))), self._versions.authorities(origin, complete)

    def _answers_for(self, origin: str, place: tuple[str, int], proof: Equivocation, common: KeyBook) -> bool:
        """Whether a log answers for both heads by keys that what both have in common has not retired.

        That goes for a key that a branch puts to the log too, as for the roots that do it: or a
        thief could let an entry that everybody can read say once more what it said long ago.
        """
        retired = common.retired_keys(proof.prefix)
        log_keys, authorities = self._answering(self._lines[place[0]], place[1], origin)
        by = [each for each in authorities if retired.isdisjoint(each.roots)]
        try:
            for branch in (proof.first, proof.second):
                open_branch(branch, origin, log_keys, by, retired)
        except MalformedError:
            return False
        return True

    def _objection_to_heads(self, line: Line, heads: tuple[Head, ...], version: Version | None) -> Objection | None:
        charter = (version or self._versions.genesis).charter
        objection = objection_to_heads(line, heads, charter)
        if objection is not None:
            return objection
        for head, (origin, size, root) in zip(heads, stated_heads(heads), strict=True):
            if not is_signed_by(head, self.genesis.log_keys(origin)):
                signed_for = self._resolve(origin, size, root)
                if signed_for is None or not is_signed_by(head, signed_for.book.log_keys(size)):
                    return Objection("ledger.bad_head", (("what", f"expected a head signed by the log {origin}"),))
        return None

    def _objection_to_acceptance(  # noqa: PLR0911 - one return for each objection
        self, line: Line, index: int, body: CharterAccepted
    ) -> Objection | None:
        if body.charter == self.mechanism:
            return None if not body.text else Objection("ledger.text_not_needed")
        if self._has_left(line, index):
            return Objection("ledger.has_left", (("party", line.party),))
        standing = self._standing_at(line, index)
        if standing.version is None:
            return self._not_in_force(line.past(index))
        if self._is_anothers(line, standing.version):
            return Objection("ledger.not_a_member", (("party", line.party),))
        found = read_version(body.text, body.charter)
        if isinstance(found, Objection):
            return found
        if body.charter == standing.version.hash:
            return None
        if found.previous != standing.version.hash:
            return Objection("ledger.another_previous", (("expected", standing.version.hash),))
        return self._objection_to_amendment(line, index, standing.version, found, body.charter)

    def _objection_to_amendment(
        self, line: Line, index: int, before: Version, after: Charter, name: str
    ) -> Objection | None:
        try:
            check_amendment(before.charter, after)
        except MalformedError as error:
            return Objection("ledger.bad_amendment", (("what", str(error)[:200]),))
        for other in sorted(self._versions.known.keys() - {name, *after.instead_of}):
            if self._versions.known[other].previous == before.hash:
                own = self._versions.acceptances(other).get(line.party, ())
                if any(contains(line.own(index), *place) for place in own):
                    return Objection("ledger.accepted_another", (("charter", other),))
        return None

    def _objection_to_leaving(self, line: Line, index: int, body: CharterRefused | PartyLeft) -> Objection | None:
        if self._has_left(line, index):
            return Objection("ledger.has_left", (("party", line.party),))
        if self._standing_at(line, index).version is None:
            return self._not_in_force(line.past(index))
        if isinstance(body, CharterRefused):
            places = self._versions.acceptances(body.charter).get(line.party, ())
            if any(contains(line.own(index), *place) for place in places):
                return Objection("ledger.accepted_already", (("charter", body.charter),))
        return None

    @staticmethod
    def _is_anothers(line: Line, version: Version) -> bool:
        """Whether the version gives the name of a log's party to another log."""
        terms = version.charter.party(line.party)
        return terms is not None and terms.origin != line.origin

    def _has_left(self, line: Line, index: int) -> bool:
        return self._versions.left(line.party, lambda place: contains(line.own(index), *place))

    def _terms_for_new_root(  # noqa: PLR0911 - one return for each objection
        self, line: Line, index: int, body: PartyAccredited
    ) -> PartyTerms | Objection:
        """What the newest version says of the party whose new root speaks for the first time.

        Whether that version is in force is asked of what lies under the heads that the entry
        names: of this log itself only what everybody has.
        """
        try:
            past = self._widened(line, index, stated_heads(body.heads))
        except MalformedError as error:
            return Objection("ledger.bad_head", (("what", str(error)),))
        version = self._versions.in_force(self._complete_in(past, line.complete_at(index)))
        if version is None or version.hash != body.charter:
            return Objection("ledger.not_accepted_by_others", (("charter", body.charter),))
        wrong = self._objection_to_heads(line, body.heads, version)
        if wrong is not None:
            return wrong
        found = read_version(body.text, body.charter)
        if isinstance(found, Objection):
            return found
        terms = version.charter.party(version.charter.party_of(line.origin))
        if terms is None or (line.is_settled and terms.id != line.party):
            return Objection("ledger.not_a_member", (("party", line.party if line.is_settled else line.origin),))
        if line.book.knows(tuple(parse_vkey(key) for key in (*terms.root_keys, *terms.log_keys))):
            return Objection("ledger.nothing_new", (("party", line.party),))
        return terms

    def _not_in_force(self, past: Clock) -> Objection:
        wanting = self._versions.missing(self._versions.genesis, lambda place: contains(past, *place))
        return Objection("charter.not_in_force", (("party", ", ".join(wanting[:1])),))

    # What is asked of the slices' kinds

    def _objection_to_powers(  # noqa: PLR0911 - one return for each objection
        self, line: Line, index: int, entry: Entry[Any], note: Note
    ) -> Objection | None:
        """Whether this author may say anything of this kind at all."""
        standing = self._standing_at(line, index)
        if standing.version is None:
            return self._not_in_force(line.past(index))
        if standing.has_left:
            return Objection("ledger.has_left", (("party", line.party),))
        charter = standing.version.charter
        role = charter.role(line.party)
        if role is None or self._is_anothers(line, standing.version):
            return Objection("ledger.not_a_member", (("party", line.party),))
        if not standing.is_member:
            return Objection("ledger.not_accepted", (("charter", standing.version.hash),))
        each = self._slices[entry.header.kind]
        if role in {"observer", "guarantor"} and type(entry.body) not in each.for_all | each.machine:
            return Objection("charter.has_no_say", (("role", role), ("kind", entry.header.kind)))
        if self.asks_two(charter, line.party, entry.header.kind) and len(offices_of(line, note)) < 2:
            return Objection("ledger.needs_two", (("kind", entry.header.kind), ("command", COUNTERSIGN)))
        return None

    def _objection_of_slice(self, entry: Entry[Any], line: Line, index: int) -> Objection | None:
        each, past = self._slices[entry.header.kind], line.past(index)
        about = self._subjects.get(entry.subject)
        if entry.header.subject is not None:
            if about is None or not self._in_past(past, entry.header.subject):
                return Objection("ledger.not_seen", (("entry", entry.header.subject),))
            if about.slice is not each and not each.general:
                return _objection_to_subject(entry, about)
        held = self._subjects.get(general_key(each.name, entry.subject)) if each.general else about
        return each.objection(held.state if held else None, entry, self._facts(line, index, about))

    def _facts(self, line: Line, index: int, about: Subject | None) -> AuthorsFacts:
        """What a rule may ask of the entry at `index`. A subject stays under the charter under which it was opened."""
        if about is not None:
            return AuthorsFacts(self, line.past(index), about.version, about.parties)
        standing = self._standing_at(line, index)
        return AuthorsFacts(self, line.past(index), standing.version or self._versions.genesis, standing.parties)


def _objection_to_subject(entry: Entry[Any], about: Subject) -> Objection:
    """Why an entry cannot be about a subject of another slice. Of what was said under seal only its readers know the slice."""
    readers = about.slice.sealed_for(about.state) if about.slice.sealed_for is not None else ()
    if readers and not entry.under_seal:
        return Objection("ledger.subject_sealed", (("kind", entry.header.kind), ("parties", ", ".join(readers))))
    return Objection("ledger.wrong_subject", (("kind", entry.header.kind), ("subject", about.slice.name)))
