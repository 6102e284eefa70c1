# SPDX-License-Identifier: EUPL-1.2
"""The report of a run: one JSON file and one page that needs nothing but itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from tests.bench.media.cell import Cell
from tests.bench.media.figures import NEVER_S, Figures, figures_of, merged, seconds_of
from tests.bench.media.plots import COLOURS, NAMES, Curve, dots, over_time
from tests.bench.media.table import CHROMIUM, KIOSK, Merged, Outcome, as_json, outcomes, soaked, written

DIRECTIONS = (("in", "GP → station"), ("out", "station → GP"))
MATRIX: tuple[tuple[str, str, str], ...] = (
    ("late_p50", "latency p50", "ms"),
    ("late_p95", "latency p95", "ms"),
    ("fps", "pictures/s", ""),
    ("width", "width", "px"),
    ("frozen", "frozen", "%"),
    ("worst_s", "worst gap", "s"),
    ("concealed", "concealed", "%"),
    ("fresh_s", "back after", "s"),
    ("settled_s", "settled after", "s"),
)
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#1c2321;background:#fff}
table{border-collapse:collapse;margin:1rem 0;width:100%}th,td{border-bottom:1px solid #d5dbd8;padding:.3rem .6rem;
text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.yes{color:#0b6e4f;font-weight:600}.no{color:#a4161a;font-weight:600}.open{color:#666}small{color:#5a6662}
svg{width:430px;max-width:100%;font:9px system-ui,sans-serif}.title{font-size:11px;font-weight:600}
.group{font-size:6.5px;text-anchor:middle}
.grid{stroke:#e3e8e5}.event{stroke:#777;stroke-dasharray:2 2}.limit{stroke:#a4161a;stroke-dasharray:4 3}
.pair{display:flex;flex-wrap:wrap;gap:.4rem 1rem}pre{overflow:auto;background:#f3f5f4;padding:.6rem;font-size:12px}
"""


