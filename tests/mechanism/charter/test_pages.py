"""The charter's page: acceptances by each party's own signature, keys by index, clocks, texts on the table."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.server.web import Web, en, web
from tests.ui.rows import plain_tables
from trilateral.ledger.charter import Charter, charter_hash, encode_charter
from trilateral.ledger.entry import Body
from trilateral.ledger.keys import CharterAccepted, CharterRefused, KeyRevoked, PartyLeft
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


def test_what_the_parties_wrote_says_in_which_language(us: Web) -> None:
    """The title stands in the charter's own language, after words in the reader's."""
    (title,) = us.node.record.charter.titles
    with us.visitor() as reader:
        page = reader.page("charter", lang="ar")
    clause = page.partition('<div class="two facts">')[2]

    assert (
        f'<bdi class="words" lang="{title.lang}" dir="ltr">{title.text}</bdi> (<bdi>{title.lang}</bdi>)</li>' in clause
    )


def say(us: Web, party: str, body: Body) -> None:
    us.parties.nodes[party].say_as_root(body)
    us.parties.sync()


def accepted(charter: Charter) -> CharterAccepted:
    text = encode_charter(charter)
    return CharterAccepted(charter_hash(text), text.decode())


def wider(us: Web) -> Charter:
    return msgspec.structs.replace(
        us.node.record.charter, scope=(en("Security on the road"),), previous=us.node.record.mechanism
    )


def test_a_proposed_version_says_who_has_not_accepted_it_and_what_it_would_change(us: Web) -> None:
    say(us, "iq", accepted(wider(us)))
    with us.visitor() as reader:
        page, home = reader.page("charter"), reader.page("")

    section = page.partition("Version 2")[2].partition("Version 1")[0]
    assert "proposed" in section
    assert section.count("has not accepted") == 2
    assert "scope.en" in section
    assert "road</u>" in section
    assert f"charter accept {charter_hash(encode_charter(wider(us)))}" in section
    assert "Accept or refuse an amended charter" in home


def test_once_all_have_accepted_the_page_shows_the_version_in_force_and_the_one_before(us: Web) -> None:
    for party in ("iq", "ir", "us"):
        say(us, party, accepted(wider(us)))
    with us.visitor() as reader:
        page, home = reader.page("charter"), reader.page("")

    assert "Security on the road" in page.partition("Versions")[0]
    assert "accepted by all, and amended since" in page
    assert "has not accepted" not in page
    assert "amended charter" not in home


def test_who_refused_and_who_left_is_shown(us: Web) -> None:
    say(us, "iq", accepted(wider(us)))
    say(us, "us", CharterRefused(charter_hash(encode_charter(wider(us)))))
    say(us, "ir", PartyLeft(en("Our mandate has ended.")))
    with us.visitor() as reader:
        page, home = reader.page("charter"), reader.page("")

    assert "Parties that have left" in page
    assert "refused:" in page
    assert "amended charter" not in home


@pytest.mark.parametrize("lang", ["ar", "fa"])
def test_the_page_can_be_read_in_each_language(us: Web, lang: str) -> None:
    say(us, "iq", accepted(wider(us)))
    with us.visitor(lang=lang) as reader:
        page = reader.page("charter")

    assert "has not accepted" not in page
    assert {"ar": "لم يقبل", "fa": "نپذیرفته است"}[lang] in page


def test_a_revoked_key_says_up_to_which_entry_it_counted(us: Web) -> None:
    key = us.node._ring.signer(Purpose.DELEGATE, "press").verifier()
    revoked = us.node.say_as_root(KeyRevoked(key=key.vkey(), reason="lost"))
    with us.visitor() as reader:
        rows = plain_tables(reader.page("charter")).partition("Keys of us")[2].partition("</table>")[0].split("<tr")

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
