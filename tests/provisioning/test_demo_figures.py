# SPDX-License-Identifier: EUPL-1.2
"""What a played visit takes for a voice that is heard."""

from __future__ import annotations

import pytest

from provisioning.demo.player import _audible, _spoken

PAUSE, VOICE = -110.0, -22.0


@pytest.mark.parametrize(
    ("levels", "level", "heard"),
    [
        ([VOICE] * 40 + [PAUSE] * 60, VOICE, True),
        ([VOICE] * 5 + [PAUSE] * 95, PAUSE, False),
        ([PAUSE] * 100, PAUSE, False),
        ([], None, False),
    ],
)
def test_pauses_are_left_out_and_hardly_any_voice_is_none(
    levels: list[float], level: float | None, heard: bool
) -> None:
    assert _spoken(levels) == level
    assert _audible(_spoken(levels)) is heard
