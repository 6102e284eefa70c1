# SPDX-License-Identifier: EUPL-1.2
"""The bytes are those of the device at 8N1."""

from __future__ import annotations

from tests.drivers.omron_hbp9020.example import EXAMPLES

__all__ = ["EXAMPLES"]
