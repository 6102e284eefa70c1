# SPDX-License-Identifier: EUPL-1.2
"""The lines are those of `drivers.scale_stgs`; only the line's settings and the questions differ."""

from __future__ import annotations

from typing import ClassVar

from drivers.scale_and.frame import AndLines
from drivers.scale_stgs.interpret import StgsInterpreter
from drivers.shared.read_lines import ReadLines
from drivers.shared.scale_line import ScaleLine


class AndInterpreter(StgsInterpreter):
    """Decide, line by line."""

    lines: ClassVar[type[ReadLines[ScaleLine]]] = AndLines
