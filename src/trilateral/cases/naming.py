"""What an act of a case names that is no id: hashes, keys and words that come of other acts, or of a file.

    @key              id of the act's entry
    @key#text         hash of the text that a proposal tables
    @key#edition      root of the issue that a dispatch compiles
    @key#clean        of a joint text, once nothing in it is open: language and hash, for each language that is authentic
    @key#clean.ar     the hash of one of them alone
    @key#paragraph    key of the paragraph that an act adds to a joint text
    @key#spoken       the four words in which somebody hears the receipt of an entry on the telephone
    @key#rows         all that an entry says under seal, row by row, for whoever shows it to everybody
    @ford.txt#file    hash of a file beside the case, which then goes with the act

They follow from the acts that the author of the naming act had seen, and from nothing said later.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from trilateral.cases.act import Act, Case, Named
from trilateral.catalogue import KINDS
from trilateral.errors import MalformedError
from trilateral.ledger.entry import Body, EntryId, members_of
from trilateral.ledger.line import Verdict
from trilateral.mechanism.dispatches.edition import edition_root
from trilateral.mechanism.dispatches.entries import DispatchCompiled
from trilateral.mechanism.notices.spoken import numbers_of, words_of
from trilateral.mechanism.proposals.entries import Wording, text_hash
from trilateral.mechanism.texts.clean import exact_hashes, left
from trilateral.mechanism.texts.entries import ParagraphAdded
from trilateral.mechanism.texts.state import JointText, only
from trilateral.node.parts import disclosure
from trilateral.node.record import Record


def known(case: Case, act: Act) -> frozenset[str]:
    """Acts that its author had seen: those of earlier days, and those that it needs."""
    earlier = {each.key for each in case.acts if each.at.date() < act.at.date()}
    return frozenset(earlier | case.seen_by(act))


@dataclass(frozen=True)
class Naming:
    """What the acts of a case are called in a record.

    Attributes:
        case: Which.
        record: As one node holds it.
        said: Where the acts stand in it, as far as they are there.
    """

    case: Case
    record: Record
    said: Mapping[str, Verdict]

    def id_of(self, key: str) -> EntryId:
        """Id of an act's entry."""
        entry = self.said[key].entry
        assert entry is not None  # noqa: S101 - `placed` finds entries that were read
        return entry.id

    def body(self, act: Act, more: Mapping[str, object] | None = None) -> Body:
        """Return the body of an act as its kind's struct.

        Args:
            act: Which act.
            more: Members that no table can hold.

        Raises:
            MalformedError: The case does not fit the kind: a mistake in its table.
        """

        def resolve(named: Named) -> Any:
            return self._resolved(act, named)

        try:
            return msgspec.convert(act.members(resolve) | dict(more or {}), KINDS[act.kind])
        except (msgspec.ValidationError, KeyError) as error:
            raise MalformedError(f"{act.place}: expected a body of {act.kind}, got {error}") from error

    def _resolved(self, act: Act, named: Named) -> Any:  # noqa: PLR0911 - one line for each thing that can be named
        other = None if named.what == "file" else self.case.act(named.key)
        match named.what:
            case "file":
                return sha256(act.papers[named.key]).hexdigest()
            case "text" | "edition":
                return self._hash_of(act, self.case.act(named.key), named)
            case "clean":
                return self._clean(act, named)
            case "paragraph":
                if other is not None and KINDS[other.kind] is not ParagraphAdded:
                    raise _unfit(act, named, "an act that adds a paragraph", other.kind)
                verdict = self.said[named.key]
                return f"{verdict.party}-{verdict.index}"
            case "spoken":
                return words_of(numbers_of(self.id_of(named.key)))
            case "rows":
                entry = self.said[named.key].entry
                assert entry is not None  # noqa: S101 - `placed` finds entries that were read
                return [members_of(each) for each in disclosure(self.record, entry, ()).fields]
        return self.id_of(named.key)

    def _hash_of(self, act: Act, other: Act, named: Named) -> str:
        body = self.body(other)
        if named.what == "text" and isinstance(body, Wording):
            return text_hash(body)
        if named.what == "edition" and isinstance(body, DispatchCompiled):
            return edition_root(body)
        wanted = "an act that tables a proposal" if named.what == "text" else "an act that compiles an issue"
        hint = "; the hashes of a joint text are #clean" if other.kind.startswith("texts.") else ""
        raise _unfit(act, named, wanted, other.kind + hint)

    def _clean(self, act: Act, named: Named) -> Any:
        """The clean text as the author knew it, or as much of it as is asked for."""
        state = self.record.readers.reading().state(self.id_of(named.key))
        if not isinstance(state, JointText):
            raise _unfit(act, named, "the act that opened a joint text", self.case.act(named.key).kind)
        seen: Collection[EntryId] = {self.id_of(key) for key in known(self.case, act) if key in self.said}
        text = only(state, lambda each: each.entry in seen)
        hashes = exact_hashes(text)
        if not hashes:
            raise _unfit(act, named, "a text in which nothing is open any more", _open_in(text))
        if not named.lang:
            return [members_of(each) for each in hashes]
        found = next((each.hash for each in hashes if each.lang == named.lang), None)
        if found is None:
            raise _unfit(act, named, f"one of {', '.join(each.lang for each in hashes)}", named.lang)
        return found


def _open_in(text: JointText) -> str:
    """What keeps a text from being clean, in words."""
    found = [
        f"{each.sort} in paragraph {each.key}"
        + (f" ({each.lang})" if each.lang else "")
        + (f" of {', '.join(each.holders)}" if each.holders else "")
        for each in left(text)
    ]
    return "; ".join(found) or "no paragraphs that its author had seen (see `after`)"


def _unfit(act: Act, named: Named, wanted: str, came: str) -> MalformedError:
    return MalformedError(f"{act.place}: {named}: expected {wanted}, got {came}")
