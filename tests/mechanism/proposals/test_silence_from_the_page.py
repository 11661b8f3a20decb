"""A silence that has run out is proven from its page: one press there, and the file for a stranger beside it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from tests.mechanism.proposals.table import TO_THE_END, Table, a_table
from tests.node.parties import NAMES
from tests.server.pressing import press, steps_of
from tests.server.web import ADDRESS, CHEAP_HASHER, Visitor, Web
from trilateral.cli import main
from trilateral.mechanism.proposals import state as standing
from trilateral.node.sync import sync_all
from trilateral.server.app import make_app
from trilateral.server.sessions import Doors

KIND = "proposals.silence_proven"


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """A proposal under silence, which all have received."""
    with a_table(tmp_path) as made:
        made.open()
        made.hear("us", "ir")
        yield made


@contextmanager
def host_of(table: Table, party: str = "iq") -> Iterator[Visitor]:
    """The head of delegation of the host, or of another party, at its desk."""
    node = table.parties.nodes[party]
    doors = Doors(node.clock.unix, node.private)
    app = make_app(node, doors=doors, addresses=(ADDRESS,), hasher=CHEAP_HASHER)
    with TestClient(app) as client, Web(table.parties, node, app, doors, client).visitor() as delegate:
        yield delegate


def silence_on(page: str) -> str:
    return page.partition('id="silence"')[2].partition("</section>")[0]


def test_the_proof_is_signed_on_the_page_and_adopts_on_every_node(table: Table, tmp_path: Path) -> None:
    """The node puts in what it has kept of others' words. The file that the page hands out holds them, and is checked offline."""
    path = f"proposals/{table.proposal.ref}"
    with host_of(table) as delegate:
        early = steps_of(delegate.page(path), KIND)
    table.wait()
    with host_of(table) as delegate:
        page = delegate.page(path)
        (step,) = steps_of(page, KIND)
        led = press(delegate, KIND, step)
        table.parties.sync()
        table.host.publish()
        after = silence_on(delegate.page(path))
        proof = table.state().proofs[0]
        ref = table.host.record.fold.verdict(proof.entry)
        assert ref is not None
        file = delegate.client.get(f"{delegate.web.home}entry/{ref.ref}/proof")

    assert early == []
    assert led.endswith("#silence")
    assert steps_of(after, KIND) == []
    assert f'/entry/{ref.ref}/proof" download="{ref.ref.replace("/", "-")}.tlog-proof"' in after
    assert f"--mechanism {table.host.record.mechanism}" in after
    assert {standing.status(table.state(party)) for party in NAMES} == {"adopted"}
    kept = tmp_path / "silence.tlog-proof"
    kept.write_bytes(file.content)
    result = CliRunner().invoke(main, ["--home", str(table.parties.home("us")), "verify", str(kept), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)


def test_before_enough_others_have_signed_for_the_silent_it_is_refused_in_words(table: Table) -> None:
    """Nothing is signed then, and the form that comes back says what is missing."""
    table.parties.clock.advance(50 * 3600)
    before = table.host.record.fold.size(table.host.origin)
    with host_of(table) as delegate:
        given = {"subject": table.proposal.ref, "silence": table.silence.ref if table.silence else ""}
        answer = delegate.send(f"sign/{KIND}", sign="1", **given)

    assert answer.status_code == 422
    assert 'data-code="proposals.' in answer.text
    assert not table.state().proofs
    assert table.host.record.fold.size(table.host.origin) >= before


DEFEAT = "proposals.silence_defeated"


def test_an_objection_that_came_late_is_shown_on_the_page_to_be_in_time(table: Table) -> None:
    """`us` objects in time and only `ir` hears it; the host proves silence from what it has. Then they meet, and the host's proof falls."""
    parties, path = table.parties, f"proposals/{table.proposal.ref}"
    parties.clock.advance(3600)
    objection = table.break_it()
    parties.nodes["us"].publish()
    assert sync_all(parties.nodes["ir"], [each for each in parties.others("ir") if "us" in each.name]).moved
    with host_of(table, "ir") as delegate:
        early = steps_of(delegate.page(path), DEFEAT)
    table.parties.clock.advance(TO_THE_END)
    parties.sync()

    with host_of(table, "ir") as delegate:
        (step,) = steps_of(delegate.page(path), DEFEAT)
        led = press(delegate, DEFEAT, step)
        after = silence_on(delegate.page(path))
    parties.sync()

    assert early == []
    assert led.endswith("#silence")
    assert steps_of(after, DEFEAT) == []
    for party in NAMES:
        (defeat,) = table.state(party).defeats
        assert (defeat.party, defeat.broken) == ("ir", objection.id)
        assert standing.status(table.state(party)) == "silence_broken"


def test_what_is_no_objection_is_refused_in_words_before_anything_is_carried(table: Table) -> None:
    table.wait()
    with host_of(table) as delegate:
        given = {"subject": table.proposal.ref, "silence": table.proposal.ref, "broken": table.proposal.ref}
        answer = delegate.send(f"sign/{DEFEAT}", sign="1", **given)

    assert answer.status_code == 422
    assert 'data-code="silence.no_objection"' in answer.text
