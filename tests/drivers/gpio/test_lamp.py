# SPDX-License-Identifier: EUPL-1.2
"""The rhythms themselves."""

from __future__ import annotations

import pytest

from drivers.gpio.lamp import PATTERNS
from kiosk.cabinet import Lamp


def test_every_meaning_has_a_rhythm_of_its_own() -> None:
    assert set(PATTERNS) == set(Lamp)
    assert len(set(PATTERNS.values())) == len(PATTERNS)


@pytest.mark.parametrize("lamp", [lamp for lamp, pattern in PATTERNS.items() if not pattern.steady])
def test_nothing_flashes_more_than_three_times_a_second(lamp: Lamp) -> None:
    assert PATTERNS[lamp].period_s >= 1 / 3


def test_only_off_and_ready_are_steady() -> None:
    assert {lamp for lamp, pattern in PATTERNS.items() if pattern.steady} == {Lamp.OFF, Lamp.READY}
    assert PATTERNS[Lamp.READY].on_s > PATTERNS[Lamp.OFF].on_s == 0
