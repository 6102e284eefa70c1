# SPDX-License-Identifier: EUPL-1.2
"""The drivers there are: an enum, and the classes that name themselves in it."""

from __future__ import annotations

import importlib
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING

from kiosk.errors import KioskError

if TYPE_CHECKING:
    from drivers.base import Driver


class DriverName(StrEnum):
    """One member per device family; also the name of its folder."""

    CONTEC_9BYTE = "contec_9byte"
    NONIN_2 = "nonin_2"


class RegistryReason(StrEnum):
    """Why there is no driver."""

    UNKNOWN_DRIVER = "unknown-driver"
    """No driver has this name."""


class UnknownDriverError(KioskError, LookupError):
    """A driver is asked for that does not exist."""

    def __init__(self, name: str) -> None:
        known = ", ".join(DriverName)
        super().__init__(
            f"There is no driver '{name}'.",
            reason=RegistryReason.UNKNOWN_DRIVER,
            hint=f"Known drivers: {known}.",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """What SCORE.toml says about a driver: how sure its facts are, and what is still open."""

    grade: str
    title: str
    devices: tuple[str, ...]
    sources: tuple[str, ...]
    tested_on: str
    open_points: tuple[str, ...]


_CLASSES: dict[DriverName, type[Driver]] = {}


def register(name: DriverName, driver: type[Driver]) -> None:
    """Take a driver class in; called by `Driver.__init_subclass__`."""
    _CLASSES[name] = driver


def parse_name(text: str) -> DriverName:
    """Return the driver called ``text``. Raises `UnknownDriverError`, which lists the known ones."""
    try:
        return DriverName(text)
    except ValueError:
        raise UnknownDriverError(text) from None


def find(name: DriverName) -> type[Driver]:
    """Return the driver's class, importing its folder when it is first asked for."""
    if name not in _CLASSES:
        importlib.import_module(f"drivers.{name.value}.driver")
    return _CLASSES[name]


def score(name: DriverName) -> Score:
    """Read the driver's SCORE.toml."""
    table = tomllib.loads((files("drivers") / name.value / "SCORE.toml").read_text(encoding="utf-8"))
    points = table.get("points", {})
    return Score(
        grade=table["grade"],
        title=table["title"],
        devices=tuple(table["devices"]),
        sources=tuple(table["sources"]),
        tested_on=table["tested_on"],
        open_points=tuple(value.removeprefix("todo: ") for value in points.values() if value.startswith("todo")),
    )
