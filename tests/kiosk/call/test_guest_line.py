# SPDX-License-Identifier: EUPL-1.2
"""A third participant beside the GP: what she is given, what of her is shown, and that the GP's call is left alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.guest_corner import PICTURE_BELOW_BPS, PICTURE_FROM_BPS, STEADY_S, VOICE_BPS, PictureGate
from kiosk.call.inset import STALE_S, Inset, put_in
from kiosk.call.send.sending import Sending
from kiosk.call.sound.card import FRAME_SAMPLES
from kiosk.call.sound.mix import mixed
from kiosk.clock import ManualClock
from kiosk.messages import Channel, ConnectionState, DataArrived, HangUp, MakeOffer, Offer, SendData, TakeAnswer
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.station import FakeStation
from tests.kiosk.call.wait import until


def picture(shade: int, width: int = 640, height: int = 360, time_s: float = 1.0) -> CapturedFrame:
    planes = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    planes[:height] = shade
    return CapturedFrame(planes, width, height, time_s)


@pytest.mark.parametrize("size", [(640, 360), (480, 270), (320, 240), (256, 144), (360, 640)])
@pytest.mark.parametrize("other", [(640, 360), (480, 640), (160, 120)])
def test_the_small_picture_stands_at_the_left_and_the_rest_is_the_gp_s(
    size: tuple[int, int], other: tuple[int, int]
) -> None:
    large, small = picture(200, *size), picture(50, *other)
    both = put_in(large, small)
    luma = both.planes.reshape(-1)[: size[0] * size[1]].reshape(size[1], size[0])
    inside = np.argwhere(luma < 100)
    share = len(inside) / luma.size
    assert 0.005 < share < 0.1 and (inside[:, 1].max() < size[0] * 0.3)
    middle = (inside[:, 0].min() + inside[:, 0].max()) / 2
    assert abs(middle - size[1] / 2) < 4
    assert (luma[:, size[0] // 2 :] == 200).all() and (large.planes.reshape(-1)[: luma.size] == 200).all()
    assert (both.width, both.height, both.time_s) == (*size, 1.0)


def test_without_a_third_the_gp_s_picture_is_the_very_same() -> None:
    shown: list[CapturedFrame] = []
    clock = ManualClock()
    inset = Inset(shown.append, clock)
    inset.large(gp := picture(200))
    assert shown == [gp]
    inset.small(picture(50))
    assert shown == [gp], "it comes with the GP's next picture"
    inset.large(gp)
    assert shown[-1] is not gp
    clock.advance(STALE_S)
    inset.large(gp)
    assert shown[-1] is gp, "what stands still is not shown as if it lived"
    inset.small(picture(50))
    assert not inset.drop_small()
    inset.large(gp)
    assert shown[-1] is gp


def test_while_the_gp_sends_none_the_third_is_shown_alone() -> None:
    shown: list[CapturedFrame] = []
    inset = Inset(shown.append, ManualClock())
    inset.large(picture(200))
    inset.drop_large()
    inset.small(picture(150))
    dark, light = np.unique(shown[-1].planes[: shown[-1].height], return_counts=True)[0][[0, -1]]
    assert dark < 20 and light > 140
    assert inset.drop_small(), "and then nothing stands there"


def test_two_voices_are_added_and_never_wrap() -> None:
    loud = np.full(FRAME_SAMPLES, 30_000, dtype=np.int16)
    assert (mixed(loud, loud) == 32_767).all() and (mixed(-loud, -loud) == -32_768).all()
    assert (mixed(loud, -loud) == 0).all()
    assert mixed(loud, np.zeros(FRAME_SAMPLES, dtype=np.int16)) is loud


def test_a_picture_is_sent_where_the_line_has_been_rich_for_a_while_and_until_it_is_narrow() -> None:
    gate = PictureGate()
    rich, enough, poor = PICTURE_FROM_BPS, PICTURE_BELOW_BPS, PICTURE_BELOW_BPS - 1
    assert [gate.second(rich) for _ in range(STEADY_S)] == [False] * (STEADY_S - 1) + [True]
    assert gate.second(enough) and not gate.second(poor)
    assert not gate.second(enough) and not gate.second(rich)


def test_a_limit_holds_and_withholds_the_picture() -> None:
    sending = Sending(Random(1))
    sending.limit(VOICE_BPS, picture=False)
    assert sending.controller.target_bps <= VOICE_BPS
    assert sending.order(640, 360, 30.0, 1.0) is None
    controller = Sending(Random(1)).controller
    assert controller.target_bps == 600_000, "who is not limited is not touched"


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[FakeStation]:
    station = FakeStation(tmp_path)
    await station.open()
    await station.start()
    yield station
    await station.end()


async def invite(station: FakeStation, guest: Gp) -> None:
    station.send(MakeOffer(call_id="guest", guest=True))
    await until(lambda: any(offer.call_id == "guest" for offer in station.all_of(Offer)), 20)
    sdp = next(offer.sdp for offer in station.all_of(Offer) if offer.call_id == "guest")
    station.send(TakeAnswer(call_id="guest", sdp=await guest.answer(sdp)))
    await guest.connected()
    await until(lambda: ConnectionState.CONNECTED in station.states("guest"))


def light_and_dark(station: FakeStation) -> tuple[float, float]:
    """How light the GP's picture is at the left, half way up, and at the right."""
    found = station.remote.newest()
    if found is None:
        return 0.0, 0.0
    luma = np.frombuffer(found.planes[: found.width * found.height], dtype=np.uint8)
    luma = luma.reshape(found.height, found.width)[found.height // 2 - 8 : found.height // 2 + 8]
    return float(luma[:, found.width // 10 : found.width // 5].mean()), float(luma[:, -found.width // 4 :].mean())


@pytest.mark.system
@pytest.mark.timeout(180)
async def test_the_third_sees_and_hears_and_leaves_the_gp_s_call_as_it_was(station: FakeStation) -> None:
    gp, guest = Gp(shade=200), Gp(shade=60, width=320, height=180)
    try:
        await station.call("one", gp)
        await until(lambda: light_and_dark(station)[0] > 170, 30)
        await invite(station, guest)
        await until(lambda: guest.markers > 0, 40)
        assert guest.frames == 0, "a GP that tells nothing of her line may have a narrow one"
        await until(lambda: light_and_dark(station)[0] < 110, 40)
        assert light_and_dark(station)[1] > 170, "the GP stands where she was"
        station.send(SendData(channel=Channel.CONTROL, data='{"type":"for-the-guest"}', guest=True))
        station.send(SendData(channel=Channel.CONTROL, data='{"type":"for-the-gp"}'))
        await until(lambda: '{"type":"for-the-guest"}' in guest.received["control"])
        await until(lambda: '{"type":"for-the-gp"}' in gp.received["control"])
        assert not any("for-the-gp" in each for each in guest.received["control"])
        guest.channels["control"].send('{"type":"end"}')
        await until(lambda: any(each.data == '{"type":"end"}' for each in station.all_of(DataArrived)))
        assert all(each.guest for each in station.all_of(DataArrived) if each.data == '{"type":"end"}')
        frames = gp.frames
        station.send(HangUp(guest=True))
        await until(lambda: ConnectionState.CLOSED in station.states("guest"))
        await until(lambda: light_and_dark(station)[0] > 170, 20)
        await until(lambda: gp.frames > frames + 10, 20)
        assert set(station.states("one")) <= {ConnectionState.CONNECTING, ConnectionState.CONNECTED}
    finally:
        await guest.close()
        await gp.close()
