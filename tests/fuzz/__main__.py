# SPDX-License-Identifier: EUPL-1.2
"""`./run fuzz`: millions of inputs for every framer and decoder, led by coverage (atheris, libFuzzer).

Begins with the kept corpus and the examples of the tests; afterwards the corpus is what still adds coverage. An input
that a driver does not stand is written to build/fuzz and named; nothing else is changed then.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.drivers.named import NAMES, short
from tests.fuzz import corpus
from tests.fuzz.one import MEDIA, PROGRAM

ROOT = Path(__file__).parents[2]
LOCK = Path(__file__).parent / "requirements.lock"
FOUND = ROOT / "build" / "fuzz"
MAX_INPUT_BYTES = 96
LONGER_INPUT_BYTES = {
    "and_tm2657": 160, "masimo_ascii1": 130, "nonin": 160, "nonin_2": 280, "nonin_7": 280, "tanita_text": 180,
    "omron_hbp9030": 130, "marsden_m430": 230, "gtech_gl150": 230, "contour": 200, "parity": 200,
}  # fmt: skip
"""Where one frame is longer than the usual limit. Short inputs are what a million of them in good time asks for."""
HANG_S = 30
MEMORY_MB = 512


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What fuzzing one driver gave."""

    name: str
    runs: int
    per_s: int
    kept: int
    problem: str


def main() -> int:
    """Fuzz; exit code 1 if a driver did not stand something."""
    parser = argparse.ArgumentParser(
        prog="./run fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "drivers",
        nargs="*",
        metavar="DRIVER",
        help="default: all; 'described': all that are described; 'media': a call's packets",
    )
    parser.add_argument("--runs", type=int, default=1_000_000, metavar="N", help="inputs each (default: %(default)s)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="at once (default: %(default)s)"
    )
    arguments = parser.parse_args()
    names = [name for text in arguments.drivers for name in _meant(text)] or [*NAMES, *MEDIA]
    if not _installed():
        return 2
    with ThreadPoolExecutor(arguments.jobs) as pool:
        results = []
        for result in pool.map(lambda name: fuzz(name, arguments.runs), names):
            print(_line(result), flush=True)  # noqa: T201
            results.append(result)
    return int(any(result.problem for result in results))


def _meant(text: str) -> tuple[str, ...]:
    """Return the drivers of a name, by its short form as well, and all described ones for their folder's.

    ``media`` means all wire formats of a call.
    """
    if text == "media":
        return MEDIA
    return tuple(name for name in NAMES if text in {name, short(name), name.partition(":")[0]}) or (text,)


def fuzz(name: str, runs: int) -> Result:
    """Fuzz one driver."""
    with tempfile.TemporaryDirectory(prefix=f"fuzz-{short(name)}-") as folder:
        begun, grown = Path(folder) / "begun", Path(folder) / "grown"
        for place in (begun, grown):
            place.mkdir()
        program = Path(folder) / "program"
        program.write_text(
            f'#!/bin/sh\ncd {ROOT} && exec {sys.executable} -m tests.fuzz.one {shlex.quote(name)} "$@"\n'
        )
        program.chmod(0o755)
        for data in [*corpus.kept(name), *corpus.seeds(name)]:
            (begun / hashlib.sha256(data).hexdigest()).write_bytes(data)
        said = _fuzzer(name, program, [f"-runs={runs}", f"-artifact_prefix={folder}/found-", str(begun)])
        problems = sorted(Path(folder).glob("found-*"))
        if problems or said.returncode:
            return _failed(name, said, problems)
        _fuzzer(name, program, ["-merge=1", str(grown), str(begun)])
        count = corpus.keep(name, [path.read_bytes() for path in grown.iterdir()])
        return Result(
            name=name,
            runs=_number(said, "number_of_executed_units"),
            per_s=_number(said, "average_exec_per_sec"),
            kept=count,
            problem="",
        )


def _fuzzer(name: str, program: Path, options: list[str]) -> subprocess.CompletedProcess[str]:
    longest = LONGER_INPUT_BYTES.get(name, MAX_INPUT_BYTES)
    limits = [f"-max_len={longest}", f"-timeout={HANG_S}", f"-rss_limit_mb={MEMORY_MB}", "-print_final_stats=1"]
    return subprocess.run(
        [str(program), *limits, *options],
        cwd=ROOT,
        env={**os.environ, PROGRAM: str(program)},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def _failed(name: str, said: subprocess.CompletedProcess[str], problems: list[Path]) -> Result:
    FOUND.mkdir(parents=True, exist_ok=True)
    log = FOUND / f"{short(name)}.log"
    log.write_text(said.stdout + said.stderr)
    for path in problems:
        (FOUND / f"{short(name)}-{path.name}").write_bytes(path.read_bytes())
    sentence = next(
        (line for line in said.stderr.splitlines() if "Finding" in line or "Error" in line), "it ended early"
    )
    return Result(name=name, runs=0, per_s=0, kept=0, problem=f"{sentence.strip()} ({log})")


def _number(said: subprocess.CompletedProcess[str], key: str) -> int:
    found = re.search(rf"stat::{key}:\s*(\d+)", said.stderr)
    return int(found[1]) if found else 0


def _line(result: Result) -> str:
    if result.problem:
        return f"{short(result.name):<20} DID NOT STAND: {result.problem}"
    return f"{short(result.name):<20} {result.runs:>10} inputs, {result.per_s:>6} a second, {result.kept} kept"


def _installed() -> bool:
    """Install the fuzzer, which ordinary set-up leaves out; tell whether it is there."""
    probe = [sys.executable, "-c", "import atheris"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return True
    install = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(LOCK)]
    if subprocess.run(install, check=False).returncode == 0:
        return True
    print("run fuzz: the fuzzer (atheris) cannot be installed; it exists for x86-64 only.", file=sys.stderr)  # noqa: T201
    return False


if __name__ == "__main__":
    sys.exit(main())
