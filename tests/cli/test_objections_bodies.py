"""What a command refuses about parts that were sealed for others, or are not what their author committed to."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.node.parties import PASSPHRASE, Parties, statement, three_parties
from tests.server.web import force, header, signed
from trilateral.cli import main
from trilateral.mechanism.bodies.entries import WordsSealed
from trilateral.node.compose import About
from trilateral.seal.commitments import salted
from trilateral.seal.sealed import seal_rows

ROWS: dict[str, tuple[str, Callable[[Parties], str]]] = {}


def row(code: str, reader: str) -> Callable[[Callable[[Parties], str]], None]:
    """Put into the table what was said, and by the code whom it is kept from."""

    def entered(said: Callable[[Parties], str]) -> None:
        assert code not in ROWS
        ROWS[code] = reader, said

    return entered


@row("bodies.cannot_open", "ir")
def _(parties: Parties) -> str:
    """Words for the host alone."""
    return parties.nodes["us"].say(statement("At dawn."), by="head", about=About(audience=("iq",))).ref


@row("bodies.not_what_was_committed", "iq")
def _(parties: Parties) -> str:
    """The author's program sealed other rows than its header commits to, and logged that."""
    us = parties.nodes["us"]
    keys = [us.record.epoch_of(party) for party in ("iq", "us")]
    part, other = (
        seal_rows(salted({"kind": kind}, [bytes(32)]), [key for key in keys if key is not None], bytes)
        for kind in ("statements.made/1", "statements.withdrawn/1")
    )
    us.record.bodies.put(part.stored)
    body = WordsSealed()
    return force(us, signed(us, header(us, body, audience=("iq",), blob=part.blob, commit=other.commit), body))


@pytest.mark.parametrize("code", sorted(ROWS))
def test_nobody_shows_what_they_cannot_read(tmp_path: Path, code: str) -> None:
    reader, said = ROWS[code]
    with three_parties(tmp_path) as parties:
        ref = said(parties)
        parties.sync()

    refused = disclose(tmp_path, reader, ref)

    assert refused.exit_code == 1, refused.output
    assert f"[{code}]" in refused.stderr


def disclose(root: Path, party: str, ref: str) -> Result:
    environment = {"TRILATERAL_GUARD": str(root / "guards" / party), "TRILATERAL_PASSPHRASE": PASSPHRASE}
    called = ["--home", str(root / party), "disclose", ref, "--by", "head"]
    return CliRunner(env=environment).invoke(main, called)
