# SPDX-License-Identifier: EUPL-1.2
"""The station on this machine, as a technician's tool beside it sees it: its settings file, its folders, its visit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.assignments import AssignmentFile, merge
from kiosk.capability import Assignment
from kiosk.errors import KioskError, SettingsError
from kiosk.settings import StationSettings, load

CONFIG = Path("/etc/halsorum/station.toml")
"""Where an enrolled machine has its settings."""
VISIT_FOLDER = "visit"
"""Is there, in the runtime folder, while a visit is under way (`kiosk.station.erasure`)."""


class SiteReason(StrEnum):
    """Why a tool does not do its work beside this station."""

    IN_VISIT = "in-visit"
    """Somebody is in the room; what a device says now is about a patient."""
    CLOSED = "closed"
    """This user may not see whether a visit is under way."""


class SiteError(KioskError):
    """A tool must not work beside this station now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A station's folders and the instruments that its settings name. ``config``: None if it has no settings file."""

    config: Path | None
    runtime: Path
    assignments: AssignmentFile
    set_instruments: tuple[Assignment, ...] = ()

    @property
    def instruments(self) -> tuple[Assignment, ...]:
        """The instruments that count: those of the settings, with what was assigned since. Raises `SettingsError`."""
        return merge(self.set_instruments, self.assignments.read())

    @property
    def in_visit(self) -> bool:
        """Tell whether a visit is under way. Raises `SiteError` if this user may not see it."""
        try:
            (self.runtime / VISIT_FOLDER).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except PermissionError:
            raise SiteError(
                "This user may not see whether a visit is under way.",
                reason=SiteReason.CLOSED,
                hint="Call it with sudo.",
            ) from None
        return True

    def require_no_visit(self) -> None:
        """Raise `SiteError` while a visit is under way."""
        if self.in_visit:
            raise SiteError(
                "A visit is under way; what the devices say now is about a patient.",
                reason=SiteReason.IN_VISIT,
                hint="Wait until the visit has ended.",
            )


def find_site(config: Path | None = None) -> Site:
    """Find the station on this machine by its settings file; without one, by the folders stations have.

    Raises `SettingsError` if ``config`` is not a station's settings file.
    """
    try:
        if config is None and CONFIG.exists():
            config = CONFIG
        settings = StationSettings() if config is None else load(StationSettings, config)
    except PermissionError:
        raise SettingsError(f"{config or CONFIG} may not be read by this user.", hint="Call it with sudo.") from None
    return site_of(settings, config)


def site_of(settings: StationSettings, config: Path | None = None) -> Site:
    """Return the site of a station with these settings."""
    return Site(
        config=config,
        runtime=settings.station.runtime,
        assignments=AssignmentFile(state_folder(settings)),
        set_instruments=tuple(
            Assignment(name=each.name, driver=each.driver, port=each.port, line=each.line)
            for each in settings.instruments
        ),
    )


def state_folder(settings: StationSettings) -> Path:
    """Return the folder that keeps what a station must not forget: the one its identity lies in."""
    return Path(os.path.abspath(settings.station.identity)).parent  # noqa: PTH100 - a link keeps its place
