# SPDX-License-Identifier: EUPL-1.2
"""Run another program with its output in a log file; a failure becomes one sentence."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

IDLE_LIMIT_S = 900.0
"""A program that says nothing for so long is taken for stuck."""

TICK_S = 1.0

END_LIMIT_S = 30.0
"""How long an interrupted program has to tidy up: a half-written package is worse than a wait."""


class SetupError(Exception):
    """Set-up cannot go on. The text is one sentence for a person: what is missing, and what to do."""


def clean_environment() -> dict[str, str]:
    """Copy the environment without what would lead Python or pip to other folders."""
    unwanted = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
    return {key: value for key, value in os.environ.items() if key not in unwanted}


def run_logged(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path | None = None,
    on_line: Callable[[str], None] = lambda line: None,
    idle_limit_s: float = IDLE_LIMIT_S,
) -> int:
    """Run ``command``, append its output to ``log`` and give each line to ``on_line``; return its exit code."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab", buffering=0) as out:
        out.write(f"\n$ {' '.join(str(word) for word in command)}\n".encode())
        try:
            process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=dict(env),
                cwd=cwd,
            )
        except FileNotFoundError:
            out.write(b"there is no such program\n")
            return 127
        try:
            _follow(process, out.write, on_line, idle_limit_s)
        except BaseException:
            _end(process)
            raise
        return process.wait(END_LIMIT_S)


def _follow(
    process: subprocess.Popen[bytes], write: Callable[[bytes], object], on_line: Callable[[str], None], limit_s: float
) -> None:
    stdout = process.stdout
    if stdout is None:
        return
    rest, idle_s = b"", 0.0
    with stdout:
        while idle_s < limit_s:
            if not select.select([stdout], [], [], TICK_S)[0]:
                if process.poll() is not None:
                    return  # over, though a daemon it started still holds the pipe
                idle_s += TICK_S
                continue
            chunk, idle_s = os.read(stdout.fileno(), 65536), 0.0
            if not chunk:
                return
            write(chunk)
            *lines, rest = (rest + chunk).replace(b"\r", b"\n").split(b"\n")
            for line in lines:
                on_line(line.decode(errors="replace"))
    raise SetupError(f"A program of this step has said nothing for {limit_s:.0f} s and was stopped; call ./run again.")


def _end(process: subprocess.Popen[bytes]) -> None:
    # A Ctrl-C on the terminal has reached it already; a second signal is for one that was merely stuck.
    process.terminate()
    try:
        process.wait(END_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(END_LIMIT_S)


def complaint(log: Path, marks: Sequence[str]) -> str:
    """Find the last line that begins with one of ``marks``, of the last program in ``log``; empty if there is none."""
    if not log.exists():
        return ""
    last = log.read_text(encoding="utf-8", errors="replace").rpartition("\n$ ")[2]
    found = [line.strip() for line in last.splitlines() if line.strip().startswith(tuple(marks))]
    return found[-1][:300] if found else ""
