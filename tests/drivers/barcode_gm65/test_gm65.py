# SPDX-License-Identifier: EUPL-1.2
"""A GM65: replies between codes, the trigger, and what happens without an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.barcode_gm65.driver import Gm65Driver
from drivers.barcode_gm65.frame import STOP, TRIGGER, Gm65Framer, Reply, encode_reply, without_replies
from drivers.barcode_gm65.interpret import Gm65Interpreter
from drivers.barcode_line.frame import Piece
from drivers.items import ScannedCode
from drivers.links.ports import LineSettings, Parity
from drivers.links.script import Do, Gap, Received, Sent, Step
from drivers.names import DriverName
from kiosk.capability import Command
from kiosk.clock import ManualClock
from kiosk.reading import Failure, Scan, SensorState
from tests.drivers.barcode_gm65.example import EXAMPLES, TAKEN
from tests.drivers.barcode_gm65.example import TRIGGER as TRIGGER_BYTES
from tests.drivers.live import live
from tests.drivers.meters import Bench, interpret

S = SensorState
REFUSED = encode_reply(1, b"\x00")


def test_line_settings_and_controls() -> None:
    assert Gm65Driver.line == LineSettings(baud=9600, data_bits=8, parity=Parity.NONE, stop_bits=1)
    assert Gm65Driver.controls == {Command.START, Command.STOP}


def test_bytes_of_the_facts() -> None:
    assert TRIGGER == TRIGGER_BYTES
    assert bytes.fromhex("7e 00 08 01 00 02 00 ab cd") == STOP
    assert encode_reply(0, b"\x00") == TAKEN
    assert Gm65Framer().feed(TAKEN) == [Reply(kind=0, data=b"\x00", raw=TAKEN)]


def test_replies_and_codes_in_one_stream() -> None:
    found = Gm65Framer().feed(TAKEN + b"4711\r\n" + TAKEN + TAKEN + b"0815\r")
    assert [type(each) for each in found] == [Reply, Piece, Reply, Reply, Piece]
    codes = [item.text for item in interpret(Gm65Interpreter(), EXAMPLES[0].data) if isinstance(item, ScannedCode)]
    assert codes == ["4711-0815", "TICKET 12"]


def test_a_reply_with_a_wrong_crc_is_none() -> None:
    framer = Gm65Framer()
    assert framer.feed(TAKEN[:-1] + b"\x32\r4711\r") == [Piece(data=b"4711")]
    assert without_replies(TAKEN + b"47" + TAKEN + b"11\r") == b"4711\r"
    assert without_replies(TAKEN[:-1] + b"\x32") == TAKEN[:-1] + b"\x32"


@given(st.binary(max_size=120), st.lists(st.integers(1, 20), min_size=1, max_size=5))
def test_chunks_make_no_difference(noise: bytes, sizes: list[int]) -> None:
    data = noise + b"\r" + EXAMPLES[0].data + noise + TAKEN[:5]
    assert interpret(Gm65Interpreter(), data, sizes) == interpret(Gm65Interpreter(), data)


class Reader(Bench):
    """A GM65 on a script."""

    def __init__(self, *steps: Step | list[Step]) -> None:
        super().__init__(Gm65Driver, ManualClock(), *steps)

    @property
    def scans(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Scan)]


def triggered(*steps: Step) -> Reader:
    """Press START, then play ``steps``."""
    bench: list[Reader] = []
    start = Do(lambda: bench[0].driver.tell(Command.START))
    bench.append(Reader(start, Sent(TRIGGER), *steps))
    return bench[0]


async def test_a_triggered_code() -> None:
    bench = await triggered(Received(TAKEN), Gap(1.0), Received(b"4711\r\n"), Gap(0.06)).play()
    assert bench.scans == ["4711"]
    assert bench.states[:3] == [S.READY, S.SEARCHING, S.READY]


async def test_reply_and_code_in_one_go() -> None:
    bench = await triggered(Received(TAKEN + b"4711\r\n"), Gap(0.06)).play()
    assert bench.scans == ["4711"]


async def test_no_code_was_held_before_it() -> None:
    bench = await triggered(Received(TAKEN), Gap(5.6)).play()
    assert (bench.scans, bench.failures) == ([], [])
    assert bench.states[:3] == [S.READY, S.SEARCHING, S.READY]


async def test_no_answer_after_three_tries() -> None:
    bench = await triggered(Gap(0.4), Sent(TRIGGER), Sent(TRIGGER), Gap(0.6)).play()
    assert bench.failures == [Failure.NO_ANSWER]


async def test_a_refusal() -> None:
    bench = await triggered(Received(REFUSED), Gap(6.0)).play()
    assert bench.failures == [Failure.REFUSED]


async def test_a_code_without_a_reply_is_a_code() -> None:
    bench = await triggered(Received(b"4711\r"), Gap(1.0)).play()
    assert (bench.scans, bench.failures) == (["4711"], [])


async def test_codes_that_nobody_triggered() -> None:
    assert (await Reader(Received(b"4711\r"), Gap(0.06)).play()).scans == ["4711"]


async def test_live_start_and_stop(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.BARCODE_GM65) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.state(S.SEARCHING)
        here.obey("scan 4711")
        await here.until(lambda: [event.text for event in here.events if isinstance(event, Scan)] == ["4711"])
        here.tell(Command.START)
        await here.state(S.SEARCHING)
        here.tell(Command.STOP)
        await here.until(lambda: here.states[-1] is S.READY)
        here.obey("scan 0815")
        here.tell(Command.START)
        await here.until(lambda: any(isinstance(event, Scan) for event in here.events))


@pytest.mark.parametrize("variant", ["command", "continuous"])
async def test_live_codes_and_unplugging(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", DriverName.BARCODE_GM65, variant=variant) as here:
        await here.state(S.READY)
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.obey("replug")
        await here.state(S.READY)
        here.obey("scan 12")
        if variant == "command":
            here.tell(Command.START)
        await here.until(lambda: any(isinstance(event, Scan) for event in here.events))
