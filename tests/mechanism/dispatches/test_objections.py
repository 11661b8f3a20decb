"""Every objection to an entry on dispatches is met through the same door as a delegate's words: the API refuses it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.i18n.messages import sentence
from trilateral.ledger.entry import EntryId, members_of
from trilateral.mechanism.dispatches import rules
from trilateral.mechanism.dispatches.edition import edition_root
from trilateral.mechanism.dispatches.entries import (
    DispatchCompiled,
    DispatchOffered,
    DispatchWithdrawn,
    Figure,
    Item,
    ItemCorrected,
    ItemsReleased,
)
from trilateral.mechanism.statements.entries import StatementMade

CODES = set(re.findall(r'"(dispatches\.[a-z_]+)"', Path(rules.__file__).read_text("utf-8")))
UNKNOWN = "f" * 64
Tried: TypeAlias = tuple[str, EntryId | None, dict[str, Any]]


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("dispatches")) as made:
        yield made


@pytest.fixture(scope="module")
def tried(us: Office) -> dict[str, Tried]:
    """For each code a kind, a subject and members of a body that are refused with it, each in a state of its own."""
    now = us.web.parties.clock.now().replace(microsecond=0)
    said = us.say("us", StatementMade("position", en("Yes.")))
    late = now + timedelta(hours=1)
    base = DispatchCompiled(
        (en("Report"),), 1, 1, "2007-05-28", late, "UTC", f"{late:%Y-%m-%d %H:%M}", (Item((en("Quiet."),)),)
    )

    def issue(number: int, **changes: Any) -> DispatchCompiled:
        return msgspec.structs.replace(base, number=number, **changes)

    def compiled(number: int, party: str = "ir", *, offer: bool = True, **changes: Any) -> tuple[EntryId, str]:
        body = issue(number, **changes)
        made, root = us.say(party, body), edition_root(body)
        if offer:
            us.say(party, DispatchOffered(root), made)
        return made, root

    def members(**changes: Any) -> dict[str, Any]:
        return members_of(issue(99, **changes))

    def figured(value: int, *entries: EntryId, **more: Any) -> tuple[Item, ...]:
        return (Item((en("x"),), figures=(Figure("shots", en("Shots"), value, entries=entries, **more),)),)

    draft, draft_root = compiled(1, offer=False)
    offered, root = compiled(2)
    ours, our_root = compiled(3, "us")
    withdrawn, withdrawn_root = compiled(4)
    us.say("ir", DispatchWithdrawn(), withdrawn)
    not_ours, not_our_root = compiled(5, release_by=("iq", "ir"))
    published, published_root = compiled(6)
    for party in ("iq", "us"):
        us.say(party, ItemsReleased(published_root), published)
    correction = us.say("us", ItemCorrected(1, 1, Item((en("Not quiet."),)), en("As heard.")), published)
    corrected: dict[str, Any] = {
        "number": 2,
        "item": 1,
        "instead": {"texts": [{"lang": "en", "text": "x"}]},
        "why": {"lang": "en", "text": "x"},
    }
    return {
        "compiled_already": ("compiled", draft, members()),
        "not_found": ("withdrawn", None, {}),
        "no_such_number": ("compiled", None, members(volume=0)),
        "no_such_day": ("compiled", None, members(dated_on="2007-02-30")),
        "period_is_empty": ("compiled", None, members(from_at=late)),
        "not_a_party": ("compiled", None, members(release_by=("west",))),
        "says_nothing": ("compiled", None, members(items=())),
        "not_seen": ("compiled", None, members(previous=UNKNOWN)),
        "not_a_dispatch": ("compiled", None, members(previous=said)),
        "number_does_not_follow": ("compiled", None, members(previous=draft)),
        "not_a_meeting": ("compiled", None, members(session=said)),
        "item_without_words": ("compiled", None, members(items=(Item(()),))),
        "language_twice": ("compiled", None, members(items=(Item((en("a"), en("b"))),))),
        "after_cut_off": (
            "compiled",
            None,
            members(cut_off_at=now - timedelta(days=1), items=(Item((en("x"),), entries=(said,)),)),
        ),
        "before_period": ("compiled", None, members(from_at=late - timedelta(seconds=1), items=figured(1, said))),
        "entry_twice": ("compiled", None, members(items=figured(2, said, said))),
        "figure_twice": ("compiled", None, members(items=figured(0) * 2)),
        "figure_without_entries": ("compiled", None, members(items=figured(3, basis="stated"))),
        "does_not_count": ("compiled", None, members(items=figured(3, said))),
        "other_kind": ("compiled", None, members(items=figured(1, said, kind="allegations.filed"))),
        "not_yours_to_offer": ("offered", draft, {"root": draft_root}),
        "other_edition": ("released", offered, {"root": UNKNOWN}),
        "offered_already": ("offered", ours, {"root": our_root}),
        "withdrawn_before": ("released", withdrawn, {"root": withdrawn_root}),
        "released_before": ("held", published, {"root": published_root}),
        "no_such_item": ("released", offered, {"root": root, "items": [7]}),
        "not_yours_to_release": ("released", not_ours, {"root": not_our_root}),
        "not_offered": ("released", draft, {"root": draft_root}),
        "said_already": ("correction_released", published, {"correction": correction}),
        "not_released": ("corrected", offered, {**corrected, "number": 1}),
        "no_such_correction": ("correction_released", published, {"correction": said}),
    }


def test_every_objection_is_tried(tried: dict[str, Tried]) -> None:
    assert {f"dispatches.{code}" for code in tried} == CODES


@pytest.mark.parametrize("code", sorted(code.partition(".")[2] for code in CODES))
def test_it_is_refused_with_its_code_and_a_sentence_in_three_languages(
    us: Office, tried: dict[str, Tried], code: str
) -> None:
    kind, subject, body = tried[code]

    refused = us.refused(f"dispatches.{kind}/1", body, subject)

    assert refused["code"] == f"dispatches.{code}"
    assert len({sentence(lang, f"dispatches.{code}") for lang in ("en", "ar", "fa")}) == 3
    assert refused["sentence"] not in {"", refused["code"]}
