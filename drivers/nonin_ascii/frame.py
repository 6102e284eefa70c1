# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ lines of Nonin monitors that send text: 8500, 2500, 9847, 8600V, Avant 9600 and 4000 (operator's manuals).

One line a second: ``SPO2=XXX HR=YYY``, on some models behind ``HH:MM:SS ``, with ``---`` for "no value", and behind it
``F`` (fast averaging), ``*`` (event mark) and ``B`` (breath). Everything else, such as the free text at power-up, is
skipped as a whole line.

The 8500, 2500 and 9847 send nine data bits, the ninth always mark: a second stop bit to a receiver of eight. The Avant
9600 sends two stop bits. Both read as 8N1, which asks for one stop bit and is content with more.
"""

from __future__ import annotations

import re

from drivers.framing import LineFramer

_NUMBER = r"---|[0-9]{3}| [0-9]{2}|  [0-9]"
LINE = re.compile(
    r"(?:(?P<clock>[0-2][0-9]:[0-5][0-9]:[0-5][0-9]) )?"
    rf"SPO2=(?P<spo2>{_NUMBER}) HR=(?P<hr>{_NUMBER})(?P<marks>(?: ?[F*B]){{0,3}}) *"
)


def encode(spo2: int | None, hr: int | None, *, clock: str = "", marks: str = "") -> bytes:
    """Return a line with its end; None is "no value"."""
    saturation, rate = ("---" if value is None else f"{value:03d}" for value in (spo2, hr))
    prefix = f"{clock} " if clock else ""
    return f"{prefix}SPO2={saturation} HR={rate}{marks}\r\n".encode("ascii")


class NoninLineFramer(LineFramer):
    """Find lines that are measurements. Stray NULs may stand between lines."""

    def __init__(self) -> None:
        super().__init__(ends=b"\r\n\0", limit_bytes=80)

    def _belongs(self, content: bytes) -> bool:
        return LINE.fullmatch(content.decode("ascii")) is not None
