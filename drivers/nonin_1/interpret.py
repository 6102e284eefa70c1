# SPDX-License-Identifier: EUPL-1.2
"""What of a Nonin stream in format 1 is published: as of format 8 (see `drivers.nonin_8.interpret`)."""

from __future__ import annotations

from drivers.nonin_1.frame import Format1Framer
from drivers.nonin_8.interpret import BriefInterpreter


class Nonin1Interpreter(BriefInterpreter):
    """Format 1."""

    def __init__(self) -> None:
        super().__init__(Format1Framer())
