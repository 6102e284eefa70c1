# SPDX-License-Identifier: EUPL-1.2
"""The report of a played visit, for people: what was required and whether it happened, figures, pictures, times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from provisioning.demo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that must have happened for the visit to count."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture in the report's folder."""

    file: str
    caption: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Everything the page is made of."""

    requirements: Sequence[Requirement]
    timeline: Timeline
    shots: Sequence[Shot]
    receipt: Sequence[tuple[str, bool]]
    filed: Sequence[str]

    @property
    def complete(self) -> bool:
        return all(each.met for each in self.requirements)

    def write(self, folder: Path) -> Path:
        """Write ``report.html``; return its path."""
        frame = files(__package__).joinpath("report.html").read_text("utf-8")
        path = folder / "report.html"
        path.write_text(frame.replace("{{body}}", "\n".join(self._body())), encoding="utf-8")
        return path

    def _body(self) -> Iterable[str]:
        outcome = "A whole visit, played end to end." if self.complete else "The visit was not completed."
        yield f"<h1>{outcome}</h1>"
        yield (
            '<p class="lead">A patient at a station (a real Kivy window, tapped through X11), a GP in a real Chromium, '
            "Mosquitto with TLS between them, an oximeter on a serial line. Times are of this machine.</p>"
        )
        yield from _cards(self.timeline)
        yield "<h2>What had to happen</h2>"
        yield _list((each.text, each.met) for each in self.requirements)
        yield "<h2>Filed in the record</h2>"
        yield _list((text, True) for text in self.filed) if self.filed else "<p>Nothing.</p>"
        yield "<h2>Erasure receipt</h2>"
        yield _list(self.receipt) if self.receipt else "<p>None was shown.</p>"
        yield "<h2>What was seen</h2>"
        yield f'<div class="pictures">{"".join(map(_figure, self.shots))}</div>'
        yield "<h2>Processes</h2>"
        yield "<p>CPU since the start of each, cores used while the two talked. Desk, registrar and player are one.</p>"
        yield _processes(self.timeline.figures.get("processes", {}))
        yield "<h2>When</h2>"
        rows = "".join(
            f'<tr><td class="n">{mark.at_s:.2f} s</td><td>{escape(mark.event)}</td></tr>'
            for mark in self.timeline.marks
        )
        yield f"<table>{rows}</table>"


def _cards(timeline: Timeline) -> Iterable[str]:
    figures = timeline.figures
    yield '<div class="cards">'
    for key, text, unit in _SINGLE:
        if figures.get(key) is not None:
            yield _card(f"{figures[key]:g} {unit}", text)
    for key, text in _SPREAD:
        measured = figures.get(key)
        if measured:
            yield _card(f"{measured['p50']:g} / {measured['p95']:g} ms", f"{text}, p50 / p95 of {measured['count']}")
    yield "</div>"


_SINGLE = (
    ("start_to_gp_first_frame_s", "from the patient's tap on <i>start</i> to the GP's first decoded frame", "s"),
    ("join_to_gp_first_frame_s", "of these, from the GP's tap on <i>join</i>", "s"),
    ("audio_to_gp_dbfs", "level of the patient's voice at the GP (median, without pauses)", "dBFS"),
    ("audio_to_station_dbfs", "level of the GP's voice at the station (median, without pauses)", "dBFS"),
)
_SPREAD = (
    ("video_to_gp_ms", "picture, station → GP: drawn to presented"),
    ("video_to_station_ms", "picture, GP → station: drawn to decoded"),
    ("audio_to_gp_ms", "sound, station → GP: microphone to ear"),
    ("audio_to_station_ms", "sound, GP → station: microphone to ear"),
)


def _card(value: str, text: str) -> str:
    return f'<div class="card"><b>{escape(value)}</b><span>{text}</span></div>'


def _list(items: Iterable[tuple[str, bool]]) -> str:
    rows = "".join(f'<tr><td class="{"ok" if ok else "no"}">{escape(text)}</td></tr>' for text, ok in items)
    return f"<table>{rows}</table>"


def _figure(shot: Shot) -> str:
    return (
        f'<figure><a href="{escape(shot.file)}"><img src="{escape(shot.file)}" alt="{escape(shot.caption)}" '
        f'loading="lazy"></a><figcaption>{escape(shot.caption)}</figcaption></figure>'
    )


def _processes(processes: dict[str, dict[str, Any]]) -> str:
    rows = "".join(
        f'<tr><td>{escape(name)}</td><td class="n">{usage["cpu_s"]:.2f} s</td><td class="n">'
        f'{usage["cpu_share"]:.2f}</td><td class="n">{usage["rss_mb"]:.0f} MB</td></tr>'
        for name, usage in processes.items()
    )
    head = '<tr><th>process</th><th class="n">CPU</th><th class="n">cores</th><th class="n">memory (RSS)</th></tr>'
    return f"<table>{head}{rows}</table>"
