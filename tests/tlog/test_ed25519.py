import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError

from tests.outside import outside
from tests.vectors import make_tlog
from tests.vectors.make_tlog import Case, load
from trilateral.tlog import ed25519

# What makes a signature of that set invalid for us. A part of small order that cancels (`low_order_component_…`) does not.
REFUSED_FLAGS = {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue", "reencoded_k"}


@pytest.mark.parametrize(("name", "case"), load("ed25519_"))
def test_verdicts_on_which_verifiers_differ(name: str, case: Case) -> None:
    """Each vector gets the verdict of the strict rule."""
    valid = ed25519.verify(bytes.fromhex(case["public"]), case["message"].encode(), bytes.fromhex(case["signature"]))

    assert valid == case["valid"], name


def test_the_edge_cases_of_others() -> None:
    """914 combinations of odd A and R, with flags from which the verdict follows."""
    cases = json.loads(outside("conformance/ed25519-cctv/ed25519vectors.json").read_text())

    assert len(cases) == 914
    for case in cases:
        public, signature = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"])
        expected = REFUSED_FLAGS.isdisjoint(case["flags"] or [])
        assert ed25519.verify(public, case["msg"].encode(), signature) == expected, case["number"]


def test_the_table_of_refused_points_is_complete() -> None:
    """All multiples of a point of order 8, and all encodings with y not reduced, with either sign."""
    points, point = set(), make_tlog.torsion()
    for number in range(8):
        points.add(make_tlog.encode(make_tlog.times(number, point)))
    not_reduced = {(y | sign << 255).to_bytes(32, "little") for y in range(make_tlog.P, 2**255) for sign in (0, 1)}
    minus_zero = {(y | 1 << 255).to_bytes(32, "little") for y in (1, make_tlog.P - 1)}

    assert points | not_reduced | minus_zero == ed25519._REFUSED


@pytest.mark.parametrize(("name", "case"), load("ed25519_"))
def test_the_verdict_does_not_hang_on_the_library(name: str, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a libsodium that checks the bare equation only, the verdicts are the same."""

    def lenient(signed: bytes, public: bytes) -> bytes:
        if not make_tlog.equation(public, signed[64:], signed[:64], cofactor=1):
            raise BadSignatureError
        return signed[64:]

    monkeypatch.setattr(ed25519, "crypto_sign_open", lenient)
    valid = ed25519.verify(bytes.fromhex(case["public"]), case["message"].encode(), bytes.fromhex(case["signature"]))

    assert valid == case["valid"], name


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_what_is_signed_verifies(seed: bytes, message: bytes) -> None:
    """The same again gives the same bytes; another message or key does not fit."""
    public, signature = ed25519.public_of(seed), ed25519.sign(seed, message)

    assert signature == ed25519.sign(seed, message)
    assert ed25519.verify(public, message, signature)
    assert not ed25519.verify(public, message + b"x", signature)
    assert not ed25519.verify(ed25519.public_of(bytes(31) + b"\x01"), message, signature)


@pytest.mark.parametrize("size", [0, 31, 33, 63, 65, 128])
def test_other_lengths_are_never_valid(size: int) -> None:
    """Neither of keys nor of signatures; and nothing is raised."""
    seed = bytes(32)
    public, signature = ed25519.public_of(seed), ed25519.sign(seed, b"")

    assert not ed25519.verify(public, b"", (signature * 2)[:size])
    assert not ed25519.verify((public * 4)[:size], b"", signature)
