# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices decode`: a file of raw device bytes, or a recording → what the driver would publish."""

from __future__ import annotations

import argparse
import contextlib
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from drivers.cli.output import (
    PROBLEM,
    ReadingTable,
    Writer,
    complain,
    frame_entry,
    reading_entry,
    scan_entry,
    stop_writing,
    write_frame_line,
    write_json,
)
from drivers.interpreter import Interpreter
from drivers.items import PublishedReading, PublishedState, ScannedCode
from drivers.links.recording import Direction, RecordingError, is_recording, read_pieces
from drivers.names import parse_name
from drivers.registry import find
from kiosk.reading import Failure

CHUNK_BYTES = 1 << 16
LEAST_FIT = 0.1
"""A file whose bytes are less than this part of the device's frames is another protocol."""


def run(arguments: argparse.Namespace) -> int:
    """Decode a file; exit code as in the help."""
    driver = find(parse_name(arguments.driver))
    try:
        with _opened(arguments.file) as source:
            return _decode(source, driver.new_interpreter(), arguments)
    except BrokenPipeError:
        return stop_writing()
    except RecordingError:
        raise
    except OSError as problem:
        complain(
            f"{arguments.file} cannot be read: {problem.strerror}. Give a file of raw device bytes or a recording."
        )
        return PROBLEM


def _opened(name: str) -> contextlib.AbstractContextManager[BinaryIO]:
    return contextlib.nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb")


def _decode(source: BinaryIO, interpreter: Interpreter[Any], arguments: argparse.Namespace) -> int:
    head = source.read(CHUNK_BYTES)
    if not head:
        complain(f"{arguments.file} is empty. Record the device first.")
        return PROBLEM
    found = 0
    for write, entry in _entries(source, head, interpreter, arguments):
        write(entry)
        found += 1
    return _verdict(interpreter, found, head, arguments)


def _entries(
    source: BinaryIO, head: bytes, interpreter: Interpreter[Any], arguments: argparse.Namespace
) -> Iterator[tuple[Writer, dict[str, Any]]]:
    chunks = _chunks(source, head)
    if arguments.frames:
        write: Writer = write_json if arguments.json else write_frame_line
        for t_s, chunk in chunks:
            for view in interpreter.view(chunk) if chunk else interpreter.finish_view():
                yield write, frame_entry(_seconds(interpreter, view.tick, t_s), view)
        return
    write = write_json if arguments.json else ReadingTable()
    hints: set[str] = set()
    for t_s, chunk in chunks:
        for item in interpreter.feed(chunk) if chunk else interpreter.finish():
            if isinstance(item, PublishedReading):
                yield write, reading_entry(_seconds(interpreter, item.tick, t_s), item)
            elif isinstance(item, ScannedCode):
                yield write, scan_entry(_seconds(interpreter, item.tick, t_s), item.text)
            elif isinstance(item, PublishedState) and item.failure is Failure.WRONG_FORMAT:
                hints.add(find(arguments.driver).set_to)
    for hint in hints:
        complain(f"in {arguments.file} there are results of another output format. {hint}".rstrip())


def _seconds(interpreter: Interpreter[Any], tick: int, t_s: float | None) -> float | None:
    """Return when by the device's own pace; without one by the recording's times, if it has any."""
    return t_s if interpreter.rate_hz is None else tick / interpreter.rate_hz


def _chunks(source: BinaryIO, head: bytes) -> Iterator[tuple[float | None, bytes]]:
    """Give what the device said in pieces with their times, and an empty piece at the end."""
    t_s: float | None = None
    for piece in read_pieces(source, head):
        if piece.direction is Direction.RX and piece.data:
            t_s = piece.t_s
            yield t_s, piece.data
    yield t_s, b""


def _verdict(interpreter: Interpreter[Any], found: int, head: bytes, arguments: argparse.Namespace) -> int:
    tally = interpreter.tally
    if tally.fed_bytes == 0:
        complain(f"in {arguments.file} the device says nothing. Record it while it is switched on.")
        return PROBLEM
    fit_bytes = tally.fed_bytes - tally.skipped_bytes if arguments.frames else interpreter.stream_bytes
    if fit_bytes < LEAST_FIT * tally.fed_bytes or not (interpreter.ticks or found):
        complain(f"{arguments.file} is not a recording of {arguments.driver}: {_misfit(interpreter, head)}")
        return PROBLEM
    if tally.skipped_bytes:
        complain(
            f"skipped {tally.skipped_bytes} of {tally.fed_bytes} bytes in {tally.skipped_runs} places; "
            f"{tally.frames} frames were good, {tally.broken_packets} packets broken."
        )
    if not found:
        complain(f"{interpreter.ticks} measurement frames, but nothing in them is a reading.")
    return 0


def _misfit(interpreter: Interpreter[Any], head: bytes) -> str:
    if not is_recording(head) and all(chr(byte) in string.printable for byte in head):
        return "it is text. Give the raw bytes; `xxd -r -p` turns hexadecimal text into bytes."
    tally = interpreter.tally
    return (
        f"{interpreter.ticks} measurement frames in {tally.fed_bytes} bytes, {tally.skipped_bytes} bytes do not fit. "
        "Try another driver."
    )
