# SPDX-License-Identifier: EUPL-1.2
"""Opens the wishes and lets two minutes pass, in time of its own; prints whether they were open, and still are.

A program of its own, for Kivy wants its defaults set first: ``python -m tests.ui.touch.forgotten_wishes TOUCHED_S``.
"""

from __future__ import annotations

import json
import sys

from kiosk.settings import PanelSection, StationSettings
from tests.ui.touch.operating.walker import PLUS, Walker
from tests.ui.touch.views import CASES
from ui.touch import setup
from ui.touch.wishes_tags import STANDS_S


def main(touched_s: float) -> None:
    """Press a key after ``touched_s``; 0: never."""
    panel = PanelSection(fullscreen=False)
    setup.prepare(panel)
    walker = Walker("sv", StationSettings(panel=panel))
    walker.show(CASES["call"])
    walker.tap("wishes-open")
    before = walker.face.wishes.screen is not None
    if touched_s:
        walker.wait(touched_s)
        walker.key(PLUS)
    walker.wait(STANDS_S + 1 - touched_s)
    json.dump([before, walker.face.wishes.screen is not None], sys.stdout)


if __name__ == "__main__":
    main(float(sys.argv[1]))
