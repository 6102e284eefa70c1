# SPDX-License-Identifier: EUPL-1.2
"""What of a Nonin stream in format 7 is published: as of format 2, with a waveform of 16 bits."""

from __future__ import annotations

from drivers.items import WaveSpec
from drivers.nonin_2.interpret import FRAMES_PER_S, NoninInterpreter
from drivers.nonin_7.frame import Format7Framer


class Nonin7Interpreter(NoninInterpreter):
    """Format 7."""

    framer = Format7Framer
    waves = (WaveSpec(rate_hz=FRAMES_PER_S, lower=0, upper=0xFFFF),)
