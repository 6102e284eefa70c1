# SPDX-License-Identifier: EUPL-1.2
"""Plays flows by any ways of operating in any languages; prints what went wrong as JSON.

A program of its own, for Kivy wants its defaults set before anything else of it is imported:
``python -m tests.flows.player LANGUAGE/WAY/FLOW …``; a star stands for all of them. A flow on standard input, as JSON,
is called ``wrong``.
"""

from __future__ import annotations

import json
import sys
from itertools import product

import msgspec

from kiosk.languages import KNOWN
from kiosk.settings import PanelSection
from tests.flows.plan import Flow, made, visits
from ui.touch import setup

PANEL = PanelSection(fullscreen=False)


def main(*wanted: str) -> None:
    """Play, and print for each of ``wanted`` what went wrong."""
    setup.prepare(PANEL)
    from tests.flows.playing import Player
    from tests.flows.ways import WAYS

    named = {visit.name: visit for visit in visits()}
    given = "" if sys.stdin.isatty() else sys.stdin.read()
    if given:
        named |= {"wrong": made("wrong", msgspec.json.decode(given, type=Flow))}
    everything = (tuple(KNOWN), tuple(WAYS), tuple(named))
    found = {}
    for each in wanted:
        parts = [all_ if part == "*" else (part,) for part, all_ in zip(each.split("/"), everything, strict=True)]
        for language, way, name in product(*parts):
            found[f"{language}/{way}/{name}"] = Player(language, WAYS[way](), PANEL).play(named[name])
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
