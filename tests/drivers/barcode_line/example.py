# SPDX-License-Identifier: EUPL-1.2
"""Bytes of code readers."""

from __future__ import annotations

from tests.drivers.example import Example

EXAMPLES = (
    Example(name="codes", data=b"4711-0815\r\nhttps://example.org/v/7\r\nK\xc3\xb6rkort\r\n", values={}, least=3),
)
