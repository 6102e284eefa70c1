# SPDX-License-Identifier: EUPL-1.2
"""Signs drawn by hand, so that no font need have them. Each draws into the open canvas, inside a square box."""

from __future__ import annotations

from collections.abc import Callable

from kivy.graphics import Color, Line, SmoothEllipse, SmoothLine, SmoothRoundedRectangle, SmoothTriangle

from ui.touch.box import Box
from ui.touch.theme import Colour

Icon = Callable[[Box, Colour], None]


def microphone(box: Box, colour: Colour) -> None:
    """A microphone on its stand."""
    u = box.w / 24
    Color(*colour.rgba)
    SmoothRoundedRectangle(pos=(box.x + 8.5 * u, box.y + 10 * u), size=(7 * u, 13 * u), radius=[3.5 * u])
    SmoothLine(circle=(box.x + 12 * u, box.y + 13 * u, 7 * u, 90, 270), width=1.0 * u)
    SmoothLine(points=[box.x + 12 * u, box.y + 6 * u, box.x + 12 * u, box.y + 1.5 * u], width=1.0 * u)
    SmoothLine(points=[box.x + 7.5 * u, box.y + 1.5 * u, box.x + 16.5 * u, box.y + 1.5 * u], width=1.0 * u)


def camera(box: Box, colour: Colour) -> None:
    """A video camera."""
    u = box.w / 24
    Color(*colour.rgba)
    SmoothRoundedRectangle(pos=(box.x + 1 * u, box.y + 5 * u), size=(14 * u, 14 * u), radius=[3 * u])
    x, y = box.x, box.y
    SmoothTriangle(points=[x + 16 * u, y + 12 * u, x + 23 * u, y + 18.5 * u, x + 23 * u, y + 5.5 * u])


def slash(box: Box, colour: Colour, ground: Colour) -> None:
    """A stroke through an icon: it is off."""
    u = box.w / 24
    points = [box.x + 2 * u, box.y + 21 * u, box.x + 22 * u, box.y + 2 * u]
    Color(*ground.rgba)
    SmoothLine(points=points, width=2.6 * u)
    Color(*colour.rgba)
    SmoothLine(points=points, width=1.1 * u)


def tick(box: Box, colour: Colour) -> None:
    """Done."""
    u = box.w / 24
    Color(*colour.rgba)
    points = [box.x + 4 * u, box.y + 12 * u, box.x + 10 * u, box.y + 6 * u, box.x + 20.5 * u, box.y + 18.5 * u]
    SmoothLine(points=points, width=1.6 * u, joint="round", cap="round")


def cross(box: Box, colour: Colour) -> None:
    """Not done."""
    u = box.w / 24
    Color(*colour.rgba)
    for points in ((5, 5, 19, 19), (5, 19, 19, 5)):
        SmoothLine(points=[box.x + points[0] * u, box.y + points[1] * u, box.x + points[2] * u, box.y + points[3] * u],
                   width=1.6 * u)  # fmt: skip


def person(box: Box, colour: Colour) -> None:
    """Head and shoulders: where a picture will be."""
    u = box.w / 24
    Color(*colour.rgba)
    SmoothEllipse(pos=(box.x + 7.5 * u, box.y + 12.5 * u), size=(9 * u, 9 * u))
    SmoothRoundedRectangle(
        pos=(box.x + 3.5 * u, box.y + 1.5 * u), size=(17 * u, 9.5 * u), radius=[8 * u, 8 * u, 2 * u, 2 * u]
    )


def attention(box: Box, colour: Colour) -> None:
    """Something to know: a ring with a stroke and a dot."""
    u = box.w / 24
    Color(*colour.rgba)
    Line(circle=(box.x + 12 * u, box.y + 12 * u, 10 * u), width=1.1 * u)
    SmoothRoundedRectangle(pos=(box.x + 10.8 * u, box.y + 10 * u), size=(2.4 * u, 8 * u), radius=[1.2 * u])
    SmoothEllipse(pos=(box.x + 10.6 * u, box.y + 5.6 * u), size=(2.8 * u, 2.8 * u))


