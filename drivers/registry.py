# SPDX-License-Identifier: EUPL-1.2
"""Finds what belongs to a driver's name: its class, its simulator, its score. Only what is asked for is imported."""

from __future__ import annotations

import importlib
import tomllib
from dataclasses import dataclass
from importlib.resources import files

from drivers.base import Driver
from drivers.names import DESCRIBED, DriverName, parse_name
from drivers.simulation.device import SimulatedDevice


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """What SCORE.toml says about a driver: how sure its facts are, and what is still open."""

    grade: str
    title: str
    devices: tuple[str, ...]
    sources: tuple[str, ...]
    tested_on: str
    open_points: tuple[str, ...]


def names() -> tuple[str, ...]:
    """Return the name of every driver there is, the shipped descriptions last."""
    from drivers.described.source import shipped

    return (*DriverName, *(f"{DESCRIBED}{name}" for name in shipped()))


def find(text: str) -> type[Driver]:
    """Return the class of the driver called ``text``. Raises `UnknownDriverError` or `DescriptionError`."""
    if text.startswith(DESCRIBED):
        from drivers.described.driver import driver

        return driver(text)
    name = DriverName(parse_name(text))
    importlib.import_module(f"drivers.{name.value}.driver")
    return Driver.classes[name]


def simulated(text: str) -> type[SimulatedDevice]:
    """Return the simulator of a driver. Raises `UnknownDriverError` or `DescriptionError`."""
    if text.startswith(DESCRIBED):
        from drivers.described.simulator import simulator

        return simulator(text)
    name = DriverName(parse_name(text))
    importlib.import_module(f"drivers.{name.value}.simulator")
    return SimulatedDevice.classes[name]


def score(name: str) -> Score:
    """Read the driver's SCORE.toml, or what its description says."""
    if name.startswith(DESCRIBED):
        return _described_score(name)
    table = tomllib.loads((files("drivers") / str(name) / "SCORE.toml").read_text(encoding="utf-8"))
    points = table.get("points", {})
    return Score(
        grade=table["grade"],
        title=table["title"],
        devices=tuple(table["devices"]),
        sources=tuple(table["sources"]),
        tested_on=table["tested_on"],
        open_points=tuple(value.removeprefix("todo: ") for value in points.values() if value.startswith("todo")),
    )


def _described_score(name: str) -> Score:
    from drivers.described.source import load

    about = load(name).about
    return Score(
        grade=about.grade,
        title=about.title,
        devices=about.devices,
        sources=about.sources,
        tested_on=about.tested_on,
        open_points=about.open_points,
    )
