# SPDX-License-Identifier: EUPL-1.2
"""What is tried with one input, and what must hold whatever the bytes are."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from drivers.interpreter import Interpreter
from drivers.items import Item, PublishedReading, PublishedWave, ScannedCode
from drivers.registry import find
from kiosk.reading import UNITS

HELD_BYTES_LIMIT = 8192
DIGITS_LIMIT = 12
BYTE_BY_BYTE = 16
"""One in so many of the inputs that are fed in pieces as well is fed in single bytes, because that is slow."""

NewInterpreter = Callable[[], Interpreter[Any]]


class Finding(AssertionError):
    """Bytes that a driver did not stand."""


def new_interpreter(name: str) -> NewInterpreter:
    """Return what makes the interpreter of a driver."""
    return find(name).new_interpreter


def try_one(make: NewInterpreter, data: bytes) -> None:
    """Try one input: its first byte says how it is fed. Raises `Finding`, or whatever the driver raises."""
    how, rest = data[:1], data[1:]
    mode = how[0] if how else 0
    items = _fed(make(), _pieces(rest, mode))
    for item in items:
        _check(item)
    shown = [item for item in items if isinstance(item, PublishedReading) and item.sample.value is not None]
    if shown and not {Decimal(item.sample.value or 0) for item in shown} <= _carried(make(), rest):
        raise Finding("a number is published that no frame carries")
    if mode & 6 == 2:
        _carried(make(), rest)
    if mode & 6 == 4 and items != _fed(make(), _cut(rest)):
        raise Finding("in other pieces the bytes give something else")


def _pieces(data: bytes, mode: int) -> list[bytes]:
    if not mode & 1:
        return [data]
    at = mode >> 3
    return [data[:at], data[at:]]


def _cut(data: bytes) -> list[bytes]:
    """Cut in three, or, seldom, into single bytes; an input is always cut alike."""
    if zlib.crc32(data) % BYTE_BY_BYTE == 0:
        return [data[at : at + 1] for at in range(len(data))]
    third = len(data) // 3
    return [data[:third], data[third : 2 * third + 1], data[2 * third + 1 :]]


def _fed(interpreter: Interpreter[Any], pieces: list[bytes]) -> list[Item]:
    items: list[Item] = []
    for piece in pieces:
        items += interpreter.feed(piece)
        if interpreter._framer.held_bytes > HELD_BYTES_LIMIT:
            raise Finding("too much is held")
    items += interpreter.finish()
    if interpreter._framer.held_bytes:
        raise Finding("something is held after the end")
    interpreter.lost()
    return items


def _check(item: Item) -> None:
    if isinstance(item, PublishedReading):
        _check_reading(item)
    elif isinstance(item, PublishedWave) and not item.samples:
        raise Finding("an empty waveform")
    elif isinstance(item, ScannedCode) and not item.text:
        raise Finding("an empty code")


def _check_reading(item: PublishedReading) -> None:
    sample = item.sample
    if (sample.value is None) == (sample.absent is None):
        raise Finding("neither or both of value and reason")
    if item.unit and item.unit not in UNITS[item.measure]:
        raise Finding("a unit that does not belong to the measure")
    if sample.value is not None:
        value = Decimal(sample.value)
        if not value.is_finite() or len(value.as_tuple().digits) > DIGITS_LIMIT:
            raise Finding("not a number that a device sends")


def _carried(interpreter: Interpreter[Any], data: bytes) -> set[Decimal]:
    views = [*interpreter.view(data), *interpreter.finish_view()]
    return {number for view in views for value in view.fields.values() for number in _numbers(value)}


def _numbers(value: object) -> Iterator[Decimal]:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return
    try:
        yield Decimal(str(value))
    except ArithmeticError:
        return
