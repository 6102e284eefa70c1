# SPDX-License-Identifier: EUPL-1.2
"""`./run`: set up what is missing, then hand over to the demo, the tests or the project's own command line."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from provisioning.bootstrap.command import SetupError, clean_environment
from provisioning.bootstrap.node import NodeStep
from provisioning.bootstrap.packages import PackagesStep
from provisioning.bootstrap.python_env import PythonStep
from provisioning.bootstrap.terminal import say, step_line

ROOT = Path(__file__).resolve().parents[2]
SPREAD = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
"""Tests run in three workers, as two leave two cores waiting half the time; a file runs in one of them, for its tests
may share a world."""
COMMANDS = {"demo", "test", "bench", "fuzz", "screens", "accessibility", "kiosk", "setup"}
FROM_THE_ROOT = {"test", "bench", "fuzz", "screens", "accessibility"}
"""Commands that need the project's folder; the others work in the caller's."""

HELP = """\
usage: ./run [--no-packages] COMMAND

Hälsorum, the open health-room station. The first call sets everything up; later calls need no network.

  ./run demo [--headless] [--out DIR]   a whole visit between a station and a GP on this machine;
                                        without a screen it plays itself and writes DIR (build/demo)
  ./run test [pytest arguments]         all tests
  ./run bench NAME                      measure speed here and print the figures; ./run bench --help lists them
  ./run fuzz [DRIVER ...]               try drivers with millions of inputs, led by coverage; ./run fuzz --help
  ./run screens [--quick]               every screen as a picture, compared with the accepted ones, in build/screens
  ./run accessibility [--quick]         what of 30 requirements the touchscreen meets, and which tests prove it
  ./run kiosk ...                       the project's own command line; ./run kiosk --help explains it
  ./run setup                           set up and do nothing else

  --no-packages                         do not look at Debian packages (packages.txt lists them)

Set-up installs the Debian packages of packages.txt (as root or through sudo), makes .venv from requirements.lock and
builds the GP's page. Logs of it are in build/setup/.
"""


class Step(Protocol):
    """One part of set-up."""

    title: str

    def due(self) -> bool:
        """Tell whether there is anything to do; asks this machine only, never the network."""
        ...

    def carry_out(self, detail: Callable[[str], None]) -> None:
        """Do it; raises `SetupError`."""
        ...


def main(arguments: Sequence[str]) -> int:
    """Set up, then become the command; returns only if that was not possible or not asked for."""
    words = list(arguments)
    packages = "--no-packages" not in words[:1]
    words = words if packages else words[1:]
    if not words or words[0] in {"-h", "--help", "help"}:
        sys.stdout.write(HELP)
        return 0
    command, rest = words[0], words[1:]
    if command not in COMMANDS:
        return _refuse(f"there is no command '{command}'; ./run --help lists them.", 2)
    try:
        set_up(ROOT, packages=packages)
    except SetupError as problem:
        return _refuse(str(problem), 1)
    except OSError as problem:
        return _refuse(f"set-up cannot use {problem.filename or 'a file'}: {problem.strerror}.", 1)
    except KeyboardInterrupt:
        return _refuse("stopped; the next call carries on from here.", 130)
    if command == "setup":
        return 0
    return _become(ROOT, command, rest)


def _refuse(sentence: str, code: int) -> int:
    say(f"run: {sentence}")
    return code


def set_up(root: Path, *, packages: bool = True) -> None:
    """Do every step that is due, in order, showing progress; silent if there is none. One at a time per clone."""
    with only_one(root / "build" / "setup" / "lock"):
        run_steps(steps_of(root, packages=packages))


def steps_of(root: Path, *, packages: bool) -> list[Step]:
    """List the steps, in order."""
    steps: list[Step] = [PackagesStep(root)] if packages else []
    sources = ("src", "build.mjs", "tsconfig.json", "package.json")
    steps += [
        PythonStep(root),
        NodeStep(root, title="The GP's page", folder="ui/gp", sources=sources, result="dist/index.html"),
        NodeStep(root, title="The tests' validator", folder="tests/validators"),
    ]
    return steps


def run_steps(steps: Sequence[Step]) -> None:
    """Carry out the steps that are due."""
    for number, step in enumerate(steps, 1):
        if step.due():
            with step_line(sys.stderr, number, len(steps), step.title) as line:
                step.carry_out(line.set)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Keep other calls of ./run out; they wait. The system lets go of the lock however this process ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another ./run is setting up; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def command_line(root: Path, command: str, rest: Sequence[str]) -> list[str]:
    """Write the command that ./run turns into. ``-P``: a file of the caller's folder is never imported by accident."""
    python = str(root / ".venv" / "bin" / "python")
    if command == "demo":
        return [python, "-P", "-m", "provisioning.demo", *rest]
    if command in {"bench", "fuzz", "screens", "accessibility"}:
        return [python, "-m", f"tests.{command}", *rest]
    if command == "kiosk":
        return [python, "-P", "-m", "kiosk", *rest]
    own = {"-n", "--numprocesses", "--pdb", "--trace", "-s", "no:xdist"}
    chosen = any(word in own or word.startswith(("-n", "--numprocesses=")) for word in rest)
    return [python, "-m", "pytest", *([] if chosen else SPREAD), *rest]


def _become(root: Path, command: str, rest: Sequence[str]) -> int:
    words = command_line(root, command, rest)
    if command in FROM_THE_ROOT:
        os.chdir(root)
    sys.stdout.flush()
    os.execve(words[0], words, clean_environment())
