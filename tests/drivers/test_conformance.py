# SPDX-License-Identifier: EUPL-1.2
"""What every driver must do with its bytes, however they come: one suite over all of them.

Each driver's folder of tests has an ``example.py`` with bytes as its device says them and what may be made of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from drivers.interpreter import Interpreter
from drivers.items import Item, PublishedReading, ScannedCode
from drivers.links.ports import LineSettings, Parity
from drivers.registry import find, names, score, simulated
from kiosk.reading import UNITS, Measure
from tests.drivers.described.files import LINES as DESCRIBED_LINES
from tests.drivers.described.files import named
from tests.drivers.example import Example
from tests.drivers.named import NAMES, examples, short

LINES: dict[str, LineSettings] = {
    "contec_9byte": LineSettings(baud=115200, dtr=True, rts=False),
    "contec_5byte": LineSettings(baud=19200, parity=Parity.ODD),
    "bci_5byte": LineSettings(baud=115200),
    "nonin": LineSettings(baud=9600),
    "nonin_1": LineSettings(baud=9600),
    "nonin_2": LineSettings(baud=9600),
    "nonin_7": LineSettings(baud=9600),
    "nonin_8": LineSettings(baud=9600),
    "nonin_13": LineSettings(baud=9600),
    "nonin_ascii": LineSettings(baud=9600),
    "masimo_ascii1": LineSettings(baud=9600),
    "nellcor_text": LineSettings(baud=9600),
    "ivy_450c": LineSettings(baud=9600),
    "and_tm2657": LineSettings(baud=2400),
    "omron_hbp9030": LineSettings(baud=9600),
    "omron_hbp9020": LineSettings(baud=2400),
    "omron_hbp9020_8e1": LineSettings(baud=2400, parity=Parity.EVEN),
    "terumo_es": LineSettings(baud=9600),
    "suntech_nibp": LineSettings(baud=9600),
    "un300c": LineSettings(baud=4800),
    "beurer_bm65": LineSettings(baud=4800),
    "scale_and": LineSettings(baud=2400, data_bits=7, parity=Parity.EVEN),
    "scale_stgs": LineSettings(baud=9600),
    "scale_mtsics": LineSettings(baud=9600),
    "scale_ohaus": LineSettings(baud=9600),
    "tanita_text": LineSettings(baud=9600),
    "tanita_height": LineSettings(baud=9600),
    "healthometer": LineSettings(baud=9600),
    "healthometer_2400": LineSettings(baud=2400),
    "marsden_m430": LineSettings(baud=9600),
    "gtech_gl150": LineSettings(baud=9600),
    "onetouch_ultra2": LineSettings(baud=9600),
    "onetouch_ultraeasy": LineSettings(baud=9600),
    "onetouch_verioiq": LineSettings(baud=38400),
    "taidoc": LineSettings(baud=19200),
    "taidoc_bp": LineSettings(baud=19200),
    "contour": LineSettings(baud=9600),
    "berry_pm6750": LineSettings(baud=115200),
    "barcode_line": LineSettings(baud=9600),
    "barcode_gm65": LineSettings(baud=9600),
    "barcode_honeywell": LineSettings(baud=9600),
    "described:gd60914": LineSettings(baud=9600),
    "described:lu90614": LineSettings(baud=9600),
}
"""What each device's facts ask of the line; written here by hand, because a pseudo-terminal would ignore most of it."""

UNCHECKED: frozenset[str] = frozenset(
    {
        "beurer_bm65",
        "scale_and",
        "scale_stgs",
        "scale_mtsics",
        "scale_ohaus",
        "marsden_m430",
        "gtech_gl150",
        "omron_hbp9030",
        "omron_hbp9020",
        "omron_hbp9020_8e1",
        "described:gd60914",
        named(DESCRIBED_LINES),
    }
)
"""Drivers whose protocol has no check and no repetition: there a damaged digit cannot be told from a true one."""

HELD_BYTES_LIMIT = 8192

ALL = pytest.mark.parametrize("name", [pytest.param(str(name), id=short(name)) for name in NAMES])


def cases() -> Iterator[Any]:
    for name in NAMES:
        for example in examples(name):
            yield pytest.param(str(name), example, id=f"{short(name)}-{example.name}")


EACH = pytest.mark.parametrize(("name", "example"), tuple(cases()))


def interpreted(name: str, pieces: list[bytes]) -> list[Item]:
    interpreter = find(name).new_interpreter()
    items = [item for piece in pieces for item in interpreter.feed(piece)]
    return [*items, *interpreter.finish()]


def cut(data: bytes, dice: random.Random, longest: int) -> list[bytes]:
    pieces, at = [], 0
    while at < len(data):
        size = dice.randint(1, longest)
        pieces.append(data[at : at + size])
        at += size
    return pieces


