# SPDX-License-Identifier: EUPL-1.2
"""Lists every text a patient sees that is drawn too low on one panel, in any of some languages; prints JSON.

From the parts, not from a picture: each text is asked how far it was made smaller, also where what holds it says
nothing of that. A program of its own, for Kivy wants its defaults set before anything else of it is imported:
``python -m tests.accessibility.capitals WIDTH_PX HEIGHT_PX WIDTH_MM LANGUAGES [SCREENS]``, the last two as words
between commas; screens by how they begin.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from kiosk.settings import PanelSection, StationSettings
from tests.ui.touch.operating.walker import Walker
from tests.ui.touch.views import CASES
from ui.touch import setup

A_PIXEL = 0.5
"""Sizes of letters are whole pixels."""
LEAST = 0.75
"""Nothing is squeezed below so much of the capitals that the panel promises in normal text."""


def drawn(walker: Walker) -> Iterator[dict[str, Any]]:
    """Give every text that is on the screen now: what holds it, its words, how high, and whether it is touched."""
    from ui.touch.widgets.button import Touchable
    from ui.touch.widgets.part import Part
    from ui.touch.widgets.prompt import Prompt

    for prompt in walker.face.scope.walk(restrict=True):
        if not isinstance(prompt, Prompt) or prompt.ink.w <= 0 or prompt.hidden:
            continue
        above: list[Part] = [prompt]
        while isinstance(above[-1].parent, Part):
            above.append(above[-1].parent)
        named = [part.ident for part in above if part.ident]
        touched = any(isinstance(part, Touchable) for part in above)
        high_mm = prompt.theme.capital_mm(prompt.text_size, prompt.scale)
        yield {"id": named[0], "text": prompt.shown, "capital_mm": high_mm, "touched": touched}


def report(walker: Walker, languages: list[str], screens: tuple[str, ...]) -> dict[str, Any]:
    """Show every screen in every language; count the texts, and tell those that are too low."""
    from ui.touch.theme import Size

    low, texts = [], 0
    for walker.language in languages:
        for name, case in CASES.items():
            if not name.startswith(screens):
                continue
            walker.show(case)
            wanted_mm = walker.face.theme.capital_mm(Size.BODY)
            for each in drawn(walker):
                texts += 1
                if each["capital_mm"] < LEAST * wanted_mm - A_PIXEL / walker.face.theme.px_per_mm:
                    low.append({"screen": name, "language": walker.language, **each})
    return {"low": low, "texts": texts}


def main(width_px: str, height_px: str, width_mm: str, languages: str, screens: str = "") -> None:
    """Look at every screen."""
    panel = PanelSection(width_px=int(width_px), height_px=int(height_px), width_mm=float(width_mm), fullscreen=False)
    setup.prepare(panel)
    walker = Walker("sv", StationSettings(panel=panel))
    json.dump(report(walker, languages.split(","), tuple(screens.split(","))), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
