# SPDX-License-Identifier: EUPL-1.2
"""Bytes of a GM65."""

from __future__ import annotations

from tests.drivers.example import Example

TRIGGER = bytes.fromhex("7e 00 08 01 00 02 01 ab cd")
TAKEN = bytes.fromhex("02 00 00 01 00 33 31")

EXAMPLES = (Example(name="triggered", data=TAKEN + b"4711-0815\r\n" + TAKEN + b"TICKET 12\r\n", values={}, least=2),)
