# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ packets of Nonin serial data format 1: the first three bytes of format 8 (see `drivers.nonin_8.frame`)."""

from __future__ import annotations

from drivers.nonin_8.frame import FORMAT_1, BriefFramer, encode

__all__ = ["Format1Framer", "encode"]


class Format1Framer(BriefFramer):
    """Three bytes a second."""

    layout = FORMAT_1
