# SPDX-License-Identifier: EUPL-1.2
"""`./run screens`, with somebody else drawing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from kiosk.clock import ManualClock
from kiosk.errors import KioskError
from provisioning.bootstrap.cli import COMMANDS, HELP, command_line
from tests.screens import scenes
from tests.screens.cli import World, main
from tests.screens.painters import Take
from tests.ui.touch.gallery.studio import HERE, save
from ui.touch.gallery.job import Done, Job

PICTURE = "code.sv.normal.10"
ONE = ("--only", "code-wrong", "--language", "sv", "--look", "normal", "--panel", "10")


@dataclass
class Room:
    """The folders of a run, and a painter that does as it is told."""

    root: Path
    colour: int = 0
    dies_after: int = 10**6
    broken: str = ""
    drawn: list[str] = field(default_factory=list)
    problem: type[BaseException] = KeyboardInterrupt

    async def paint(self, jobs: Sequence[Job], take: Take) -> None:
        for number, job in enumerate(jobs):
            if number >= self.dies_after:
                raise self.problem("The process that draws died.")
            self.drawn.append(job.key)
            take(Done(key=job.key, problem="KeyError: x") if job.key == self.broken else save(job, self.colour), HERE)

    def run(self, *arguments: str) -> int:
        world = World(paint=self.paint, golden=self.root / "golden", root=self.root, clock=ManualClock())
        return main([*arguments, "--out", str(self.root / "out")], world)

    @property
    def sheet(self) -> list[list[object]]:
        text = (self.root / "out" / "index.html").read_text(encoding="utf-8")
        found = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
        assert found is not None
        rows: list[list[object]] = json.loads(found[1])["rows"]
        return rows


@pytest.fixture
def room(tmp_path: Path) -> Room:
    (tmp_path / "README.md").write_text("A station.")
    (tmp_path / "docs").mkdir()
    return Room(tmp_path)


def test_new_screens_are_a_difference_until_they_are_accepted(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    assert room.run(*ONE) == 1
    assert "new: code-wrong.sv.normal.10" in capsys.readouterr().err
    assert room.run(*ONE, "--accept") == 0
    assert room.run(*ONE, "--again") == 0
    assert room.drawn == ["code-wrong.sv.normal.10"] * 2, "what was drawn is accepted without drawing it again"


def test_a_changed_screen_is_named_and_shown_beside_the_accepted_one(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    room.run(*ONE, "--accept")
    room.colour = 77
    assert room.run(*ONE, "--again") == 1
    assert "changed: code-wrong.sv.normal.10" in capsys.readouterr().err
    assert room.sheet == [["code-wrong", "sv", "normal", "10", "changed", True, True, ""]]


def test_a_screen_that_breaks_is_told_with_its_reason(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    room.broken = "code-wrong.sv.normal.10"
    assert room.run(*ONE, "--accept") == 1
    assert "failed: code-wrong.sv.normal.10: KeyError: x" in capsys.readouterr().err
    assert not list((room.root / "golden").glob("*"))


def test_ctrl_c_writes_what_there_is_and_the_next_run_goes_on(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--only", "code", "--panel", "10", "--language", "sv", "--accept")
    room.dies_after = 3
    assert room.run(*asked) == 130
    assert len(room.sheet) == 3
    assert "5 not drawn" in capsys.readouterr().err
    assert not (room.root / "golden").exists(), "half a run is not accepted"
    room.dies_after, room.drawn = 10**6, []
    assert room.run(*asked) == 0
    assert len(room.drawn) == 5
    assert len(room.sheet) == 8


def test_a_painter_that_dies_is_told_and_the_rest_is_kept(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    room.dies_after, room.problem = 1, KioskError
    assert room.run("--only", "code", "--panel", "10", "--language", "sv", "--look", "normal", "--accept") == 1
    assert "screens: The process that draws died." in capsys.readouterr().err
    assert len(room.sheet) == 1


def test_pictures_of_two_versions_are_not_accepted(
    room: Room, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    editions = iter(["one", "two"])
    monkeypatch.setattr(scenes, "edition", lambda: next(editions))
    assert room.run(*ONE, "--accept") == 1
    assert "two versions" in capsys.readouterr().err
    assert not (room.root / "golden").exists()


def test_quick_is_quick(room: Room) -> None:
    room.run("--quick", "--only", "code-wrong")
    quick, room.drawn = len(room.drawn), []
    room.run("--only", "code-wrong", "--again")
    assert quick * 7 < len(room.drawn)


def test_nothing_of_that_name(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    assert room.run("--only", "nothing") == 1
    assert "there is no such picture" in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--panel", "9"), ("--look", "odd"), ("--language", "xx")])
def test_a_choice_that_there_is_not(room: Room, option: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        room.run(*option)
    assert ended.value.code == 2


def test_the_manual_s_pictures_are_those_the_documents_name(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    (room.root / "docs" / "using.md").write_text(f"![The code](pictures/{PICTURE}.png)")
    (room.root / "README.md").write_text("![A call](docs/pictures/call.ar.large.7.png)")
    stale = room.root / "docs" / "pictures" / "code.fi.normal.10.png"
    stale.parent.mkdir()
    stale.write_bytes(b"")
    assert room.run("--manual") == 0
    assert sorted(room.drawn) == ["call.ar.large.7", PICTURE]
    assert sorted(path.name for path in stale.parent.iterdir()) == ["call.ar.large.7.png", f"{PICTURE}.png"]
    with Image.open(stale.with_name(f"{PICTURE}.png")) as picture:
        assert (picture.format, picture.size) == ("PNG", (128, 80))
    before = stale.with_name(f"{PICTURE}.png").stat().st_mtime_ns
    assert room.run("--manual") == 0
    assert "0 of them new" in capsys.readouterr().err
    assert stale.with_name(f"{PICTURE}.png").stat().st_mtime_ns == before


def test_a_document_that_names_no_screen_is_told(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    (room.root / "docs" / "using.md").write_text("![Gone](pictures/gone.sv.normal.10.png)")
    assert room.run("--manual") == 1
    assert "gone.sv.normal.10" in capsys.readouterr().err


def test_run_knows_it() -> None:
    assert "screens" in COMMANDS
    assert "./run screens" in HELP
    assert command_line(Path("/here"), "screens", ["--quick"])[1:] == ["-m", "tests.screens", "--quick"]
