"""The charter's page: acceptances by each party's own signature, keys by index, clocks, texts on the table."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.server.web import Web, en, web
from trilateral.ledger.charter import encode_charter
from trilateral.ledger.keys import KeyRevoked
from trilateral.mechanism.charter.entries import CharterTabled
from trilateral.node.keys import Purpose


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as made:
        yield made


def test_each_party_is_bound_by_its_own_entry(us: Web) -> None:
    with us.visitor() as reader:
        page = reader.page("charter")

    assert "in force" in page
    assert "not in force" not in page
    assert all(f"/entry/{us.node.record.fold.accepted()[party]}" in page for party in ("iq", "ir", "us"))
    assert us.node.record.mechanism in page


def test_a_revoked_key_says_up_to_which_entry_it_counted(us: Web) -> None:
    key = us.node._ring.signer(Purpose.DELEGATE, "press").verifier()
    revoked = us.node.say_as_root(KeyRevoked(key=key.vkey(), reason="lost"))
    with us.visitor() as reader:
        rows = reader.page("charter").partition("Keys of us")[2].partition("</table>")[0].split("<tr")

    row = next(row for row in rows if f"{key.key_id:08x}" in row)
    assert f'<td class="number">{revoked.index}</td>' in row
    assert "no-effect" in row


def test_a_text_on_the_table_binds_nobody(us: Web) -> None:
    record = us.node.record
    amended = msgspec.structs.replace(record.charter, scope=(en("More"),), previous=record.mechanism)
    tabled = us.node.say(CharterTabled(text=encode_charter(amended).decode(), why=en("To do more.")), by="head")
    with us.visitor() as reader:
        listed, page = reader.page("charter"), reader.page(f"charter/{tabled.ref}")
        found = reader.api("GET", f"charter/{tabled.ref}").json()

    assert "To do more." in listed
    assert "To do more." in page
    assert found["state"]["previous"] == record.mechanism
    assert record.mechanism in page
