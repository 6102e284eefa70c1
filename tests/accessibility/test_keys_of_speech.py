# SPDX-License-Identifier: EUPL-1.2
"""A key lets what is being said wait, and go on; any other key ends it (EN 301 549 5.1.3.4, 5.1.3.5)."""

from __future__ import annotations

from kiosk.clock import ManualClock
from kiosk.messages import Key, KeyAction
from ui.touch.main import _hush
from ui.touch.operating.keys import KEYS, PAUSING, Keys


class Narrator:
    """Counts what ends speech."""

    def __init__(self) -> None:
        self.ended = 0

    def touched(self) -> None:
        self.ended += 1


def test_the_key_that_pauses_does_not_end_what_is_said_and_every_other_does() -> None:
    assert PAUSING and all(KEYS[code] == Key(action=KeyAction.PAUSE) for code in PAUSING)
    for code in KEYS:
        narrator = Narrator()
        _hush(narrator, code)
        assert narrator.ended == (code not in PAUSING)


def test_a_pause_counts_once_while_its_key_is_held() -> None:
    keys = Keys(ManualClock())
    assert [keys.down(next(iter(PAUSING))) for _ in range(2)] == [Key(action=KeyAction.PAUSE), None]
