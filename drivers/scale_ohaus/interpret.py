# SPDX-License-Identifier: EUPL-1.2
"""What is published of the lines: each weight that came to rest (see `drivers.scale_interpreter`)."""

from __future__ import annotations

from drivers.scale_interpreter import ScaleInterpreter
from drivers.scale_ohaus.decode import read


class OhausInterpreter(ScaleInterpreter):
    """Decide, line by line."""

    def __init__(self) -> None:
        super().__init__(read)
