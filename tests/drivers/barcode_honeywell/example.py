# SPDX-License-Identifier: EUPL-1.2
"""Bytes of a Honeywell reader."""

from __future__ import annotations

from tests.drivers.example import Example

EXAMPLES = (Example(name="codes", data=b"4711-0815\rTICKET 12\r", values={}, least=2),)
