# SPDX-License-Identifier: EUPL-1.2
"""Starts the call process as the station's supervisor would, and watches what it does with its time if asked.

`python launch.py [--profile FILE] call …`. The profile is sampled: every few milliseconds another thread looks at what
every thread executes. Written at the end; nothing but the standard library and the project.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

EVERY_S = 0.005
KEPT = 40
THREADS_EVERY = 200
_WAITING = {
    ("selectors.py", "select"), ("threading.py", "wait"), ("threading.py", "_wait_for_tstate_lock"),
    ("thread.py", "_worker"), ("queue.py", "get"), ("runners.py", "run"), ("threading.py", "join"),
}  # fmt: skip
"""Where a thread stands that has nothing to do."""


class Sampler:
    """Counts what threads execute; ``where`` is ``thread: file:function``."""

    def __init__(self) -> None:
        self._own: Counter[str] = Counter()
        self._with_callees: Counter[str] = Counter()
        self._samples = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)
        self._start_s = time.monotonic()
        self._cpu: dict[int, tuple[str, float]] = {}

    def start(self) -> None:
        self._thread.start()

    def write(self, path: Path) -> None:
        """Stop, and write what was found: shares of the wall time."""
        self._stopping.set()
        self._thread.join(1.0)
        total = max(1, self._samples)
        result = {
            "samples": self._samples,
            "seconds": round(time.monotonic() - self._start_s, 1),
            "own": [[where, round(count / total, 4)] for where, count in self._own.most_common(KEPT)],
            "with_callees": [[where, round(count / total, 4)] for where, count in self._with_callees.most_common(KEPT)],
            "threads": sorted(self._cpu.values(), key=lambda each: -each[1])[:KEPT],
        }
        path.write_text(json.dumps(result), encoding="utf-8")

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            self._samples += 1
            if self._samples % THREADS_EVERY == 0:
                self._cpu.update(_threads_cpu())
            names = {thread.ident: thread.name for thread in threading.enumerate()}
            for ident, frame in sys._current_frames().items():
                if ident != self._thread.ident:
                    self._note(names.get(ident, "native").rstrip("0123456789-_"), frame)

    def _note(self, thread: str, frame: FrameType) -> None:
        if (Path(frame.f_code.co_filename).name, frame.f_code.co_name) in _WAITING:
            return
        seen = set()
        at: FrameType | None = frame
        while at is not None:
            if at.f_code.co_filename.startswith("<frozen importlib"):
                return  # loading is not what is asked about
            seen.add(_place(thread, at))
            at = at.f_back
        self._own[_place(thread, frame)] += 1
        self._with_callees.update(seen)


def _place(thread: str, frame: FrameType) -> str:
    path = Path(frame.f_code.co_filename)
    return f"{thread}: {path.parent.name}/{path.name}:{frame.f_code.co_qualname}"


def _threads_cpu() -> dict[int, tuple[str, float]]:
    """Name and seconds of the processor of every thread that lives, native ones included, by its number."""
    named = {thread.native_id: thread.name for thread in threading.enumerate()}
    found = {}
    for entry in Path("/proc/self/task").iterdir():
        try:
            head, _, tail = (entry / "stat").read_text().rpartition(")")
        except OSError:
            continue
        fields, number = tail.split(), int(entry.name)
        spent_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        found[number] = (named.get(number, f"native: {head.partition('(')[2]}"), spent_s)
    return found


def main() -> int:
    """Run `kiosk call` with the arguments that follow."""
    from kiosk import log
    from kiosk.call.cli import add_command

    words = sys.argv[1:]
    profile = Path(words[1]) if words[0] == "--profile" else None
    words = words[2:] if profile else words
    log.configure()
    parser = argparse.ArgumentParser()
    add_command(parser.add_subparsers(required=True))
    arguments = parser.parse_args(words)
    sampler = Sampler()
    if profile is not None:
        sampler.start()
    try:
        return int(arguments.func(arguments))
    finally:
        if profile is not None:
            sampler.write(profile)


if __name__ == "__main__":
    sys.exit(main())
