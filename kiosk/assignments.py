# SPDX-License-Identifier: EUPL-1.2
"""Which instrument hangs on which port, as a technician has set it at the station: a small file that sticks.

It lies in the station's state folder and counts before the settings file: an instrument of the same name replaces the
one there, others are added. Whether driver and port exist is for the workbench to say (`kiosk.workbench`), before.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from kiosk.capability import Assignment
from kiosk.errors import SettingsError
from kiosk.files import replace_file
from kiosk.section import Section
from kiosk.settings import InstrumentEntry

FILE = "instruments.toml"
_MODE = 0o640
_HEAD = "# Written by `kiosk devices assign`; counts before [[instruments]] of the settings.\n"
_PLAIN = re.compile(r"[^\x00-\x1f\x7f\"\\]*")


class _File(Section, frozen=True, kw_only=True):
    instruments: tuple[InstrumentEntry, ...] = ()


def merge(settings: Iterable[Assignment], assigned: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """Return the instruments that count, in the order of the settings, then of the assignments."""
    return tuple({each.name: each for each in (*settings, *assigned)}.values())


@dataclass(frozen=True, slots=True)
class AssignmentFile:
    """The file with a station's assignments, in ``folder``."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / FILE

    def read(self) -> tuple[Assignment, ...]:
        """Return what is assigned; nothing if there is no file. Raises `SettingsError` naming the file."""
        try:
            raw: dict[str, Any] = tomllib.loads(self.path.read_text(encoding="utf-8"))
            entries = msgspec.convert(raw, _File).instruments
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as problem:
            raise SettingsError(
                f"{self.path} cannot be read: {problem.strerror}.", hint="Call it with sudo, or give --config."
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as problem:
            raise SettingsError(
                f"{self.path} is damaged: {problem}.", hint="Remove it and assign the instruments again."
            ) from None
        found = (Assignment(name=each.name, driver=each.driver, port=each.port, line=each.line) for each in entries)
        return merge((), found)

    def put(self, assignment: Assignment) -> None:
        """Assign, or assign anew under the same name. Raises `SettingsError`."""
        self._write(merge(self.read(), (_checked(assignment),)))

    def remove(self, name: str) -> bool:
        """Forget an assignment; return whether there was one. Raises `SettingsError`."""
        before = self.read()
        kept = tuple(each for each in before if each.name != name)
        if len(kept) < len(before):
            self._write(kept)
        return len(kept) < len(before)

    def _write(self, assignments: Iterable[Assignment]) -> None:
        """Replace the file as a whole, so that a power cut leaves the old or the new one."""
        text = _HEAD + "".join(_entry(each) for each in assignments)
        try:
            replace_file(self.path, text.encode(), _MODE)
        except OSError as problem:
            raise SettingsError(
                f"{self.path} cannot be written: {problem.strerror}.", hint="Call it with sudo, or give --config."
            ) from None


def _checked(assignment: Assignment) -> Assignment:
    """Return it if the file can hold it."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", assignment.name):
        raise SettingsError(
            f"'{assignment.name}' cannot be an instrument's name.",
            hint="Write small letters, digits and '-', e.g. oximeter.",
        )
    for text in (assignment.driver, assignment.port, assignment.line or "-"):
        if not text or not _PLAIN.fullmatch(text):
            raise SettingsError(
                f"Instrument '{assignment.name}': driver, port or line has letters that none has.",
                hint="Write them as `kiosk devices probe` shows them.",
            )
    return assignment


def _entry(assignment: Assignment) -> str:
    values = {"name": assignment.name, "driver": assignment.driver, "port": assignment.port, "line": assignment.line}
    return "\n[[instruments]]\n" + "".join(f'{key} = "{value}"\n' for key, value in values.items() if value)
