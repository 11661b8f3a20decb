"""What all tests share: how many examples Hypothesis tries, and that it tries the same ones every time.

`HYPOTHESIS_PROFILE=thorough` (`make check-all`) looks further, and differently each time. Helpers for a part of
the program live beside its tests, not here.
"""

import os

from hypothesis import HealthCheck, settings

# Examples take as long as a busy machine takes, so no profile has a deadline.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    stateful_step_count=25,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough",
    deadline=None,
    max_examples=1_000,
    stateful_step_count=60,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
