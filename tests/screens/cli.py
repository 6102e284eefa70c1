# SPDX-License-Identifier: EUPL-1.2
"""The command line of `./run screens`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import Clock, SystemClock
from kiosk.errors import KioskError
from provisioning.bootstrap.terminal import say, step_line
from tests.screens import manual, painters, scenes
from tests.screens.progress import Progress
from ui.touch.gallery.folder import Folder
from ui.touch.gallery.gallery import Gallery
from ui.touch.gallery.golden import GoldenError
from ui.touch.gallery.job import Done, Job
from ui.touch.gallery.look import LANGUAGES, PANELS, Key, Look, Wanted
from ui.touch.gallery.sheet import sheet, summary

Paint = Callable[[Sequence[Job], painters.Take], Awaitable[None]]
ENDED = 130
RUN_AGAIN = "Run the command again."
LISTED = 20
"""So many differences are named; the sheet has all."""
EPILOG = """\
The sheet is DIR/index.html, with the pictures beside it: what differs first. A run that was ended goes on from there;
pictures whose screen and code have not changed are not drawn again. Exit code: 0 nothing differs, 1 something does, 130
ended by Ctrl-C. A screen was changed on purpose? Look at the sheet, then --accept, and commit tests/ui/touch/golden.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """What a run needs beside its arguments."""

    paint: Paint = painters.paint
    golden: Path = scenes.GOLDEN
    root: Path = scenes.ROOT
    clock: Clock = SystemClock()


def build_parser() -> argparse.ArgumentParser:
    """Describe the arguments."""
    parser = argparse.ArgumentParser(
        prog="./run screens", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="the reference panel in every language, the others in Swedish and Arabic")
    add("--only", action="append", default=[], metavar="NAME", help="screens whose names begin so")
    add("--language", action="append", default=[], choices=LANGUAGES)
    add("--look", action="append", default=[], choices=list(Look), type=Look)
    add("--panel", action="append", default=[], choices=list(PANELS))
    add("--manual", action="store_true", help="only the pictures in the documents; writes docs/pictures")
    add("--accept", action="store_true", help="take what was drawn for right")
    add("--again", action="store_true", help="draw also what has not changed since the last run")
    add("--out", type=Path, default=Path("build/screens"), metavar="DIR", help="where to (build/screens)")
    return parser


def main(arguments: Sequence[str], world: World | None = None) -> int:
    """Draw, compare, lay out; returns the exit code."""
    asked, world = build_parser().parse_args(arguments), world or World()
    wanted = Wanted(
        screens=tuple(asked.only),
        languages=tuple(asked.language),
        looks=tuple(asked.look),
        panels=tuple(asked.panel),
        quick=asked.quick,
    )
    try:
        return _write_manual(asked, wanted, world) if asked.manual else _run(asked, wanted, world)
    except (GoldenError, KioskError, ValueError) as problem:
        say(f"screens: {problem}")
        return 1


def _run(asked: argparse.Namespace, wanted: Wanted, world: World) -> int:
    """Draw what is asked for, accept it if that is asked, and write the sheet."""
    catalogue = scenes.catalogue()
    gallery = _gallery(asked, catalogue, world)
    if not any(key in wanted for key in (*catalogue, *gallery.golden.pictures)):
        raise ValueError("there is no such picture; ./run screens --help says how to ask")
    ended, trouble = _draw(gallery, wanted, asked.again, world)
    if asked.accept and not ended and trouble is None:
        say(f"{gallery.accept(wanted)} pictures accepted anew.")
    differs = _lay_out(gallery, wanted, world)
    if trouble is not None:
        raise trouble
    return ENDED if ended else int(differs)


def _gallery(asked: argparse.Namespace, catalogue: Sequence[Key], world: World) -> Gallery:
    return Gallery(
        folder=Folder(asked.out.resolve()),
        golden_folder=world.golden,
        catalogue=catalogue,
        scene_of=scenes.scene_of,
        edition=scenes.edition(),
    )


def _draw(gallery: Gallery, wanted: Wanted, again: bool, world: World) -> tuple[bool, KioskError | None]:
    """Draw; tell whether a person ended it, and what went wrong with the processes."""
    jobs = gallery.jobs(wanted, again=again)
    progress = Progress(len(jobs), world.clock)
    try:
        if jobs:
            with step_line(sys.stderr, 1, 1, f"Drawing {len(jobs)} pictures") as line:

                def take(done: Done, rasteriser: str) -> None:
                    gallery.take(done, rasteriser)
                    line.set(progress.one())

                asyncio.run(_awaited(world.paint(jobs, take)))
    except KeyboardInterrupt:
        return True, None
    except KioskError as problem:
        return False, problem
    finally:
        gallery.save()
        if progress.drawn:
            say(f"{progress.drawn} drawn, {progress.rate_hz:.1f} a second.")
    if jobs and scenes.edition() != gallery.edition:
        return False, KioskError("The code changed while it drew: the pictures are of two versions.", hint=RUN_AGAIN)
    return False, None


async def _awaited(work: Awaitable[None]) -> None:
    await work


def _lay_out(gallery: Gallery, wanted: Wanted, world: World) -> bool:
    """Write the sheet and say where it is; tell whether anything differs."""
    rows = gallery.rows(wanted)
    missing = gallery.missing(wanted)
    made = f"{world.clock.now():%Y-%m-%d %H:%M} UTC"
    path = gallery.folder.root / "index.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(sheet(rows, made=made, rasterisers=gallery.rasterisers, missing=missing), encoding="utf-8")
    differing = [row for row in rows if row.outcome.differs]
    for row in differing[:LISTED]:
        say(f"  {row.outcome}: {row.key}{f': {row.problem}' if row.problem else ''}")
    if len(differing) > LISTED:
        say(f"  and {len(differing) - LISTED} more")
    say(f"{summary(rows, missing)} {path}")
    return bool(differing)


def _write_manual(asked: argparse.Namespace, wanted: Wanted, world: World) -> int:
    """Draw the pictures that the documents refer to, and put them where they are looked for."""
    named = manual.named(world.root)
    known = set(scenes.catalogue())
    if unknown := [str(key) for key in named if key not in known]:
        raise ValueError(f"the documents refer to {', '.join(unknown)}, and there is no such screen")
    gallery = _gallery(asked, named, world)
    ended, trouble = _draw(gallery, wanted, asked.again, world)
    if trouble is not None:
        raise trouble
    if ended or gallery.missing(wanted):
        return ENDED
    written = manual.write([(key, gallery.folder.picture(key)) for key in named if key in wanted], world.root)
    say(f"{len(named)} pictures in the documents, {len(written)} of them new.")
    return 0
