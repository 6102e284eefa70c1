# SPDX-License-Identifier: EUPL-1.2
"""The newest of the log: our own events alone, and of them no field that the log does not have."""

from __future__ import annotations

import json
import logging
import stat
from pathlib import Path

import pytest

from kiosk import log
from kiosk.log_tail import LogTail, Recent, read_line, tail_of

LINE = {"t": "2026-11-23T06:00:01", "level": "warning", "part": "broker", "event": "lost", "attempt": 3}


def test_an_event_is_read() -> None:
    entry = read_line(json.dumps(LINE))
    assert entry is not None
    assert (entry.at, entry.serious, entry.part, entry.event) == ("06:00:01", True, "broker", "lost")
    assert entry.fields == (("attempt", "3"),)


def test_fields_that_the_log_does_not_have_are_left_out() -> None:
    entry = read_line(json.dumps({**LINE, "name": "Anna", "visit": "v-1", "text": "120/80"}))
    assert entry is not None
    assert entry.fields == (("attempt", "3"),)


@pytest.mark.parametrize(
    "line",
    [
        "Traceback (most recent call last):",
        "[]",
        json.dumps({**LINE, "event": "Anna was here"}),
        json.dumps({**LINE, "t": "yesterday"}),
        json.dumps({**LINE, "level": "novel"}),
        json.dumps({key: value for key, value in LINE.items() if key != "part"}),
    ],
)
def test_anything_else_is_counted_and_not_shown(line: str) -> None:
    tail = tail_of([json.dumps(LINE), line, "", json.dumps({**LINE, "event": "back"})])
    assert [entry.event for entry in tail.entries] == ["back", "lost"]
    assert tail.others == 1


async def test_without_a_journal_this_process_s_own_events_are_there() -> None:
    recent = Recent()
    recent.install()
    own = logging.getLogger("halsorum")
    before = own.level
    own.setLevel(logging.INFO)
    try:
        log.EventLog("tail").info("begun", count=2, visit="v-1")
    finally:
        recent.remove()
        own.setLevel(before)
    tail = await LogTail(recent, managed=False).read()
    assert [(entry.event, entry.fields) for entry in tail.entries] == [("begun", (("count", "2"),))]


async def test_under_a_service_manager_the_journal_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "journalctl"
    program.write_text(f"#!/bin/sh\necho '{json.dumps(LINE)}'\necho 'a library said something'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    tail = await LogTail(Recent(), managed=True).read()
    assert ([entry.event for entry in tail.entries], tail.others) == (["lost"], 1)
