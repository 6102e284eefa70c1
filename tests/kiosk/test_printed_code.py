# SPDX-License-Identifier: EUPL-1.2
"""QR codes in a terminal and as pictures."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import segno
from PIL import Image

from kiosk.errors import SettingsError
from kiosk.printed_code import check_picture, show

TEXT = "HT1:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def test_a_picture_holds_the_code_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    show(TEXT, tmp_path / "code.png")
    assert stat.S_IMODE((tmp_path / "code.png").stat().st_mode) == 0o600
    with Image.open(tmp_path / "code.png") as picture:
        grey = picture.convert("L")
    matrix = segno.make_qr(TEXT, error="m").matrix
    assert grey.size == ((len(matrix) + 8) * 8,) * 2, "with its quiet zone"
    size = range(len(matrix))
    middles = [[grey.getpixel(((x + 4) * 8 + 4, (y + 4) * 8 + 4)) == 0 for x in size] for y in size]
    assert middles == [[bool(module) for module in row] for row in matrix]


@pytest.mark.parametrize(("name", "begins"), [("code.svg", b"<?xml"), ("CODE.PDF", b"%PDF")])
def test_it_is_of_the_kind_that_its_name_says(tmp_path: Path, name: str, begins: bytes) -> None:
    show(TEXT, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_terminal_shows_it_and_a_pipe_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    show(TEXT, None)
    assert capsys.readouterr().out == ""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    show(TEXT, None)
    assert len(capsys.readouterr().out.splitlines()) > 10


@pytest.mark.parametrize("name", ["code.docx", "code", "none/code.png", "there.png"])
def test_a_picture_that_cannot_be_is_refused_before_a_code_is_made(tmp_path: Path, name: str) -> None:
    (tmp_path / "there.png").write_bytes(b"kept")
    with pytest.raises(SettingsError):
        check_picture(tmp_path / name)
    assert (tmp_path / "there.png").read_bytes() == b"kept"
