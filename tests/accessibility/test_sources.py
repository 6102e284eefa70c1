# SPDX-License-Identifier: EUPL-1.2
"""What the touchscreen's own source must not have: gestures, presses that act, sounds without words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = tuple(sorted((ROOT / "ui" / "touch").rglob("*.py")))
SWIPED = {
    "Carousel", "DragBehavior", "PageLayout", "Scatter", "ScatterLayout", "ScrollView", "Slider", "StencilView",
    "Swiper", "TabbedPanel",
}  # fmt: skip
"""Widgets of Kivy that are dragged, scrolled or swiped."""
PRESSED = {"on_press", "on_double_tap", "on_triple_tap", "is_double_tap", "is_triple_tap"}
SOUNDS = {".aac", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"}
MAY_MOVE = {"ui/touch/widgets/button.py"}
"""A finger that slides off a button cancels; nothing else looks where a finger goes."""


def names(source: str) -> Iterator[str]:
    """List every name that a source uses, defines or binds."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) | ast.FunctionDef(name=name):
                yield name.rpartition(".")[2]
            case ast.keyword(arg=str(name)):
                yield name


def used(unwanted: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for name in names(path.read_text(encoding="utf-8"))
        if name in unwanted and path.relative_to(ROOT).as_posix() not in MAY_MOVE
    ]


def test_nothing_is_scrolled_dragged_or_swiped() -> None:
    assert SOURCES
    assert used({*SWIPED, "on_touch_move"}) == []


def test_nothing_acts_on_a_press() -> None:
    assert used(PRESSED) == []


def test_there_are_no_recorded_sounds() -> None:
    """What the station sounds is speech, which stands on the screen, and a chime made where a question is asked."""
    folders = ("ui", "kiosk", "drivers", "provisioning")
    files = (path for folder in folders for path in (ROOT / folder).rglob("*") if "node_modules" not in path.parts)
    assert [path for path in files if path.suffix in SOUNDS] == []


@pytest.mark.parametrize("source", ["from kivy.uix.slider import Slider", "button.bind(on_press=f)", "x.on_press = f"])
def test_a_gesture_is_caught(source: str) -> None:
    assert {*SWIPED, *PRESSED} & set(names(source))