def erasing(*, mirrored: bool) -> Icon:
    """Make a sign that takes away what was written last; it points at it, as one reads."""

    def sign(box: Box, colour: Colour) -> None:
        u = box.w / 24
        x, across = (box.x + box.w, -u) if mirrored else (box.x, u)
        Color(*colour.rgba)
        outline = [(9, 5), (22, 5), (22, 19), (9, 19), (2, 12)]
        SmoothLine(points=[c for px, py in outline for c in (x + px * across, box.y + py * u)], width=u, close=True)
        for a, b, c, d in ((12, 9, 18, 15), (12, 15, 18, 9)):
            SmoothLine(points=[x + a * across, box.y + b * u, x + c * across, box.y + d * u], width=u)

    return sign


erase = erasing(mirrored=False)
"""Take the last digit away: digits are written from the left in every language."""


def wave_hand(box: Box, colour: Colour) -> None:
    """A fingertip touching: two rings and a dot."""
    u = box.w / 24
    Color(*colour.rgba)
    SmoothEllipse(pos=(box.x + 8.5 * u, box.y + 8.5 * u), size=(7 * u, 7 * u))
    for radius in (6.5, 10.0):
        SmoothLine(circle=(box.x + 12 * u, box.y + 12 * u, radius * u), width=0.7 * u)


def magnifier(box: Box, colour: Colour) -> None:
    """Looking closer."""
    u = box.w / 24
    Color(*colour.rgba)
    SmoothLine(circle=(box.x + 10 * u, box.y + 14 * u, 7 * u), width=1.1 * u)
    SmoothLine(points=[box.x + 15.2 * u, box.y + 8.8 * u, box.x + 22 * u, box.y + 2 * u], width=1.6 * u)


def probe(box: Box, colour: Colour) -> None:
    """A camera held by hand, with its light falling on something."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    SmoothRoundedRectangle(pos=(x + 2 * u, y + 10 * u), size=(12 * u, 7 * u), radius=[3 * u])
    for end in (7, 13.5, 20):
        SmoothLine(points=[x + 16 * u, y + 13.5 * u, x + 22.5 * u, y + end * u], width=0.9 * u)
    SmoothLine(points=[x + 5 * u, y + 10 * u, x + 3.5 * u, y + 2 * u], width=1.3 * u)


def bulb(box: Box, colour: Colour) -> None:
    """A light."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    SmoothEllipse(pos=(x + 5 * u, y + 8 * u), size=(14 * u, 14 * u))
    SmoothRoundedRectangle(pos=(x + 9 * u, y + 2 * u), size=(6 * u, 8 * u), radius=[1.5 * u])


def stethoscope(box: Box, colour: Colour) -> None:
    """A stethoscope."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    SmoothLine(points=[x + 4 * u, y + 22 * u, x + 4 * u, y + 16 * u], width=1.1 * u)
    SmoothLine(points=[x + 14 * u, y + 22 * u, x + 14 * u, y + 16 * u], width=1.1 * u)
    SmoothLine(circle=(x + 9 * u, y + 16 * u, 5 * u, 90, 270), width=1.1 * u)
    SmoothLine(points=[x + 9 * u, y + 11 * u, x + 9 * u, y + 8 * u], width=1.1 * u)
    SmoothLine(circle=(x + 14 * u, y + 8 * u, 5 * u, 90, 270), width=1.1 * u)
    SmoothLine(points=[x + 19 * u, y + 8 * u, x + 19 * u, y + 11 * u], width=1.1 * u)
    SmoothEllipse(pos=(x + 16.2 * u, y + 10.5 * u), size=(5.6 * u, 5.6 * u))


def shutter(box: Box, colour: Colour) -> None:
    """A camera that takes pictures."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    SmoothLine(rounded_rectangle=(x + 2 * u, y + 4 * u, 20 * u, 14 * u, 3 * u), width=1.1 * u)
    SmoothRoundedRectangle(pos=(x + 8 * u, y + 17.5 * u), size=(8 * u, 3.5 * u), radius=[1 * u])
    SmoothEllipse(pos=(x + 7.5 * u, y + 6.5 * u), size=(9 * u, 9 * u))


