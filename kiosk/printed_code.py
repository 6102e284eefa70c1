# SPDX-License-Identifier: EUPL-1.2
"""A QR code (ISO/IEC 18004) of what lets somebody in: in the terminal, or as a picture to print."""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import SettingsError

if TYPE_CHECKING:
    from segno import QRCode

KINDS = ("svg", "png", "pdf")
_QUIET, _SCALE = 4, 8
"""Modules of quiet zone (9.1), and pixels or points of a module: 8 points are 2.8 mm, which any reader reads."""


def add_picture(parser: argparse.ArgumentParser) -> None:
    """Add ``--picture``."""
    kinds = ", ".join(f".{kind}" for kind in KINDS)
    parser.add_argument("--picture", type=Path, metavar="FILE", help=f"write it as a QR code as well ({kinds})")


def check_picture(path: Path | None) -> None:
    """Raise `SettingsError` unless a picture could be written, before the code that it shows is made."""
    if path is None:
        return
    if path.suffix.removeprefix(".").lower() not in KINDS:
        raise SettingsError(f"{path} is no kind of picture that can be made.", hint="Call it CODE.svg, .png or .pdf.")
    if path.exists():
        raise SettingsError(f"{path} is there already.", hint="Give another --picture, or remove that one.")
    if not os.access(path.parent, os.W_OK):
        raise SettingsError(f"Nothing can be written into {path.parent}.", hint="Give another --picture.")


def show(text: str, picture: Path | None) -> None:
    """Draw ``text`` where somebody looks at a terminal, and write ``picture``; nobody else may read that."""
    code = _code(text)
    if picture is not None:
        _write(code, picture)
    elif sys.stdout.isatty():
        code.terminal(border=_QUIET, compact=True)


def _code(text: str) -> QRCode:
    import segno

    return segno.make_qr(text, error="m")


def _write(code: QRCode, picture: Path) -> None:
    kind = picture.suffix.removeprefix(".").lower()
    drawn = io.BytesIO()
    code.save(drawn, kind=kind, border=_QUIET, scale=_SCALE)
    try:
        descriptor = os.open(picture, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(drawn.getvalue())
    except OSError as problem:
        raise SettingsError(
            f"{picture} cannot be written: {problem.strerror}.", hint="Give another --picture."
        ) from None
