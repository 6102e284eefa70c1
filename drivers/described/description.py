# SPDX-License-Identifier: EUPL-1.2
"""What a description file says, checked. Pure: the file is read by `drivers.described.source`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from drivers import checksum
from drivers.described.errors import DescriptionReason
from drivers.described.table import Table
from drivers.links.ports import LineSettings, Parity
from kiosk.capability import Capability
from kiosk.reading import UNITS, Measure

LONGEST_FRAME = 255


class AskOn(StrEnum):
    """When the device is asked."""

    ALWAYS = "always"
    START = "start"
    """When the person, or the station, wants a measurement."""


class Check(StrEnum):
    """How a frame is checked; its last byte is the check over all bytes before it."""

    NONE = "none"
    SUM8 = "sum8"
    XOR8 = "xor8"
    NEGATIVE_SUM8 = "negative_sum8"
    INVERTED_SUM8 = "inverted_sum8"

    def holds(self, frame: bytes) -> bool:
        """Tell whether ``frame`` is whole."""
        return self is Check.NONE or getattr(checksum, self.value)(frame[:-1]) == frame[-1]


class _ParityWord(StrEnum):
    NONE = "none"
    EVEN = "even"
    ODD = "odd"


class _Flow(StrEnum):
    NONE = "none"
    RTS_CTS = "rts-cts"
    XON_XOFF = "xon-xoff"


class Order(StrEnum):
    """Which byte of a number comes first."""

    BIG = "big"
    LITTLE = "little"


class _Grade(StrEnum):
    A = "A"
    A_MINUS = "A-"
    B = "B"
    C = "C"


@dataclass(frozen=True, kw_only=True, slots=True)
class Talk:
    """What the device is told, and its patience."""

    start: bytes
    ask: bytes
    ask_on: AskOn
    ask_every_s: float
    answer_s: float
    tries: int
    stop: bytes
    silence_s: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FrameShape:
    """How a frame is known. ``by_line``: a line of text; else header and length, or where its length stands."""

    by_line: bool
    header: bytes
    length: int
    length_at: int | None
    length_add: int
    check: Check
    pattern: re.Pattern[str] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A number in some bytes of a frame."""

    at: int
    size: int
    order: Order
    signed: bool
    scale: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """How one measure stands in a frame: in a group of the pattern, or in parts."""

    measure: Measure
    unit: str
    group: str
    parts: tuple[Part, ...]
    scale: Decimal | None
    offset: Decimal
    absent: tuple[str, ...]
    low: Decimal
    high: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A frame and what it says."""

    raw: bytes
    values: tuple[tuple[Measure, Decimal], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What people are told of the driver."""

    title: str
    maker: str
    model: str
    grade: str
    devices: tuple[str, ...]
    sources: tuple[str, ...]
    tested_on: str
    open_points: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """A whole description."""

    about: About
    capabilities: tuple[Capability, ...]
    line: LineSettings
    talk: Talk
    shape: FrameShape
    values: tuple[Value, ...]
    frames: int
    within: Decimal
    examples: tuple[Example, ...]


def describe(content: Mapping[str, Any], source: str) -> Description:
    """Read a description; ``source`` names its file in errors. Raises `DescriptionError`."""
    table = Table(content, source)
    about = _about(table)
    capabilities = tuple(_capability(table, word) for word in table.texts("capabilities"))
    line, talk, shape = (
        _line(table.table("line")),
        _talk(table.table("talk", needed=False)),
        _shape(table.table("frame")),
    )
    values = tuple(_value(entry, shape) for entry in table.tables("value"))
    result = table.table("result", needed=False)
    frames, within = result.whole("frames", 1, low=1, high=100), result.number("within", "0")
    result.close()
    if talk.ask and talk.ask_on is AskOn.ALWAYS and frames < 2:
        raise table.wrong("result.frames", "must be 2 or more for a device that is asked all the time")
    examples = tuple(_example(entry, shape) for entry in table.tables("example"))
    if not any(example.values for example in examples):
        raise table.wrong("example", "must have values at least once", DescriptionReason.MISSING)
    table.close()
    return Description(
        about=about,
        capabilities=capabilities,
        line=line,
        talk=talk,
        shape=shape,
        values=values,
        frames=frames,
        within=within,
        examples=examples,
    )


def _about(table: Table) -> About:
    return About(
        title=table.text("title"),
        maker=table.text("maker"),
        model=table.text("model"),
        grade=table.choice("grade", _Grade).value,
        devices=table.texts("devices"),
        sources=table.texts("sources"),
        tested_on=table.text("tested_on", "its own examples; no device on the bench yet"),
        open_points=table.texts("open_points", ()),
    )


