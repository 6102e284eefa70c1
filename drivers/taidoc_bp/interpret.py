# SPDX-License-Identifier: EUPL-1.2
"""As `drivers.taidoc.interpret`; a meter that has not told its model measures blood pressure."""

from __future__ import annotations

from typing import ClassVar

from drivers.taidoc.decode import Kind
from drivers.taidoc.interpret import TaiDocInterpreter


class PressureInterpreter(TaiDocInterpreter):
    """Decide, answer by answer."""

    untold: ClassVar[Kind] = Kind.PRESSURE
