# SPDX-License-Identifier: EUPL-1.2
"""Packets → values and flags: format 1 shares its table of bits with format 8 (see `drivers.nonin_8.decode`)."""

from __future__ import annotations

from drivers.nonin_8.decode import Second, describe

__all__ = ["Second", "describe"]
