# SPDX-License-Identifier: EUPL-1.2
"""The ring as the ui has it: made when it is needed, for the station that makes its folder may come later."""

from __future__ import annotations

import contextlib
from pathlib import Path

from kiosk.prompts_ring import PromptsWriter
from kiosk.volume import START


class Outlet:
    """The ring at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ring: PromptsWriter | None = None
        self._volume = START

    def write(self, sound: bytes) -> int:
        """Have ``sound`` played; raises `OSError` where there is no place for the ring."""
        return self._open().write(sound)

    def played(self, number: int) -> int:
        return self._ring.played(number) if self._ring is not None else 0

    def silence(self) -> None:
        if self._ring is not None:
            self._ring.silence()

    def set_volume(self, step: int) -> None:
        """Choose how loud the station is; also without speech, for the GP's voice."""
        self._volume = step
        with contextlib.suppress(OSError):
            self._open().set_volume(step)

    def close(self) -> None:
        """Overwrite what was said, and take the ring away."""
        if self._ring is not None:
            self._ring.close()
            self._ring = None

    def _open(self) -> PromptsWriter:
        if self._ring is None or not self._path.exists():
            self.close()
            self._path.parent.mkdir(mode=0o770, exist_ok=True)
            self._ring = PromptsWriter(self._path)
            self._ring.set_volume(self._volume)
        return self._ring
