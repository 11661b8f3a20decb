"""The charter of a case before there is one: what stands against its terms, as `trilateral charter check` says it.

Keys are made with the homes. Until then each party has terms with none, which nobody could sign by.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from trilateral.cases.act import Case, PartyInCase
from trilateral.cases.spelling import converted
from trilateral.catalogue import LEVEL
from trilateral.desk.charter_findings import Finding, findings
from trilateral.errors import MalformedError
from trilateral.i18n.isolates import without_isolates
from trilateral.i18n.messages import sentence
from trilateral.ledger.charter import FORMAT, Charter, PartyTerms
from trilateral.ledger.entry import members_of

_PAGE = "docs/spec/charter.md"
_MADE = frozenset({"format", "parties", "reconstruction", "previous", "instead_of"})
"""What the program says itself, in every charter of a case."""

_OF_OURS = "charter.quorum_of_all"
"""What is remarked on a quorum that the case left out: all others hold everything in a demonstration."""


def with_terms(terms: Mapping[str, Any], parties: Iterable[PartyTerms]) -> dict[str, Any]:
    """Return the members of a case's charter. Whatever the case says, nobody's real signature is claimed in it."""
    said = [members_of(each) for each in parties]
    return {"format": FORMAT, "level": LEVEL, "quorum": len(said) - 1, **terms, "parties": said, "reconstruction": True}


def findings_of(case: Case) -> tuple[Finding, ...]:
    """Return what stands against a case's charter, errors first."""
    charter = _without_keys(case.terms, case.parties, case.name)
    found = findings(charter)
    return tuple(each for each in found if each.code != _OF_OURS or "quorum" in case.terms)


def check_terms(terms: Mapping[str, Any], parties: Iterable[PartyInCase], named: str) -> None:
    """Refuse terms that are none, or that nothing can ever apply.

    Raises:
        MalformedError: With the sentence that `trilateral charter check` would say.
    """
    made = sorted(_MADE & set(terms))
    if made:
        raise MalformedError(f"{named}: expected no {', '.join(made)}: the program says that itself; leave it out")
    error = next((each for each in findings(_without_keys(terms, parties, named)) if each.is_error), None)
    if error is not None:
        said = without_isolates(sentence("en", error.code, error.params))
        raise MalformedError(f"{named}: {said} [{error.code}]")


def _without_keys(terms: Mapping[str, Any], parties: Iterable[PartyInCase], named: str) -> Charter:
    said = [
        PartyTerms(
            id=each.id,
            names=each.names,
            origin=f"{each.id}.example",
            role=each.role,
            root_keys=("none",),
            log_keys=(),
            zone=each.zone,
            capital=each.capital,
            weekend=each.weekend,
            holidays=each.holidays,
        )
        for each in parties
    ]
    return converted(with_terms(terms, said), Charter, named, _PAGE)