@dataclass(slots=True)
class Report:
    """Cells as they come in. ``about`` tells when, where and how."""

    about: dict[str, Any]
    cells: list[dict[str, Any]] = field(default_factory=list)

    def add(self, cell: Cell) -> Figures:
        """Take a cell; return its figures."""
        figures = figures_of(cell)
        late = [entry["late_p99_ms"] for entry in cell.line]
        self.cells.append(
            {
                "scenario": cell.scenario.name,
                "title": cell.scenario.title,
                "station": cell.station,
                "seed": cell.seed,
                "problem": cell.problem,
                "figures": figures,
                "events_s": [round(mark, 2) for mark in cell.marks_s],
                "seconds": seconds_of(cell) if figures else {},
                "line": cell.line[-1] if cell.line else {},
                "line_late_p99_ms": max(late, default=None),
                "facts": cell.facts,
                "station_tells": _every_second(cell.station_series),
                "gp_tells": _every_second(cell.gp_series)[-1:],
            }
        )
        return figures

    def merged(self) -> Merged:
        """Put the seeds of each scenario and station together."""
        sets: dict[tuple[str, str], list[Figures]] = {}
        for cell in self.cells:
            if cell["figures"]:
                sets.setdefault((cell["scenario"], cell["station"]), []).append(cell["figures"])
        return {key: merged(figures) for key, figures in sets.items()}

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write both files; return where they are."""
        folder.mkdir(parents=True, exist_ok=True)
        together = self.merged()
        table = [*outcomes(together), soaked(folder / "soak.json")]
        whole = {
            "about": self.about,
            "table": as_json(table),
            "merged": {f"{scenario}/{station}": figures for (scenario, station), figures in together.items()},
            "cells": self.cells,
        }
        data, page = folder / "result.json", folder / "index.html"
        data.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
        page.write_text(self._page(table, together), encoding="utf-8")
        return data, page

    def _page(self, table: Sequence[Outcome], together: Merged) -> str:
        parts = [
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Hälsorum: the call, measured</title>',
            f"<style>{_STYLE}</style><h1>The call, measured</h1>",
            _about(self.about),
            _table(table),
            _problems(self.cells),
            "<h2>Every figure</h2><p>Median over the seeds; least and most below it. Latency: from drawing to decoding "
            "(Hälsorum as receiver) or to presentation (a browser as receiver).</p>",
            _matrix(self.cells, together),
            "<h2>Seeds</h2>",
            _dots(self.cells),
            "<h2>Second by second</h2><p>The first seed of each scenario.</p>",
            *(_scenario(name, cells) for name, cells in _first_seeds(self.cells)),
            _profile(self.about.get("profile")),
        ]
        return "\n".join(parts)


def _every_second(series: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for record in series:
        if not kept or record["t"] - kept[-1]["t"] >= 0.9:
            kept.append(record)
    return kept


def _about(about: Mapping[str, Any]) -> str:
    plain = {key: value for key, value in about.items() if key != "profile"}
    lines = "".join(f"<tr><th>{escape(str(key))}<td>{escape(str(value))}" for key, value in plain.items())
    key = " ".join(f'<b style="color:{COLOURS[name]}">■ {NAMES[name]}</b>' for name in (KIOSK, CHROMIUM))
    return (
        f"<p>{key}; the GP is Chromium with her own page's connection code, in every row.</p>"
        f"<details><summary>How and where</summary><table>{lines}</table></details>"
    )


def _table(table: Sequence[Outcome]) -> str:
    words = {True: ("yes", "reached"), False: ("no", "not reached"), None: ("open", "not measured")}
    compared = {True: ("yes", "yes"), False: ("no", "no"), None: ("open", "–")}
    heads = "".join(f"<th>{head}" for head in ("item", "reach", *NAMES.values(), "reached", "no worse than Chromium"))
    lines = [f"<h2>What is to be reached</h2><table><tr>{heads}"]
    for row in table:
        style, word = words[row.reached]
        better_style, better = compared[row.better]
        lines.append(
            f"<tr><td>{escape(row.item)}<td>{escape(row.reach)}<td>{escape(row.ours)}<td>{escape(row.theirs)}"
            f'<td class="{style}">{word}<td class="{better_style}">{better}'
        )
    return "\n".join(lines) + (
        "</table><p><small>Medians over the seeds, the worse of both directions. Echo: ./run bench echo.</small></p>"
    )


def _problems(cells: Iterable[Mapping[str, Any]]) -> str:
    lines = [
        f"<li>{escape(cell['scenario'])}, {NAMES[cell['station']]}, seed {cell['seed']}: {escape(cell['problem'])}"
        for cell in cells
        if cell["problem"]
    ]
    return f'<h2 class="no">Calls that broke</h2><ul>{"".join(lines)}</ul>' if lines else ""


def _matrix(cells: Sequence[Mapping[str, Any]], together: Merged) -> str:
    heads = "".join(f"<th>{words}" for _, words, _ in MATRIX)
    lines = [f"<table><tr><th>scenario<th>direction<th>station{heads}"]
    for name, title in {cell["scenario"]: cell["title"] for cell in cells}.items():
        for direction, arrow in DIRECTIONS:
            for station in (KIOSK, CHROMIUM):
                figures = together.get((name, station))
                if figures is None:
                    continue
                data = "".join(_figure(figures.get(f"{direction}.{figure}"), unit) for figure, _, unit in MATRIX)
                lines.append(
                    f'<tr><td>{escape(title)}<td>{arrow}<td style="color:{COLOURS[station]}">{NAMES[station]}{data}'
                )
    return "\n".join(lines) + "</table>"


def _figure(figure: Mapping[str, float | int] | None, unit: str) -> str:
    if figure is None:
        return '<td class="n">'
    spread = (
        f"<br><small>{written(figure['least'], unit)} … {written(figure['most'], unit)}</small>"
        if figure["seeds"] > 1
        else ""
    )
    return f'<td class="n">{written(figure["median"], unit)}{spread}'


def _dots(cells: Sequence[Mapping[str, Any]]) -> str:
    drawings = []
    for figure, words, unit in MATRIX[:7]:
        for direction, arrow in DIRECTIONS:
            factor = 100 if unit == "%" else 1
            groups: dict[str, dict[str, list[float]]] = {}
            for cell in cells:
                value = cell["figures"].get(f"{direction}.{figure}")
                if value is not None and value < NEVER_S * 10:
                    group = groups.setdefault(cell["scenario"], {})
                    group.setdefault(cell["station"], []).append(value * factor)
            drawings.append(dots(f"{words}{f' ({unit})' if unit else ''}, {arrow}", list(groups.items())))
    return f'<div class="pair">{"".join(drawings)}</div>'


def _first_seeds(cells: Sequence[dict[str, Any]]) -> list[tuple[str, dict[str, dict[str, Any]]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for cell in cells:
        if cell["seconds"]:
            found.setdefault(cell["title"], {}).setdefault(cell["station"], cell)
    return list(found.items())


_CURVES = (("late", "latency, ms", 1500.0), ("fps", "pictures/s", None), ("width", "width", None),
           ("concealed", "concealed, %", None), ("kbps", "offered to the line, kb/s", None))  # fmt: skip


def _scenario(title: str, cells: Mapping[str, Mapping[str, Any]]) -> str:
    drawings = []
    for key, words, most in _CURVES:
        factor = 100.0 if key == "concealed" else 1.0
        for direction, arrow in DIRECTIONS:
            curves = [
                Curve(
                    station=station,
                    points=[
                        (record["s"], None if record[key] is None else record[key] * factor)
                        for record in cell["seconds"][direction]
                    ],
                )
                for station, cell in cells.items()
            ]
            events = next(iter(cells.values()))["events_s"]
            drawings.append(over_time(f"{words}, {arrow}", curves, events, most))
    return f'<h3>{escape(title)}</h3><div class="pair">{"".join(drawings)}</div>'


def _profile(profile: Mapping[str, Any] | None) -> str:
    if not profile:
        return ""
    parts = [
        f"<h2>Profile of the call process, {escape(str(profile.get('scenario', '')))}</h2>",
        f"<p>{profile['samples']} samples in {profile['seconds']} s; shares of the time.</p>",
    ]
    for key, words in (("own", "Itself"), ("with_callees", "With what it calls")):
        lines = "\n".join(f"{share * 100:6.2f} %  {where}" for where, share in profile[key])
        parts.append(f"<h3>{words}</h3><pre>{escape(lines)}</pre>")
    threads = "\n".join(f"{seconds:8.2f} s  {name}" for name, seconds in profile["threads"])
    return "".join(parts) + f"<h3>Threads</h3><pre>{escape(threads)}</pre>"