def numbers(items: list[Item]) -> list[tuple[Measure, Decimal]]:
    return [
        (item.measure, Decimal(item.sample.value))
        for item in items
        if isinstance(item, PublishedReading) and item.sample.value is not None
    ]


def carried(name: str, data: bytes) -> set[Decimal]:
    """Return every number that a decoded frame of ``data`` carries in any field."""
    interpreter = find(name).new_interpreter()
    views = [*interpreter.view(data), *interpreter.finish_view()]
    return {number for view in views for value in view.fields.values() for number in _numbers_in(value)}


def _numbers_in(value: object) -> Iterator[Decimal]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float | str):
        try:
            yield Decimal(str(value))
        except ArithmeticError:
            return


@ALL
def test_it_is_said_who_it_is(name: str) -> None:
    entry, driver = score(name), find(name)
    assert entry.grade in {"A", "A-", "B", "C"} and entry.title and entry.devices and entry.sources and entry.tested_on
    assert driver.name == name and driver.maker and driver.model and driver.capabilities
    assert simulated(name).variants and simulated(name).scenarios


@pytest.mark.parametrize("name", names())
def test_it_asks_for_the_line_of_its_facts(name: str) -> None:
    assert name in LINES, "a new driver needs its row in LINES"
    assert find(name).line == LINES[name]


@EACH
def test_the_numbers_are_right(name: str, example: Example) -> None:
    items = interpreted(name, [example.data])
    found = numbers(items)
    wrong = [(measure, value) for measure, value in found if value not in example.values.get(measure, frozenset())]
    assert not wrong
    assert len(found) + sum(isinstance(item, ScannedCode) for item in items) >= example.least
    assert {measure for measure, _ in found} == {measure for measure, values in example.values.items() if values}


@EACH
def test_units_belong_to_their_measures(name: str, example: Example) -> None:
    for item in interpreted(name, [example.data]):
        if isinstance(item, PublishedReading):
            assert (item.unit or UNITS[item.measure][0]) in UNITS[item.measure]
            assert len(item.raw_sha256) == 64 or item.sample.value is None


@EACH
def test_any_chunking_gives_the_same(name: str, example: Example) -> None:
    whole = interpreted(name, [example.data])
    assert interpreted(name, [example.data[at : at + 1] for at in range(len(example.data))]) == whole
    for seed in range(20):
        dice = random.Random(seed)
        assert interpreted(name, cut(example.data, dice, dice.choice((2, 7, 60, 5000)))) == whole


@EACH
def test_frames_show_every_number_that_is_published(name: str, example: Example) -> None:
    shown = carried(name, example.data)
    assert {value for _, value in numbers(interpreted(name, [example.data]))} <= shown


@EACH
def test_garbage_before_hides_nothing_and_adds_nothing(name: str, example: Example) -> None:
    for seed in range(10):
        data = random.Random(seed).randbytes(300) + example.data
        found = numbers(interpreted(name, [data]))
        assert {value for _, value in found} <= carried(name, data)
        clean = numbers(interpreted(name, [example.data]))
        assert len(found) >= len(clean) - _of_one_act(clean)


def _of_one_act(found: list[tuple[Measure, Decimal]]) -> int:
    """Noise may take the very first result with it (it looks like the tail of something), but no more."""
    return max(2, len({measure for measure, _ in found}))


@EACH
@pytest.mark.parametrize("damage", ["noise", "drop", "duplicate", "flip", "cut"])
def test_damage_never_makes_a_number(name: str, example: Example, damage: str) -> None:
    for seed in range(40):
        data = DAMAGE[damage](example.data, random.Random(seed))
        found = numbers(interpreted(name, [data]))
        assert {value for _, value in found} <= carried(name, data)
        if name not in UNCHECKED:
            wrong = [(m, value) for m, value in found if value not in example.values.get(m, frozenset())]
            assert not wrong, f"seed {seed}"


def _noise(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.randbytes(dice.randint(1, 40)) + data[at:]


def _drop(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.randint(1, 3) :]


def _duplicate(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[: at + 1] + data[at:]


def _flip(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def _cut(data: bytes, dice: random.Random) -> bytes:
    first, last = sorted((dice.randrange(len(data) + 1), dice.randrange(len(data) + 1)))
    return data[first:last]


DAMAGE = {"noise": _noise, "drop": _drop, "duplicate": _duplicate, "flip": _flip, "cut": _cut}


def held(interpreter: Interpreter[Any]) -> int:
    return interpreter._framer.held_bytes


@ALL
def test_it_never_holds_much(name: str) -> None:
    dice = random.Random(7)
    start = examples(name)[0].data[:1] or b"\0"
    interpreter = find(name).new_interpreter()
    for piece in (dice.randbytes(50_000), start * 50_000, examples(name)[0].data[:40] * 500, b"1" * 50_000):
        interpreter.feed(piece)
        assert held(interpreter) <= HELD_BYTES_LIMIT
    interpreter.finish()
    assert held(interpreter) == 0
