# SPDX-License-Identifier: EUPL-1.2
"""Pictures are shown at once on a clean line, and as the other end likes it on one that loses."""

from __future__ import annotations

import pytest

from kiosk.call.send.hold import AS_IT_LIKES_MS, AT_ONCE_MS, CLEAN_FOR_S, CLEAN_LOSS, FIRST_CLEAN_FOR_S, Hold


def test_a_line_is_taken_to_be_clean_soon() -> None:
    hold = Hold()
    assert hold.ask(0.0, 10.0) == AS_IT_LIKES_MS
    assert hold.ask(0.0, 10.0 + FIRST_CLEAN_FOR_S) == AT_ONCE_MS


@pytest.mark.parametrize("clean_s", [0.0, 1.0, 2.9])
def test_after_a_loss_it_takes_longer_and_each_begins_it_anew(clean_s: float) -> None:
    hold = Hold()
    hold.ask(0.0, 0.0)
    assert hold.ask(0.05, 2.0) == AS_IT_LIKES_MS
    hold.ask(0.0, 2.1)
    assert hold.ask(CLEAN_LOSS, 2.1 + clean_s) == AS_IT_LIKES_MS
    assert hold.ask(2 * CLEAN_LOSS, 5.0) == AS_IT_LIKES_MS
    hold.ask(0.0, 5.1)
    assert hold.ask(0.0, 5.0 + CLEAN_FOR_S) == AS_IT_LIKES_MS
    assert hold.ask(0.0, 5.1 + CLEAN_FOR_S) == AT_ONCE_MS
