# SPDX-License-Identifier: EUPL-1.2
"""Which pictures there are: a screen in a language, as one person sees it, on one panel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.languages import KNOWN, PSEUDO
from kiosk.preferences import Preferences

LANGUAGES = (*KNOWN, PSEUDO)
REFERENCE_PANEL = "10"
REFERENCE_LANGUAGE = "sv"
NARROWEST = ("sv", "ar")
"""On other panels than the reference one a quick look is had in these."""


class Look(StrEnum):
    """How somebody wants the screen."""

    NORMAL = "normal"
    LARGE = "large"
    CONTRAST = "contrast"
    LARGE_CONTRAST = "large-contrast"

    def preferences(self, language: str) -> Preferences:
        """Return the wishes of somebody who wants this look."""
        return Preferences(
            language=language,
            large_text=self in {Look.LARGE, Look.LARGE_CONTRAST},
            high_contrast=self in {Look.CONTRAST, Look.LARGE_CONTRAST},
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """A screen that is hung up: pixels, and how wide they are in all."""

    name: str
    width_px: int
    height_px: int
    width_mm: float

    @property
    def settings(self) -> tuple[str, ...]:
        """Return what a station with this panel has set."""
        return (
            f"panel.width_px={self.width_px}",
            f"panel.height_px={self.height_px}",
            f"panel.width_mm={self.width_mm}",
        )


PANELS = {
    panel.name: panel
    for panel in (
        Panel(name="7", width_px=800, height_px=480, width_mm=154.0),
        Panel(name="7-upright", width_px=480, height_px=800, width_mm=92.4),
        Panel(name="10", width_px=1280, height_px=800, width_mm=217.0),
        Panel(name="10-upright", width_px=800, height_px=1280, width_mm=135.6),
        Panel(name="15", width_px=1920, height_px=1080, width_mm=344.0),
        Panel(name="15-upright", width_px=1080, height_px=1920, width_mm=193.5),
    )
}


@dataclass(frozen=True, order=True, slots=True)
class Key:
    """The name of one picture."""

    screen: str
    language: str
    look: Look
    panel: str

    def __str__(self) -> str:
        return f"{self.screen}.{self.language}.{self.look}.{self.panel}"

    @staticmethod
    def parse(text: str) -> Key:
        """Read what ``str`` wrote; raises `ValueError` for anything else."""
        screen, language, look, panel = text.split(".")
        if not screen or language not in LANGUAGES or panel not in PANELS:
            raise ValueError(f"there is no picture '{text}'")
        return Key(screen, language, Look(look), panel)

    @property
    def quick(self) -> bool:
        """Whether it is worth looking at in a hurry."""
        if self.panel == REFERENCE_PANEL:
            return self.look is Look.NORMAL or self.language == REFERENCE_LANGUAGE
        return self.look is Look.NORMAL and self.language in NARROWEST


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What somebody asks to see; empty: everything."""

    screens: tuple[str, ...] = ()
    """Names, or how they begin."""
    languages: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()
    panels: tuple[str, ...] = ()
    quick: bool = False

    @property
    def everything(self) -> bool:
        return self == Wanted()

    def __contains__(self, key: Key) -> bool:
        return (
            (not self.screens or key.screen.startswith(self.screens))
            and (not self.languages or key.language in self.languages)
            and (not self.looks or key.look in self.looks)
            and (not self.panels or key.panel in self.panels)
            and (key.quick or not self.quick)
        )


def keys(patients: tuple[str, ...], staff: tuple[str, ...]) -> list[Key]:
    """List every picture, panel by panel. A look belongs to a visit: what staff sees has one look alone."""
    return [
        Key(screen, language, look, panel)
        for panel in PANELS
        for language in LANGUAGES
        for look in Look
        for screen in (*patients, *(staff if look is Look.NORMAL else ()))
    ]
