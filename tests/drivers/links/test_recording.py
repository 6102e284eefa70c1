# SPDX-License-Identifier: EUPL-1.2
"""Recordings: written as they come, read back whole, played at their pace."""

from __future__ import annotations

import asyncio
import io
import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.contec_9byte.interpret import ContecInterpreter
from drivers.links.link import LinkError, LinkReason
from drivers.links.opening import open_link
from drivers.links.ports import LineSettings, TraceAddress
from drivers.links.record import RecordingLink
from drivers.links.recording import (
    Direction,
    Piece,
    Recorder,
    RecordingError,
    RecordingReason,
    is_recording,
    read_pieces,
)
from drivers.links.script import Received, ScriptLink, Sent
from drivers.links.trace import TraceLink, open_trace
from kiosk.clock import ManualClock, SystemClock
from kiosk.deadline import Deadline
from tests.drivers.streams import CMS60C_LOCKED

LINE = LineSettings(baud=9600)
HEADER = b'{"halsorum_recording": 1}\n'


def pieces_of(path: Path) -> list[Piece]:
    with path.open("rb") as source:
        return list(read_pieces(source))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "recording.jsonl"


def test_what_was_written_is_read_back(path: Path) -> None:
    clock = ManualClock()
    with Recorder(path, clock) as recorder:
        recorder.begin(driver="nonin_2", line=LINE, port="/dev/x")
        recorder.note("opened")
        recorder.add(Direction.TX, b"\x02\x70")
        clock.advance(1.25)
        recorder.add(Direction.RX, b"\x00\xff")
        recorder.add(Direction.RX, b"")
    assert pieces_of(path) == [
        Piece(t_s=0.0, direction=Direction.TX, data=b"\x02\x70"),
        Piece(t_s=1.25, direction=Direction.RX, data=b"\x00\xff"),
    ]
    header = json.loads(path.read_text().splitlines()[0])
    assert header["driver"] == "nonin_2" and header["line"] == "9600 8N1" and header["started"].startswith("2026-01-01")
    assert header["version"] and header["python"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_crash_loses_nothing_that_was_written(path: Path) -> None:
    recorder = Recorder(path, ManualClock())
    recorder.begin(driver="", line=LINE, port="p")
    recorder.add(Direction.RX, b"abc")
    # Nothing was closed or flushed.
    assert [piece.data for piece in pieces_of(path)] == [b"abc"]
    with path.open("ab") as cut:
        cut.write(b'{"t": 1.0, "dir": "rx", "hex": "61')
    assert [piece.data for piece in pieces_of(path)] == [b"abc"]
    recorder.close()
    recorder.close()


def test_nothing_is_overwritten_and_it_does_not_grow_for_ever(path: Path) -> None:
    with Recorder(path, ManualClock(), limit_bytes=300) as recorder:
        recorder.begin(driver="", line=LINE, port="p")
        with pytest.raises(RecordingError) as full:
            for _ in range(100):
                recorder.add(Direction.RX, bytes(10))
        assert full.value.reason is RecordingReason.FULL
        recorder.note("done")
    assert path.stat().st_size < 400
    with pytest.raises(RecordingError) as exists:
        Recorder(path, ManualClock())
    assert exists.value.reason is RecordingReason.EXISTS
    with pytest.raises(RecordingError) as nowhere:
        Recorder(path / "x", ManualClock())
    assert nowhere.value.reason is RecordingReason.NO_FILE


@given(st.lists(st.tuples(st.sampled_from(Direction), st.binary(min_size=1, max_size=20)), max_size=10))
def test_any_bytes_come_back(pieces: list[tuple[Direction, bytes]]) -> None:
    lines = [json.dumps({"t": 0.5, "dir": way.value, "hex": data.hex()}).encode() for way, data in pieces]
    source = io.BytesIO(HEADER + b"".join(line + b"\n" for line in lines))
    assert [(piece.direction, piece.data) for piece in read_pieces(source)] == pieces


@given(st.binary(max_size=200))
def test_raw_bytes_are_taken_as_they_are(data: bytes) -> None:
    if not is_recording(data):
        assert b"".join(piece.data for piece in read_pieces(io.BytesIO(data))) == data


def test_a_scale_s_braces_are_no_recording() -> None:
    tanita = b'{0,16,~0,1,~1,1,MO,"SC-240",ID,"0000000000000000"\r\n'
    assert not is_recording(tanita)
    assert not is_recording(b'{"t": 1}\n')
    assert is_recording(HEADER)
    assert [piece.data for piece in read_pieces(io.BytesIO(tanita))] == [tanita]


def test_lines_that_were_damaged_are_left_out() -> None:
    good = b'{"t": 1, "dir": "rx", "hex": "61"}\n'
    bad = (b"\n", b"null\n", b'{"t": 1, "dir": "up", "hex": "61"}\n', b'{"t": 1, "dir": "rx", "hex": "6"}\n', b"\xff\n",
           b'{"t": null, "dir": "rx", "hex": "61"}\n', b'[1]\n')  # fmt: skip
    source = io.BytesIO(HEADER + good + b"".join(line + good for line in bad))
    assert b"".join(piece.data for piece in read_pieces(source)) == b"a" * (len(bad) + 1)


def test_a_recording_of_a_later_version_is_refused() -> None:
    with pytest.raises(RecordingError) as refused:
        list(read_pieces(io.BytesIO(b'{"halsorum_recording": 2}\n')))
    assert refused.value.reason is RecordingReason.OTHER_FORMAT


async def test_a_link_is_recorded_in_both_directions(path: Path) -> None:
    clock = ManualClock()
    with Recorder(path, clock) as recorder:
        recorder.begin(driver="x", line=LINE, port="p")
        inner = ScriptLink([Sent(b"ask"), Received(b"answer")], clock)
        link = RecordingLink(inner, recorder)
        await link.write(b"ask", Deadline.after(clock, 1))
        assert await link.read(Deadline.after(clock, 1)) == b"answer"
        with pytest.raises(LinkError):
            await link.read(Deadline.after(clock, 1))
        link.close()
        assert inner.closed
    assert [(piece.direction, piece.data) for piece in pieces_of(path)] == [
        (Direction.TX, b"ask"),
        (Direction.RX, b"answer"),
    ]
    assert [json.loads(line).get("note") for line in path.read_text().splitlines()] == [
        None, "opened", None, None, "unplugged",
    ]  # fmt: skip


async def played(link: TraceLink, count: int) -> list[tuple[float, bytes]]:
    """Read so many bytes; when, from the start, and what. A busy machine may be late, never early."""
    clock = SystemClock()
    start_s = clock.monotonic_s()
    found: list[tuple[float, bytes]] = []
    deadline = Deadline.after(clock, 20)
    while sum(len(data) for _, data in found) < count:
        data = await link.read(deadline)
        assert data, "it took too long"
        found.append((clock.monotonic_s() - start_s, data))
    return found


async def test_a_recording_keeps_its_times(path: Path) -> None:
    lines = (
        b'{"t": 0.0, "dir": "rx", "hex": "61"}',
        b'{"t": 0.1, "dir": "tx", "hex": "ff"}',
        b'{"t": NaN, "dir": "rx", "hex": "ff"}',
        b'{"t": 0.15, "dir": "rx", "hex": "62"}',
    )
    path.write_bytes(HEADER + b"\n".join(lines) + b"\n")
    found = await played(await open_trace(TraceAddress(file=str(path)), LINE), 2)
    assert b"".join(data for _, data in found) == b"ab"
    assert found[-1][0] >= 0.14


async def test_raw_bytes_come_at_the_device_s_pace(path: Path) -> None:
    path.write_bytes(CMS60C_LOCKED * 30)
    link = await open_trace(TraceAddress(file=str(path)), LineSettings(baud=115200), ContecInterpreter)
    found = await played(link, 270)
    assert b"".join(data for _, data in found) == CMS60C_LOCKED * 30
    assert found[-1][0] >= 0.4


async def test_without_a_pace_the_line_s_speed_counts(path: Path) -> None:
    path.write_bytes(bytes(96))
    found = await played(await open_trace(TraceAddress(file=str(path)), LineSettings(baud=2400)), 96)
    assert found[-1][0] >= 0.3


async def test_a_trace_takes_what_is_sent_and_can_be_woken(path: Path) -> None:
    path.write_bytes(HEADER)
    link = await open_link(f"trace:{path}", LINE)
    await link.write(b"start", Deadline.after(SystemClock(), 1))
    reading = asyncio.create_task(link.read(Deadline.after(SystemClock(), 30)))
    await asyncio.sleep(0)
    link.wake()
    async with asyncio.timeout(5):
        assert await reading == b""
    link.close()


async def test_traces_that_cannot_be_played(tmp_path: Path) -> None:
    (tmp_path / "later").write_bytes(b'{"halsorum_recording": 2}\n')
    (tmp_path / "closed").touch(0o000)
    reasons = {"nonesuch": LinkReason.MISSING, ".": LinkReason.NOT_SERIAL, "later": LinkReason.NOT_SERIAL}
    if os.geteuid() != 0:
        reasons["closed"] = LinkReason.DENIED
    for name, reason in reasons.items():
        with pytest.raises(LinkError) as refused:
            await open_link(f"trace:{tmp_path / name}", LINE)
        assert refused.value.reason is reason
