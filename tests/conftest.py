"""What every test may use. Property tests are the same on each run, so that a red run can be repeated."""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("long", parent=settings.get_profile("suite"), derandomize=False, max_examples=5_000)
settings.load_profile("suite")


def pytest_configure() -> None:
    """Tests that interrupt a program must work in the background too, where interrupts are ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