def speaker(box: Box, colour: Colour) -> None:
    """Something that speaks."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    SmoothRoundedRectangle(pos=(x + 1 * u, y + 8.5 * u), size=(6 * u, 7 * u), radius=[1 * u])
    SmoothTriangle(points=[x + 3 * u, y + 12 * u, x + 12 * u, y + 21 * u, x + 12 * u, y + 3 * u])
    for radius in (5.5, 10):
        SmoothLine(circle=(x + 11.5 * u, y + 12 * u, radius * u, 45, 135), width=1.0 * u)


def letters(box: Box, colour: Colour) -> None:
    """A small letter, and the same one large."""
    u = box.w / 24
    Color(*colour.rgba)
    for left, wide, high, width in ((0.5, 7, 8, 0.9), (9, 14, 19, 1.5)):
        x, y = box.x + left * u, box.y + 2.5 * u
        SmoothLine(points=[x, y, x + wide * u / 2, y + high * u, x + wide * u, y], width=width * u, joint="round")
        bar = y + high * u * 0.33
        SmoothLine(points=[x + wide * u * 0.18, bar, x + wide * u * 0.82, bar], width=width * u)


def half_disc(box: Box, colour: Colour) -> None:
    """Dark and light beside each other."""
    u = box.w / 24
    Color(*colour.rgba)
    SmoothLine(circle=(box.x + 12 * u, box.y + 12 * u, 10 * u), width=1.1 * u)
    SmoothEllipse(pos=(box.x + 2 * u, box.y + 2 * u), size=(20 * u, 20 * u), angle_start=0, angle_end=180)


def minus(box: Box, colour: Colour) -> None:
    """Less."""
    u = box.w / 24
    Color(*colour.rgba)
    SmoothRoundedRectangle(pos=(box.x + 3 * u, box.y + 10.3 * u), size=(18 * u, 3.4 * u), radius=[1.2 * u])


def plus(box: Box, colour: Colour) -> None:
    """More."""
    u = box.w / 24
    minus(box, colour)
    SmoothRoundedRectangle(pos=(box.x + 10.3 * u, box.y + 3 * u), size=(3.4 * u, 18 * u), radius=[1.2 * u])


def sliders(box: Box, colour: Colour) -> None:
    """Something to adjust: three tracks, each with its knob elsewhere."""
    u = box.w / 24
    x, y = box.x, box.y
    Color(*colour.rgba)
    for high, knob in ((19, 16), (12, 8), (5, 14)):
        SmoothLine(points=[x + 2 * u, y + high * u, x + 22 * u, y + high * u], width=0.9 * u)
        SmoothEllipse(pos=(x + (knob - 3) * u, y + (high - 3) * u), size=(6 * u, 6 * u))


def pointing(*, before: bool, mirrored: bool) -> Icon:
    """Make an arrow to what came before, or to what comes after, as one reads."""

    def arrow(box: Box, colour: Colour) -> None:
        u = box.w / 24 * (1 if before is not mirrored else -1)
        x, y, v = box.x + box.w / 2, box.y + box.h / 2, box.h / 24
        Color(*colour.rgba)
        head = [x - 2 * u, y + 8 * v, x - 10 * u, y, x - 2 * u, y - 8 * v]
        SmoothLine(points=head, width=1.5 * v, joint="round", cap="round")
        SmoothLine(points=[x - 9 * u, y, x + 10 * u, y], width=1.5 * v, cap="round")

    return arrow
