# SPDX-License-Identifier: EUPL-1.2
"""The search for traces finds what it is to find, in every form."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest

from tests.kit.traces import find_traces, written_since

SECRET = "Åsa Ögonblick"


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("plain", f"x{SECRET}y".encode()),
        ("json", json.dumps({"name": SECRET}).encode()),
        ("utf-16-le", f"x{SECRET}".encode("utf-16-le")),
        ("utf-16-be", f"x{SECRET}".encode("utf-16-be")),
        ("hex", SECRET.encode().hex().encode()),
        *[(f"base64+{offset}", base64.b64encode(b"abc"[:offset] + SECRET.encode() + b"tail")) for offset in range(3)],
    ],
)
def test_a_secret_is_found_in_every_form(tmp_path: Path, form: str, content: bytes) -> None:
    start = time.time()
    (tmp_path / "log").write_bytes(content)
    found = find_traces(
        {"name": SECRET}, [path for path in written_since(start, [tmp_path]) if tmp_path in path.parents]
    )
    assert form in {trace.form for trace in found}


def test_old_files_and_innocent_ones_are_not_reported(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"nothing to see")
    assert find_traces({"name": SECRET}, [tmp_path / "log"]) == []
    assert list(written_since(time.time() + 60, [tmp_path])) == []
