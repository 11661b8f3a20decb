"""The list of issues, an issue with its items, releases and corrections, what is asked of whom, and forms."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.mechanism.office import Office, office
from tests.server.web import en
from trilateral.ledger.entry import EntryId, Text
from trilateral.mechanism.dispatches.edition import edition_root
from trilateral.mechanism.dispatches.entries import (
    CorrectionReleased,
    DispatchCompiled,
    DispatchOffered,
    DispatchRemarked,
    DispatchWithdrawn,
    Figure,
    Item,
    ItemCorrected,
    ItemsHeld,
    ItemsReleased,
)
from trilateral.mechanism.statements.entries import StatementMade
from trilateral.server.roles import Role

QUIET = Item((en("All quiet."), Text("fa", "همه‌جا آرام است.")), salt="0123456789abcdef" * 2)
FERRY = Item((en("The ferry runs."),))


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as made:
        yield made


def issue(us: Office, *items: Item, **changes: Any) -> DispatchCompiled:
    cut_off = us.web.parties.clock.now().replace(microsecond=0) + timedelta(hours=1)
    base = DispatchCompiled((en("River report"),), 1, 1, "2007-05-28", cut_off, "UTC", "2007-05-28 00:00", (FERRY,))
    return msgspec.structs.replace(base, items=items or (QUIET, FERRY), **changes)


def offered(us: Office, party: str = "ir", **changes: Any) -> tuple[EntryId, str]:
    body = issue(us, **changes)
    made, root = us.say(party, body), edition_root(body)
    us.say(party, DispatchOffered(root), made)
    return made, root


def ref(us: Office, entry: EntryId) -> str:
    return us.web.node.record.fold.verdict(entry).ref  # type: ignore[union-attr]  # it was just signed


def asked(page: str) -> str:
    return page.partition('<section class="asked"')[2].partition("</section>")[0]


def test_release_is_asked_for_and_each_partys_word_stands_beside_each_item(us: Office) -> None:
    made, root = offered(us)
    before = us.delegate.page()
    us.say("iq", ItemsReleased(root, (1,)), made)
    us.say("iq", ItemsHeld(root, (2,), en("Too early.")), made)
    us.say("us", ItemsReleased(root), made)
    page, listed = us.delegate.page(f"dispatches/{ref(us, made)}"), us.delegate.page("dispatches")

    assert f"Release dispatch {ref(us, made)}, or hold it" in asked(before)
    assert "Release dispatch" not in asked(us.delegate.page())
    for shown in ("Too early.", "In the public edition.", "Withheld:", root, "It has no salt", "the instant differ"):
        assert shown in page
    assert 'lang="fa" dir="rtl"' in page
    assert "Volume 1, no. 1" in listed
    assert "released in part, the rest held" in listed
    assert us.found("dispatches", made).items[0].public is True


def test_an_embargo_is_shown_until_it_is_over(us: Office) -> None:
    until = us.web.parties.clock.now().replace(microsecond=0) + timedelta(days=1)
    made, root = offered(us, embargo_until=until)
    for party in ("iq", "us"):
        us.say(party, ItemsReleased(root), made)
    during = us.delegate.page("dispatches")
    us.web.parties.clock.advance(2 * 86_400)
    with us.web.visitor(Role.READER) as later:
        after = later.page("dispatches")

    assert "embargo until" in during
    assert "embargo until" not in after


def test_letters_that_crossed_stand_in_two_lanes(us: Office) -> None:
    made, root = offered(us)
    us.say("iq", ItemsReleased(root), made)
    us.say("ir", DispatchWithdrawn(), made, sync=False)
    us.say("us", ItemsReleased(root), made)
    page = us.delegate.page(f"dispatches/{ref(us, made)}")

    assert "Letters that crossed" in page
    assert page.count('class="two-side') == 2
    assert us.status("dispatches", made) == "crossed"
    assert "crossed: say what holds" in us.delegate.page()


def test_corrections_and_remarks_stay_attached(us: Office) -> None:
    made, root = offered(us)
    for party in ("iq", "us"):
        us.say(party, ItemsReleased(root), made)
    us.say("iq", DispatchRemarked("dissent", en("It was not quiet."), 1), made)
    correction = us.say("ir", ItemCorrected(1, 1, Item((en("Two shots fell."),)), en("As heard.")), made)
    wanted = us.delegate.page()
    page = us.delegate.page(f"dispatches/{ref(us, made)}")
    for party in ("iq", "us"):
        us.say(party, CorrectionReleased(correction), made)
    after = us.delegate.page(f"dispatches/{ref(us, made)}")

    assert "Release a correction of dispatch" in asked(wanted)
    assert "not released by all" in page
    for shown in ("dissent", "It was not quiet.", "Correction 1, of item 1", "Two shots fell.", "As heard."):
        assert shown in after
    assert us.found("dispatches", made).corrections == (ref(us, correction),)
    assert "Release a correction" not in us.delegate.page()


def test_figures_name_their_entries_and_are_compared_with_the_issue_before(us: Office) -> None:
    said = [us.say("us", StatementMade("position", en(text))) for text in ("a", "b")]

    def counted(*entries: EntryId) -> Item:
        figure = Figure("said", en("Statements"), len(entries), entries=entries)
        return Item((en("Said."),), figures=(figure,), entries=entries)

    first = us.say("ir", issue(us, counted(said[0])))
    second = us.say("ir", issue(us, counted(*said), number=2, previous=first))
    twin = us.say("iq", issue(us, counted(*said), number=2, previous=first))
    page = us.delegate.page(f"dispatches/{ref(us, second)}")
    (figure,) = us.found("dispatches", second).figures

    assert (figure.before, figure.value, figure.entries) == (1, 2, tuple(ref(us, each) for each in said))
    assert all(f"/entry/{ref(us, each)}" in page for each in said)
    listed = us.delegate.page("dispatches")
    assert "Two issues bear one number:" in listed
    assert f"/dispatches/{ref(us, twin)}" in listed


def test_an_issue_is_compiled_offered_and_held_through_forms(us: Office) -> None:
    fields = {
        "title": "River report",
        "title.lang": "en",
        "volume": "1",
        "number": "3",
        "dated_on": "2007-05-28",
        "cut_off_at": "2007-05-29T00:00",
        "cut_off_at.zone": "UTC",
        "zone": "UTC",
        "civil": "2007-05-29 00:00",
        "sort": "daily",
        "items.0.texts": "All quiet.\n[fa] همه‌جا آرام است.",
        "items.0.texts.lang": "en",
        "items.0.figures.0.name": "shots",
        "items.0.figures.0.label": "Shots",
        "items.0.figures.0.label.lang": "en",
        "items.0.figures.0.value": "0",
        "items.0.figures.0.basis": "counted",
        "sign": "1",
    }
    wrong = us.delegate.send("sign/dispatches.compiled", **{**fields, "items.0.figures.0.value": "3"})
    made = us.delegate.send("sign/dispatches.compiled", **fields)
    (held,) = us.web.node.record.fold.subjects("dispatches").values()
    us.sync()
    page = us.delegate.page(f"dispatches/{ref(us, held.id)}")
    sent = us.delegate.send("sign/dispatches.offered", subject=ref(us, held.id), root=held.root, sign="1")
    hold = us.delegate.page("sign/dispatches.held", subject=ref(us, held.id), root=held.root, items="1")

    assert (wrong.status_code, made.status_code, sent.status_code) == (422, 303, 303)
    assert "cites 0 entries" in wrong.text.replace("\u2068", "").replace("\u2069", "")
    assert [each.lang for each in held.said.items[0].texts] == ["en", "fa"]
    assert f"root={held.root}" in page
    assert held.root in hold
    assert "Hold this item" not in page, "it had not been offered"


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_pages_read_in_both_other_languages(us: Office, lang: str) -> None:
    made, _ = offered(us)
    with us.web.visitor(Role.READER, lang=lang) as reader:
        pages = [reader.page("dispatches"), reader.page(f"dispatches/{ref(us, made)}")]

    for page in pages:
        assert f'lang="{lang}" dir="rtl"' in page
        assert "offered for release" not in page
    assert {"ar": "معروضة للإجازة", "fa": "عرضه شده برای اجازه"}[lang] in pages[0]


def test_nothing_compiled_is_said_plainly(us: Office) -> None:
    assert "Nobody has compiled a dispatch." in us.delegate.page("dispatches")
