# SPDX-License-Identifier: EUPL-1.2
"""What has been set up, from which files: a step whose stamp still fits is not done again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(root: Path, files: Iterable[Path], *words: str) -> str:
    """Hash the names and contents of ``files`` (folders: everything in them) and ``words``."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for file in sorted(_expanded(files)):
        digest.update(str(file.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _expanded(files: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for file in files:
        found |= {each for each in file.rglob("*") if each.is_file()} if file.is_dir() else {file}
    return found


class Stamp:
    """A file that says which inputs a finished step had; there is none while the step runs or after it broke off."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fits(self, wanted: str) -> bool:
        """Tell whether the step was finished with these inputs."""
        return self.path.is_file() and self.path.read_text(encoding="utf-8").strip() == wanted

    def remove(self) -> None:
        """Note that the step is being done anew."""
        self.path.unlink(missing_ok=True)

    def put(self, inputs: str) -> None:
        """Note that the step is finished; whole or not at all, whatever happens to the power."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(inputs + "\n", encoding="utf-8")
        part.replace(self.path)
