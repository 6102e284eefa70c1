# SPDX-License-Identifier: EUPL-1.2
"""A key lets what is being said wait, and go on; any other key ends it (EN 301 549 5.1.3.4, 5.1.3.5)."""

from __future__ import annotations

from pathlib import Path

from kiosk.clock import ManualClock
from kiosk.messages import Key, KeyAction
from kiosk.prompts_ring import is_silent
from tests.ui.touch.conftest import display as display
from tests.ui.touch.speech.test_spoken_screens import SPEECH, Listener, heard, until
from tests.ui.touch.speech.test_spoken_screens import listener as listener
from tests.ui.touch.views import CASES
from ui.touch.main import _hush
from ui.touch.operating.keys import KEYS, PAUSING, Keys

__all__ = ["display", "listener"]
DIVIDE = 267
"""The numeric keypad's stroke."""


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


async def test_a_key_pauses_what_the_screen_says_and_lets_it_go_on(
    display: str, tmp_path: Path, listener: Listener
) -> None:
    """In the real screen, with a loudspeaker that has played nothing yet of the first sentence."""
    async with heard(display, tmp_path) as (station, stage, loudspeaker):
        loudspeaker.playing = False
        station.show(CASES["goodbye"].view, preferences=SPEECH, headset=True)
        await stage.wait("goodbye")
        said = [f"sv {line['text']}" for line in (await stage.spoken())["said"]]
        await until(lambda: bool(loudspeaker.reader.waiting))
        await stage.key(DIVIDE)
        await until(lambda: is_silent(loudspeaker.path))
        loudspeaker.playing = True
        assert listener.said == said[:1] and loudspeaker.samples == 0
        await stage.key(DIVIDE)
        await until(lambda: listener.said == [said[0], *said])
        await until(lambda: loudspeaker.samples > 0)
