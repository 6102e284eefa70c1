# SPDX-License-Identifier: EUPL-1.2
"""Frames and packets → values and flags: format 7 says what format 2 says (see `drivers.nonin_2.decode`)."""

from __future__ import annotations

from drivers.nonin_2.decode import Status, Values, decode, frame_fields

__all__ = ["Status", "Values", "decode", "frame_fields"]
