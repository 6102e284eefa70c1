# SPDX-License-Identifier: EUPL-1.2
"""Signs of the call: on the letter pad, and on one's own picture. Each draws into the open canvas, in a square box."""

from __future__ import annotations

from kivy.graphics import Color, SmoothLine, SmoothRoundedRectangle, SmoothTriangle

from ui.touch.box import Box
from ui.touch.theme import Colour


def space_bar(box: Box, colour: Colour) -> None:
    """The bracket that stands on a space bar."""
    u = box.w / 24
    points = [(2, 13), (2, 7), (22, 7), (22, 13)]
    Color(*colour.rgba)
    SmoothLine(points=[c for x, y in points for c in (box.x + x * u, box.y + y * u)], width=1.3 * u, joint="round")


def new_line(box: Box, colour: Colour) -> None:
    """An arrow down and back to where lines begin."""
    u = box.w / 24
    side = -1 if box.mirrored else 1
    middle = box.x + 12 * u
    Color(*colour.rgba)
    hook = [(9, 20), (9, 9), (-9, 9)]
    SmoothLine(points=[c for x, y in hook for c in (middle + side * x * u, box.y + y * u)], width=1.3 * u)
    head = [(-2, 16), (-9.5, 9), (-2, 2)]
    SmoothLine(
        points=[c for x, y in head for c in (middle + side * x * u, box.y + y * u)], width=1.3 * u, joint="round"
    )


def pencil(box: Box, colour: Colour) -> None:
    """Something to write with."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    SmoothLine(points=[x + 8 * u, y + 8 * u, x + 18 * u, y + 18 * u], width=2.6 * u)
    SmoothTriangle(points=[x + 2 * u, y + 2 * u, x + 10 * u, y + 5 * u, x + 5 * u, y + 10 * u])
    SmoothLine(points=[x + 12 * u, y + 2 * u, x + 22 * u, y + 2 * u], width=1.0 * u)


def corners(box: Box, colour: Colour) -> None:
    """A small picture in a large one, and an arrow to another corner."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    SmoothLine(rounded_rectangle=(x + 1.5 * u, y + 3 * u, 21 * u, 18 * u, 2 * u), width=1.0 * u)
    SmoothRoundedRectangle(pos=(x + 13 * u, y + 5 * u), size=(7.5 * u, 6 * u), radius=[1 * u])
    SmoothLine(points=[x + 11 * u, y + 8 * u, x + 6 * u, y + 8 * u, x + 6 * u, y + 14 * u], width=1.0 * u)
    SmoothTriangle(points=[x + 3 * u, y + 13 * u, x + 9 * u, y + 13 * u, x + 6 * u, y + 18 * u])


def headphones(box: Box, colour: Colour) -> None:
    """Headphones, seen from the front."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    SmoothLine(circle=(x + 12 * u, y + 11 * u, 9 * u, -90, 90), width=1.2 * u)
    for left in (1.5, 17.0):
        SmoothRoundedRectangle(pos=(x + left * u, y + 3 * u), size=(5.5 * u, 9 * u), radius=[2 * u])
