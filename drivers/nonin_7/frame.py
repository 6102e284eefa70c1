# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ frames and packets of Nonin serial data format 7: format 2 in another shape (see `drivers.nonin_2.frame`)."""

from __future__ import annotations

from drivers.nonin_2.frame import FORMAT_7, Frame, NoninFramer, Packet

__all__ = ["FORMAT_7_COMMAND", "Format7Framer", "Frame", "Packet", "encode"]

FORMAT_7_COMMAND = bytes.fromhex("02 70 02 02 07 03")

encode = FORMAT_7.encode


class Format7Framer(NoninFramer):
    """Frames of ``STATUS PLETH-HIGH PLETH-LOW FLOAT CHECK``.

    Without a header byte one in a thousand stretches of noise looks like a first frame; that four do is out of reach.
    """

    shape = FORMAT_7
    proof_frames = 4
