# SPDX-License-Identifier: EUPL-1.2
"""A still on its way: in small pieces, no quicker than the line, anew on the next connection, and never for ever."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import numpy as np
import pytest
from aiortc.exceptions import InvalidStateError

from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame
from kiosk.call.send import still as still_module
from kiosk.call.send.still import MOST_UNSENT_BYTES, PIECE_BYTES, StillSender
from kiosk.clock import SystemClock
from kiosk.messages import Message, StillReason, StillReport, StillState
from tests.kiosk.call.wait import until

NOISE = np.random.default_rng(3).integers(16, 235, (360, 320), dtype=np.uint8)
PICTURE = CapturedFrame(NOISE, 320, 240, 0.0)


class Channel:
    """A data channel whose line takes ``drain_bytes`` a turn of the event loop."""

    def __init__(self, drain_bytes: int = 1 << 20) -> None:
        self.readyState = "open"
        self.bufferedAmount = self.most = 0
        self.drain_bytes = drain_bytes
        self.said: list[bytes | str] = []

    def send(self, data: bytes | str) -> None:
        if self.readyState != "open":
            raise InvalidStateError
        self.said.append(data)
        self.bufferedAmount += len(data)
        self.most = max(self.most, self.bufferedAmount)
        asyncio.get_running_loop().call_soon(self._drain)

    def _drain(self) -> None:
        self.bufferedAmount -= min(self.bufferedAmount, self.drain_bytes)
        if self.bufferedAmount and self.drain_bytes:
            asyncio.get_running_loop().call_later(0.001, self._drain)

    def head(self) -> dict[str, object]:
        first = self.said[0]
        assert isinstance(first, str)
        found: dict[str, object] = json.loads(first)
        return found

    def bytes(self) -> bytes:
        return b"".join(each for each in self.said if isinstance(each, bytes))


class Rig:
    def __init__(self) -> None:
        self.channel: Channel | None = Channel()
        self.reports: list[StillReport] = []
        self.problem: CameraError | None = None
        self.taking: Callable[[], None] = lambda: None
        self.sender = StillSender(self._take, lambda: self.channel, self._tell, asyncio.create_task, SystemClock())
        self.sender.rate_bps = 1_000_000_000

    async def _take(self) -> CapturedFrame:
        self.taking()
        if self.problem is not None:
            raise self.problem
        return PICTURE

    def _tell(self, message: Message) -> None:
        assert isinstance(message, StillReport)
        self.reports.append(message)

    async def over(self) -> StillReport:
        await until(lambda: bool(self.reports) and self.reports[-1].state is not StillState.TAKEN)
        return self.reports[-1]


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    monkeypatch.setattr(still_module, "POLL_S", 0.001)
    monkeypatch.setattr(still_module, "NEXT_CONNECTION_S", 0.005)
    return Rig()


async def test_a_picture_goes_whole_in_small_pieces(rig: Rig) -> None:
    rig.channel = channel = Channel(2000)
    rig.sender.start("a")
    assert (await rig.over()).state is StillState.SENT
    assert [each.state for each in rig.reports] == [StillState.TAKEN, StillState.SENT]
    assert channel.head() == {"type": "still", "id": "a", "bytes": len(channel.bytes()), "width": 320, "height": 240}
    assert channel.bytes()[:2] == b"\xff\xd8" and channel.bytes()[-2:] == b"\xff\xd9"
    assert max(len(each) for each in channel.said) <= PIECE_BYTES
    assert channel.most <= MOST_UNSENT_BYTES + PIECE_BYTES + 200


async def test_it_leaves_room_for_the_call(rig: Rig) -> None:
    rig.sender.rate_bps = 2_000_000
    start_s = time.monotonic()
    rig.sender.start("a")
    await rig.over()
    assert rig.channel is not None
    assert time.monotonic() - start_s >= 8 * len(rig.channel.bytes()) / 2_000_000


async def test_a_replaced_connection_gets_it_from_the_start(rig: Rig) -> None:
    assert rig.channel is not None
    first, second = rig.channel, Channel()
    first.drain_bytes = 0
    rig.sender.start("a")
    await until(lambda: len(first.said) > 1)
    first.readyState, rig.channel = "closed", None
    await asyncio.sleep(0.02)
    rig.channel = second
    assert (await rig.over()).state is StillState.SENT
    assert second.head()["bytes"] == len(second.bytes())


async def test_a_line_that_does_not_move_is_given_up(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still_module, "STALL_S", 0.05)
    assert rig.channel is not None
    rig.channel.drain_bytes = 0
    rig.sender.start("a")
    report = await rig.over()
    assert (report.state, report.reason) == (StillState.FAILED, StillReason.TOO_SLOW)
    assert json.loads(rig.channel.said[-1]) == {"type": "abort", "id": "a"}
    rig.channel = None
    rig.sender.start("b")
    await until(lambda: rig.reports[-1].id == "b" and rig.reports[-1].state is StillState.FAILED)


async def test_it_can_be_cancelled_and_another_follows(rig: Rig) -> None:
    assert rig.channel is not None
    rig.channel.drain_bytes = 0
    rig.sender.start("a")
    rig.sender.start("b")
    assert rig.reports == [StillReport(id="b", state=StillState.FAILED, reason=StillReason.BUSY)]
    await until(lambda: rig.channel is not None and len(rig.channel.said) > 1)
    rig.sender.cancel("b")
    rig.sender.cancel("a")
    await until(lambda: rig.reports[-1] == StillReport(id="a", state=StillState.CANCELLED))
    assert json.loads(rig.channel.said[-1]) == {"type": "abort", "id": "a"}
    rig.channel = Channel()
    rig.sender.start("c")
    await until(lambda: rig.reports[-1] == StillReport(id="c", state=StillState.SENT))


async def test_cancelled_before_it_began_it_says_so_all_the_same(rig: Rig) -> None:
    rig.sender.start("a")
    rig.sender.stop()
    await until(lambda: rig.reports == [StillReport(id="a", state=StillState.CANCELLED)])
    rig.sender.start("b")
    await until(lambda: rig.reports[-1].state is StillState.SENT)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (CameraReason.OFF, StillReason.NO_CAMERA),
        (CameraReason.BUSY, StillReason.BUSY),
        (CameraReason.TOO_SLOW, StillReason.TOO_SLOW),
        (CameraReason.STOPPED, StillReason.NO_CAMERA),
    ],
)
async def test_a_camera_that_gives_none_is_told(rig: Rig, reason: CameraReason, told: StillReason) -> None:
    rig.problem = CameraError("None.", reason=reason)
    rig.sender.start("a")
    assert await rig.over() == StillReport(id="a", state=StillState.FAILED, reason=told)
    assert rig.channel is not None and rig.channel.said == []


async def test_one_that_is_too_large_is_told(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still_module, "still_picture", lambda frame: None)
    rig.sender.start("a")
    assert (await rig.over()).reason is StillReason.TOO_LARGE