def _capability(table: Table, word: str) -> Capability:
    try:
        return Capability(word)
    except ValueError:
        raise table.wrong("capabilities", f"knows no '{word}' (known: {', '.join(Capability)})") from None


def _line(table: Table) -> LineSettings:
    flow = table.choice("flow", _Flow, _Flow.NONE)
    line = LineSettings(
        baud=table.whole("baud", low=300, high=921_600),
        data_bits=table.whole("data_bits", 8, low=7, high=8),
        parity=Parity[table.choice("parity", _ParityWord, _ParityWord.NONE).name],
        stop_bits=table.whole("stop_bits", 1, low=1, high=2),
        dtr=table.flag("dtr", True),
        rts=table.flag("rts", False),
        rtscts=flow is _Flow.RTS_CTS,
        xonxoff=flow is _Flow.XON_XOFF,
    )
    table.close()
    return line


def _talk(table: Table) -> Talk:
    talk = Talk(
        start=table.hexadecimal("start", ""),
        ask=table.hexadecimal("ask", ""),
        ask_on=table.choice("ask_on", AskOn, AskOn.ALWAYS),
        ask_every_s=table.seconds("ask_every_s", 1.0) or 1.0,
        answer_s=table.seconds("answer_s", 2.0) or 2.0,
        tries=table.whole("tries", 3, low=1, high=10),
        stop=table.hexadecimal("stop", ""),
        silence_s=table.seconds("silence_s"),
    )
    if "ask_on" in table and not talk.ask:
        raise table.wrong("ask", "is missing", DescriptionReason.MISSING)
    if talk.ask_on is AskOn.START and talk.silence_s is not None:
        raise table.wrong("silence_s", "has no meaning for a device that is asked on start only")
    table.close()
    return talk


def _shape(table: Table) -> FrameShape:
    by_line = "ends" in table
    if by_line and table.text("ends") != "line":
        raise table.wrong("ends", "must be 'line'")
    told = "length_at" in table
    shape = FrameShape(
        by_line=by_line,
        header=b"" if by_line else table.hexadecimal("header", ""),
        length=0 if by_line or told else table.whole("length", low=1, high=LONGEST_FRAME),
        length_at=table.whole("length_at", high=16) if told else None,
        length_add=table.whole("length_add", high=32) if told else 0,
        check=Check.NONE if by_line else table.choice("check", Check, Check.NONE),
        pattern=_pattern(table) if by_line or "pattern" in table else None,
    )
    if not by_line and not shape.header and shape.pattern is None:
        raise table.wrong("header", "is missing (bytes without a header need a pattern)", DescriptionReason.MISSING)
    table.close()
    return shape


def _pattern(table: Table) -> re.Pattern[str]:
    try:
        return re.compile(table.text("pattern"))
    except re.error as problem:
        raise table.wrong("pattern", f"is no regular expression ({problem})") from None


def _value(table: Table, shape: FrameShape) -> Value:
    measure = table.choice("measure", Measure)
    unit = table.text("unit")
    if unit not in UNITS[measure]:
        raise table.wrong("unit", f"does not belong to {measure} (known: {', '.join(UNITS[measure])})")
    group = table.text("group") if shape.pattern is not None and "parts" not in table else ""
    if group and shape.pattern is not None and group not in shape.pattern.groupindex:
        raise table.wrong("group", "is not a group of frame.pattern")
    value = Value(
        measure=measure,
        unit=unit,
        group=group,
        parts=() if group else tuple(_part(part, shape) for part in table.tables("parts")),
        scale=table.number("scale") if "scale" in table else None,
        offset=table.number("offset", "0"),
        absent=table.texts("absent", ()),
        low=table.number("low"),
        high=table.number("high"),
    )
    if value.low > value.high:
        raise table.wrong("low", "is above high")
    table.close()
    return value


def _part(table: Table, shape: FrameShape) -> Part:
    part = Part(
        at=table.whole("at", high=LONGEST_FRAME),
        size=table.whole("size", 1, low=1, high=4),
        order=table.choice("order", Order, Order.BIG),
        signed=table.flag("signed", False),
        scale=table.number("scale", "1"),
    )
    if shape.length and part.at + part.size > shape.length:
        raise table.wrong("at", "is behind the end of the frame")
    table.close()
    return part


def _example(table: Table, shape: FrameShape) -> Example:
    raw = table.text("text").encode("latin-1", "replace") if "text" in table else table.hexadecimal("frame")
    values = []
    for word, number in table.pairs("values").items():
        try:
            values.append((Measure(word), Decimal(number)))
        except (ValueError, ArithmeticError):
            raise table.wrong("values", f"has something wrong at '{word}'") from None
    table.close()
    return Example(raw=raw + (b"\r\n" if shape.by_line else b""), values=tuple(values))
