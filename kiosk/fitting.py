# SPDX-License-Identifier: EUPL-1.2
"""How this machine's parts were fitted together at the station: what a technician has measured at the screen.

A small file in the station's state folder; it counts before the settings. The screens' process cannot read it, and is
told by `kiosk.messages.Fit`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from kiosk.errors import SettingsError
from kiosk.files import replace_file
from kiosk.section import Section
from kiosk.settings import StationSettings
from kiosk.touch_map import Affine
from kiosk.volume import START, STEPS

FILE = "fitting.toml"
_MODE = 0o640
_HEAD = "# Written at the staff screen; counts before the settings. See: kiosk technician fitting\n"


class Fitting(Section, frozen=True, kw_only=True, omit_defaults=True):
    """What was measured; None: what the settings say. ``touch``: from raw touches to the picture (`Affine`)."""

    width_mm: Annotated[float, Meta(ge=60, le=800)] | None = None
    viewing_mm: Annotated[float, Meta(ge=250, le=1500)] | None = None
    volume_start: Annotated[int, Meta(ge=0, le=STEPS - 1)] | None = None
    touch: Affine | None = None

    def apply(self, settings: StationSettings) -> StationSettings:
        """Put what was measured in place of what is set."""
        replace, panel = msgspec.structs.replace, settings.panel
        return replace(
            settings,
            panel=replace(
                panel,
                width_mm=self.width_mm if self.width_mm is not None else panel.width_mm,
                viewing_mm=self.viewing_mm if self.viewing_mm is not None else panel.viewing_mm,
            ),
        )

    @property
    def volume(self) -> int:
        """The step of `kiosk.volume` that every visit begins with."""
        return START if self.volume_start is None else self.volume_start


@dataclass(frozen=True, slots=True)
class FittingFile:
    """The file with a station's fitting, in ``folder``."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / FILE

    def read(self) -> Fitting:
        """Return what was measured; nothing if there is no file. Raises `SettingsError` naming the file."""
        try:
            raw: dict[str, Any] = tomllib.loads(self.path.read_text(encoding="utf-8"))
            return msgspec.convert(raw, Fitting)
        except (FileNotFoundError, NotADirectoryError):
            return Fitting()
        except OSError as problem:
            raise SettingsError(f"{self.path} cannot be read: {problem.strerror}.", hint="Call it with sudo.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as problem:
            raise SettingsError(
                f"{self.path} is damaged: {problem}.", hint="Forget it: kiosk technician fitting --forget"
            ) from None

    def write(self, fitting: Fitting) -> None:
        """Keep it, in place of what was kept. Raises `SettingsError`."""
        kept = msgspec.to_builtins(fitting)
        lines = [f"{key} = {_value(value)}\n" for key, value in kept.items() if value is not None]
        try:
            replace_file(self.path, (_HEAD + "".join(lines)).encode(), _MODE)
        except OSError as problem:
            raise SettingsError(
                f"{self.path} cannot be written: {problem.strerror}.", hint="See that there is room on the disk."
            ) from None


def _value(value: float | list[float] | tuple[float, ...]) -> str:
    """Write a number, or a list of them, as TOML does."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(repr(float(each)) for each in value)}]"
    return repr(value)
