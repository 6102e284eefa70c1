# SPDX-License-Identifier: EUPL-1.2
"""Description files for the tests: whole ones, of lines and of bytes, and a place for broken ones."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
LINES, BYTES = HERE / "height_meter.toml", HERE / "pulse_meter.toml"
WHOLE = LINES.read_text(encoding="utf-8")
BINARY = BYTES.read_text(encoding="utf-8")


def named(path: Path) -> str:
    """Return the driver's name."""
    return f"described:{path}"


def written(folder: Path, content: str) -> str:
    """Write a description; return the driver's name."""
    path = folder / "meter.toml"
    path.write_text(content, encoding="utf-8")
    return named(path)


def lu(hundredths: int, mode: int = 0xAC) -> bytes:
    """Return a frame of the LU90614, computed here and not by the code under test."""
    head = bytes([0xFE, mode, hundredths // 100, hundredths % 100, 0, 0, 0, 0])
    return head + bytes([sum(head) & 0xFF])
