# SPDX-License-Identifier: EUPL-1.2
"""What is published of MT-SICS lines: each weight that came to rest (see `drivers.shared.scale_interpreter`)."""

from __future__ import annotations

from drivers.scale_mtsics.decode import read
from drivers.shared.scale_interpreter import ScaleInterpreter


class MtsicsInterpreter(ScaleInterpreter):
    """Decide, line by line."""

    def __init__(self) -> None:
        super().__init__(read)
