# SPDX-License-Identifier: EUPL-1.2
"""The lines are those of `drivers.scale_stgs`; only the line's settings and the questions differ."""

from __future__ import annotations

from drivers.scale_stgs.interpret import StgsInterpreter


class AndInterpreter(StgsInterpreter):
    """Decide, line by line."""
