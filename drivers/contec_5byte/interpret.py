# SPDX-License-Identifier: EUPL-1.2
"""What of an older Contec stream is published: the rules of `drivers.bci_5byte`, with Contec's row and pace."""

from __future__ import annotations

from drivers.bci_5byte.decode import CONTEC
from drivers.bci_5byte.interpret import CONFIRM, FiveByteInterpreter
from drivers.items import WaveSpec
from drivers.stability import Rules


class ContecFiveByteInterpreter(FiveByteInterpreter):
    """Contec V5.1."""

    dialect = CONTEC
    rate_hz = CONTEC.rate_hz
    waves = (WaveSpec(rate_hz=CONTEC.rate_hz, lower=0, upper=CONTEC.pleth_top),)
    rules = Rules(confirm=CONFIRM, settle=CONFIRM, repeat=CONTEC.rate_hz, lapse=CONTEC.rate_hz)
