# SPDX-License-Identifier: EUPL-1.2
"""Looks for a text in every file written since a moment, in any form a program might have written it."""

from __future__ import annotations

import base64
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SKIPPED = frozenset({"proc", "sys", "node_modules", ".git", "__pycache__", ".venv"})
MARGIN_S = 2.0
"""File systems round times."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A secret found in a file, by its name and form; never the text itself."""

    secret: str
    form: str
    file: Path


def forms(text: str) -> dict[str, bytes]:
    """Write ``text`` as programs do: plain, JSON-escaped, UTF-16, base64 at any offset, hexadecimal, in a URL."""
    plain = text.encode("utf-8")
    written = {
        "plain": plain,
        "json": json.dumps(text)[1:-1].encode(),
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "url": quote(text, safe="").encode(),
    }
    for offset in range(3):
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            # What stands before and after shares characters with the text; only the middle is surely there.
            body = encode(b"\0" * offset + plain)
            written[f"{name}+{offset}"] = body[4 if offset else 0 : len(body) // 4 * 4 - 4]
    return {form: data for form, data in written.items() if len(data) >= 6}


def places_to_write() -> set[Path]:
    """List where programs of this machine may write."""
    usual = {Path("/tmp"), Path("/var/tmp"), Path("/var/log"), Path("/var/lib"), Path("/run"), Path("/dev/shm")}
    return {*usual, Path(tempfile.gettempdir()), Path.home(), Path.cwd()}


def written_since(start_s: float, roots: Iterable[Path]) -> Iterator[Path]:
    """List every regular file below ``roots`` that changed since ``start_s``."""
    for root in sorted(set(roots)):
        for folder, folders, files in os.walk(root, followlinks=False):
            folders[:] = [name for name in folders if name not in SKIPPED]
            for name in files:
                path = Path(folder) / name
                try:
                    status = path.lstat()
                except OSError:
                    continue
                if stat.S_ISREG(status.st_mode) and status.st_mtime >= start_s - MARGIN_S:
                    yield path


def find_traces(secrets: Mapping[str, str], files: Iterable[Path]) -> list[Trace]:
    """Look for every secret in every file."""
    wanted = [(name, form, data) for name, text in secrets.items() for form, data in forms(text).items()]
    found = []
    for file in files:
        try:
            content = file.read_bytes()
        except OSError:
            continue
        found += [Trace(name, form, file) for name, form, data in wanted if data in content]
    return found
