# SPDX-License-Identifier: EUPL-1.2
"""Drawings of a run as inline SVG: what came second by second, and every figure of every seed as a dot. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 430, 120
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 18, 20
COLOURS = {"kiosk": "#0b6e4f", "chromium": "#b3541e"}
DASHES = {"kiosk": "", "chromium": "5 3"}
NAMES = {"kiosk": "Hälsorum", "chromium": "Chromium"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """Values over seconds; None leaves a hole."""

    station: str
    points: Sequence[tuple[float, float | None]]


def over_time(title: str, curves: Sequence[Curve], events_s: Sequence[float] = (), most: float | None = None) -> str:
    """Draw curves over one axis of seconds; ``most`` cuts the upper end off: one outlier shall not flatten all."""
    values = [value for curve in curves for _, value in curve.points if value is not None]
    end_s = max([at for curve in curves for at, _ in curve.points], default=1.0) or 1.0
    top = _nice(min(max(values, default=1.0), most if most is not None else float("inf")))
    parts = [_frame(title, top, end_s)]
    parts += [
        f'<line x1="{_x(at, end_s):.1f}" x2="{_x(at, end_s):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" class="event"/>'
        for at in events_s
    ]
    for curve in curves:
        style = f'stroke="{COLOURS[curve.station]}" stroke-dasharray="{DASHES[curve.station]}"'
        for piece in _pieces(curve.points):
            points = " ".join(f"{_x(at, end_s):.1f},{_y(min(value, top), top):.1f}" for at, value in piece)
            parts.append(f'<polyline points="{points}" fill="none" stroke-width="1.6" {style}/>')
    return _svg(title, parts)


def dots(title: str, groups: Sequence[tuple[str, Mapping[str, Sequence[float]]]], limit: float | None = None) -> str:
    """Draw one column for each group, in it a dot for each seed of each station and a bar at the median."""
    values = [value for _, stations in groups for each in stations.values() for value in each]
    top = _nice(max([*values, limit or 0.0, 1e-9]))
    parts = [_frame(title, top, None)]
    if limit is not None:
        y = _y(limit, top)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="limit"/>')
    width = (WIDTH - LEFT - RIGHT) / max(1, len(groups))
    for number, (name, stations) in enumerate(groups):
        middle = LEFT + width * (number + 0.5)
        parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - 6}" class="group">{escape(name)}</text>')
        for offset, station in ((-width / 6, "kiosk"), (width / 6, "chromium")):
            parts += _column(middle + offset, stations.get(station, ()), top, station)
    return _svg(title, parts)


def _column(x: float, values: Sequence[float], top: float, station: str) -> list[str]:
    if not values:
        return []
    colour = COLOURS[station]
    parts = [
        f'<circle cx="{x:.1f}" cy="{_y(value, top):.1f}" r="2.2" fill="{colour}" fill-opacity="0.55"/>'
        for value in values
    ]
    middle = _y(sorted(values)[len(values) // 2], top)
    parts.append(
        f'<line x1="{x - 6:.1f}" x2="{x + 6:.1f}" y1="{middle:.1f}" y2="{middle:.1f}" stroke="{colour}" '
        f'stroke-width="2.4" stroke-dasharray="{DASHES[station] and "3 1"}"/>'
    )
    return parts


def _pieces(points: Sequence[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for at, value in points:
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((at, value))
    return [piece if len(piece) > 1 else piece * 2 for piece in pieces if piece]


def _frame(title: str, top: float, end_s: float | None) -> str:
    lines = [f'<text x="{LEFT}" y="12" class="title">{escape(title)}</text>']
    for share in (0.0, 0.5, 1.0):
        y = _y(share * top, top)
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        lines.append(f'<text x="{LEFT - 4}" y="{y + 3:.1f}" text-anchor="end">{share * top:g}</text>')
    if end_s is not None:
        for share in (0.0, 0.5, 1.0):
            x = _x(share * end_s, end_s)
            lines.append(f'<text x="{x:.1f}" y="{HEIGHT - 6}" text-anchor="middle">{share * end_s:.0f} s</text>')
    return "".join(lines)


def _svg(title: str, parts: Sequence[str]) -> str:
    box, label = f"0 0 {WIDTH} {HEIGHT}", escape(title, quote=True)
    return f'<svg viewBox="{box}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _x(at_s: float, end_s: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * at_s / end_s


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _nice(value: float) -> float:
    """Round up to 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** len(str(int(value))) if value >= 1 else 1.0
    while power > value * 10:
        power /= 10
    for step in (0.1, 0.2, 0.5, 1.0):
        if value <= step * power + 1e-12:
            return round(step * power, 10)
    return power
