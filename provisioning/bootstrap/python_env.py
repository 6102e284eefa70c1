# SPDX-License-Identifier: EUPL-1.2
"""The Python environment: `.venv` from `requirements.lock`, hash by hash, and the project itself in it."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from provisioning.bootstrap.command import SetupError, clean_environment, complaint, run_logged
from provisioning.bootstrap.packages import on_raspberry_pi
from provisioning.bootstrap.stamps import Stamp, fingerprint

MACHINES = ("x86_64", "aarch64")
"""Where every locked package exists ready-made; nothing is ever compiled."""

NEEDED_BYTES = 3 << 30
PROBE_LIMIT_S = 30.0


class PythonStep:
    """Make or mend `.venv`."""

    title = "Python environment"

    def __init__(self, root: Path) -> None:
        self._root = root
        self._venv = root / ".venv"
        self._log = root / "build" / "setup" / "python.log"
        self._stamp = Stamp(root / "build" / "setup" / "python.stamp")
        self._broken = root / "build" / "setup" / "python.unfinished"
        self._lock = root / "requirements.lock"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self._venv / "bin" / "python"

    def due(self) -> bool:
        return not self._stamp.fits(self._wanted()) or not self._works()

    def carry_out(self, detail: Callable[[str], None]) -> None:
        if platform.machine() not in MACHINES:
            raise SetupError(
                f"This is a {platform.machine()} system, and the Python packages exist for {' and '.join(MACHINES)}; "
                "on a Raspberry Pi, install the 64-bit system."
            )
        self._check_room()
        self._stamp.remove()
        # An environment of another place, or one that was cut off while being filled, is not worth mending.
        if self._broken.exists() or not self._works() or not self._made_here():
            shutil.rmtree(self._venv, ignore_errors=True)
            self._make(detail)
        self._fill(detail)
        self._add_project(detail)
        self._stamp.put(self._wanted())

    def _wanted(self) -> str:
        return fingerprint(self._root, [self._lock, self._root / "pyproject.toml"], str(self._root))

    def _works(self) -> bool:
        if not self.python.exists():
            return False
        probe = [str(self.python), "-c", "import sys, encodings; sys.exit(sys.version_info < (3, 11))"]
        done = subprocess.run(probe, capture_output=True, timeout=PROBE_LIMIT_S, check=False, env=clean_environment())
        return done.returncode == 0

    def _made_here(self) -> bool:
        # The scripts in it name their interpreter by its whole path, so an environment cannot be moved.
        pip = self._venv / "bin" / "pip"
        return pip.is_file() and str(self._venv).encode() in pip.read_bytes()[:1024]

    def _check_room(self) -> None:
        free = shutil.disk_usage(self._root).free
        if not self._venv.exists() and free < NEEDED_BYTES:
            raise SetupError(
                f"There are {free / 1e9:.1f} GB free in {self._root} and set-up needs {NEEDED_BYTES / 1e9:.0f} GB; "
                "make room and call ./run again."
            )

    def _make(self, detail: Callable[[str], None]) -> None:
        detail("making .venv")
        pi = on_raspberry_pi()
        # picamera2 comes from Debian and has to be seen; it exists for Debian's own interpreter alone.
        python = "/usr/bin/python3" if pi else sys.executable
        extra = ["--system-site-packages"] if pi else []
        if self._run([python, "-m", "venv", *extra, str(self._venv)], None) != 0:
            shutil.rmtree(self._venv, ignore_errors=True)
            raise self._failed("The Python environment could not be made; is python3-venv installed?")

    def _fill(self, detail: Callable[[str], None]) -> None:
        self._broken.touch()
        total = len(re.findall(r"^[a-z0-9-]+==", self._lock.read_text(encoding="utf-8"), re.MULTILINE))
        how = ["--require-hashes", "--only-binary", ":all:", "--no-deps"]
        code = self._pip(["install", *how, "--requirement", str(self._lock)], PipCount(total, detail))
        self._broken.unlink()  # pip ended by itself, and undoes what failed
        if code != 0:
            raise self._failed("The Python packages could not be fetched; see to the network and call ./run again.")

    def _add_project(self, detail: Callable[[str], None]) -> None:
        detail("the project itself")
        words = ["install", "--no-index", "--no-deps", "--no-build-isolation", "--editable", str(self._root)]
        if self._pip(words, None) != 0:
            raise self._failed("The project could not be added to its environment.")

    def _pip(self, words: list[str], on_line: Callable[[str], None] | None) -> int:
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        return self._run([*pip, *words], on_line)

    def _run(self, command: list[str], on_line: Callable[[str], None] | None) -> int:
        env = clean_environment() | {"LC_ALL": "C.UTF-8"}
        return run_logged(command, log=self._log, env=env, cwd=self._root, on_line=on_line or (lambda line: None))

    def _failed(self, sentence: str) -> SetupError:
        last = complaint(self._log, ["ERROR:", "Error:"])
        return SetupError(f"{sentence} {f'({last}) ' if last else ''}The whole story: {self._log}")


class PipCount:
    """Tell from pip's lines how far it is."""

    def __init__(self, total: int, detail: Callable[[str], None]) -> None:
        self._total = total
        self._seen = 0
        self._detail = detail

    def __call__(self, line: str) -> None:
        if line.strip().startswith(("Collecting ", "Requirement already satisfied")):
            self._seen += 1
            self._detail(f"fetching package {min(self._seen, self._total)} of {self._total}")
        elif line.startswith("Installing collected packages"):
            self._detail("unpacking")
