"""What the charter lets a member say in a day is what its mirrors take in a day."""

import pytest

from trilateral.errors import RefusedError
from trilateral.ledger.charter import Quotas
from trilateral.node.quota import Arrivals

LOG = "north.example/log"
NOON = 20_000 * 86_400 + 43_200
LAST = 20_001 * 86_400 - 1


def test_up_to_the_quota_and_not_beyond() -> None:
    arrivals, quotas = Arrivals(), Quotas(entries_per_day=10)
    arrivals.take(LOG, quotas, NOON, entries=6)
    arrivals.take(LOG, quotas, NOON, entries=4)

    with pytest.raises(RefusedError, match=r"quota\.over") as refused:
        arrivals.take(LOG, quotas, LAST, entries=1)
    assert refused.value.params == {"log": LOG, "what": "entries_per_day", "most": 10}


def test_what_was_refused_is_not_counted_and_the_next_day_begins_anew() -> None:
    arrivals, quotas = Arrivals(), Quotas(entries_per_day=10)
    with pytest.raises(RefusedError):
        arrivals.take(LOG, quotas, NOON, entries=11)
    arrivals.take(LOG, quotas, NOON, entries=10)
    arrivals.take(LOG, quotas, LAST + 1, entries=10)

    with pytest.raises(RefusedError):
        arrivals.take(LOG, quotas, LAST + 1, entries=1)


@pytest.mark.parametrize(
    ("quotas", "come"),
    [(Quotas(bytes_per_day=100), {"size_bytes": 101}), (Quotas(heads_per_day=2), {"heads": 3})],
)
def test_bytes_and_heads_have_quotas_too(quotas: Quotas, come: dict[str, int]) -> None:
    with pytest.raises(RefusedError, match=r"quota\.over"):
        Arrivals().take(LOG, quotas, NOON, **come)


def test_one_log_does_not_use_up_anothers_and_without_a_quota_all_is_taken() -> None:
    arrivals, quotas = Arrivals(), Quotas(entries_per_day=1)
    arrivals.take(LOG, quotas, NOON, entries=1)
    arrivals.take("south.example/log", quotas, NOON, entries=1)
    arrivals.take(LOG, None, NOON, entries=10**9)
    arrivals.take(LOG, Quotas(), NOON, entries=10**9)
