# SPDX-License-Identifier: EUPL-1.2
"""What is published of the family's lines: each weight that came to rest (see `drivers.shared.scale_interpreter`)."""

from __future__ import annotations

from typing import ClassVar

from drivers.scale_stgs.decode import read
from drivers.scale_stgs.frame import StgsLines
from drivers.shared.read_lines import ReadLines
from drivers.shared.scale_interpreter import ScaleInterpreter
from drivers.shared.scale_line import ScaleLine


class StgsInterpreter(ScaleInterpreter):
    """Decide, line by line."""

    lines: ClassVar[type[ReadLines[ScaleLine]]] = StgsLines

    def __init__(self) -> None:
        super().__init__(read)
