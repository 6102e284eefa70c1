# SPDX-License-Identifier: EUPL-1.2
"""The real call process between a fake station and a GP made of aiortc."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from kiosk.call import process
from kiosk.call.cameras import stripe
from kiosk.clock import SystemClock
from kiosk.frames import Picture
from kiosk.messages import (
    Channel,
    Connection,
    ConnectionState,
    DataArrived,
    DropOffer,
    HangUp,
    Hello,
    MakeOffer,
    Offer,
    OfferFailed,
    Preview,
    RemoteCandidate,
    Rings,
    SendData,
    SetMedia,
    Sources,
    SourceState,
    TakeAnswer,
    TakeCandidates,
)
from kiosk.settings import CameraSection, SoundSection, StationSection, StationSettings
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.station import FakeStation
from tests.kiosk.call.wait import until

pytestmark = pytest.mark.system


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[FakeStation]:
    station = FakeStation(tmp_path)
    await station.open()
    await station.start()
    yield station
    await station.end()


@pytest.fixture
async def gp() -> AsyncIterator[Gp]:
    gp = Gp()
    yield gp
    await gp.close()


def luminance(picture: Picture) -> np.ndarray:
    size = picture.width * picture.height
    return np.frombuffer(picture.planes[:size], dtype=np.uint8).reshape(picture.height, picture.width)


def age_ms(picture: Picture) -> float | None:
    drawn_ms = stripe.decode(luminance(picture))
    return None if drawn_ms is None else stripe.age_ms(time.time() * 1000, drawn_ms)


async def test_a_call_carries_pictures_sound_and_data_both_ways(station: FakeStation, gp: Gp) -> None:
    await until(lambda: (picture := station.own.newest()) and (age_ms(picture) or 9999) < 2000)
    first = station.own.newest()
    assert first is not None
    await until(lambda: station.own.newest(first.sequence) is not None)
    await station.call("one", gp)

    picture = await station.remote_picture()
    assert (picture.width, picture.height) == (640, 360)
    await until(lambda: (newest := station.remote.newest()) and (age_ms(newest) or 9999) < 2000)
    await until(lambda: len(gp.latencies_ms) > 10 and gp.markers > 0)
    await until(lambda: gp.latencies_ms[-1] < 2000)
    await until(lambda: len(gp.spoken_dbfs) > 100)
    assert -28 < median(gp.spoken_dbfs) < -14, "as loud as one expects a person to be"

    station.send(SendData(channel=Channel.VITALS, data='{"type":"reading"}'))
    station.send(SendData(channel=Channel.TEXT, data="Hej\u2028"))
    station.send(SendData(channel=Channel.CONTROL, data='{"type":"hello"}'))
    gp.channels["text"].send("God dag\u2028")
    gp.channels["control"].send('{"type":"end"}')
    await until(lambda: gp.received["vitals"] and gp.received["text"] == ["Hej\u2028"])
    await until(lambda: '{"type":"hello"}' in gp.received["control"])
    await until(lambda: len(station.all_of(DataArrived)) == 2)
    assert {(each.channel, each.data) for each in station.all_of(DataArrived)} == {
        (Channel.TEXT, "God dag\u2028"),
        (Channel.CONTROL, '{"type":"end"}'),
    }
    await until(lambda: any('"heartbeat"' in each for each in gp.received["control"]))
    assert gp.channels["text"].protocol == "t140"
    assert gp.channels["vitals"].maxRetransmits == 0 and not gp.channels["vitals"].ordered

    await until(lambda: {"video-in", "video-in-frame", "video-out", "audio-out", "process"} <= kinds(station))
    # The first marker may have been late: the GP's end is a busy test.
    await until(lambda: any(20 < (line.get("marker_delay_ms") or 0) < 1500 for line in probed(station)))

    station.send(HangUp())
    await until(lambda: ConnectionState.CLOSED in station.states("one"))
    assert station.remote.newest() is None
    station.send(Preview(on=False))
    await until(lambda: station.own.newest() is None)
    assert await station.end() == 0
    assert not station.own.path.exists() and not station.remote.path.exists()
    for content in ("God dag", "Hej", "reading", "candidate", "fingerprint", "192.", "one"):
        assert content not in station.log


def probed(station: FakeStation) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = station.__dict__.setdefault("kept", [])
    kept += station.probed()
    return kept


def kinds(station: FakeStation) -> set[object]:
    return {line["type"] for line in probed(station)}


async def test_a_new_connection_is_made_before_the_old_one_is_dropped(station: FakeStation, gp: Gp) -> None:
    await station.call("old", gp)
    await station.remote_picture()
    second = Gp(shade=200)
    try:
        station.send(MakeOffer(call_id="new"))
        await until(lambda: any(offer.call_id == "new" for offer in station.all_of(Offer)))
        shown = station.remote.newest()
        assert shown is not None
        await station.remote_picture(after=shown.sequence)  # the old one's picture goes on
        sdp = station.all_of(Offer)[-1].sdp
        station.send(TakeAnswer(call_id="new", sdp=await second.answer(sdp)))
        await second.connected()
        await until(lambda: ConnectionState.CLOSED in station.states("old"))
        told = [(each.call_id, each.state) for each in station.all_of(Connection)]
        assert told.index(("new", ConnectionState.CONNECTED)) < told.index(("old", ConnectionState.CLOSED))
        await until(lambda: (p := station.remote.newest()) is not None and luminance(p)[200:].mean() > 150)
    finally:
        await second.close()


async def test_a_gp_who_vanishes_is_soon_lost_and_another_can_come(station: FakeStation, gp: Gp) -> None:
    await station.call("one", gp)
    await station.remote_picture()
    gone_s = time.monotonic()
    await gp.vanish()
    await until(lambda: ConnectionState.SILENT in station.states("one"))
    assert 1 < time.monotonic() - gone_s < 3
    await until(lambda: ConnectionState.LOST in station.states("one"))
    assert 2 < time.monotonic() - gone_s < 5
    second = Gp(shade=200)
    try:
        await station.call("two", second)
        await until(lambda: ConnectionState.CLOSED in station.states("one"))
    finally:
        await second.close()


async def test_an_outage_of_seconds_is_outlived_by_the_connection_that_stood(station: FakeStation, gp: Gp) -> None:
    await station.call("one", gp)
    await station.remote_picture()
    gp.hush(True)
    await until(lambda: ConnectionState.SILENT in station.states("one"))
    station.send(MakeOffer(call_id="two"))
    await until(lambda: ConnectionState.LOST in station.states("one"))
    await asyncio.sleep(2.5)
    before = station.remote.newest()
    assert before is not None, "the last picture stays"
    gp.hush(False)
    back_s = time.monotonic()
    await station.remote_picture(after=before.sequence)
    assert time.monotonic() - back_s < 2
    await until(lambda: station.states("one")[-1] is ConnectionState.CONNECTED)
    assert time.monotonic() - back_s < 3
    station.send(DropOffer(call_id="two"))
    await until(lambda: ConnectionState.CLOSED in station.states("two"))
    shown = station.remote.newest()
    assert shown is not None
    await station.remote_picture(after=shown.sequence)
    assert station.states("one") == [
        ConnectionState.CONNECTING, ConnectionState.CONNECTED, ConnectionState.SILENT, ConnectionState.LOST,
        ConnectionState.CONNECTED,
    ]  # fmt: skip


async def test_a_standing_connection_is_not_dropped_as_an_offer(station: FakeStation, gp: Gp) -> None:
    await station.call("one", gp)
    station.send(DropOffer(call_id="one"))
    shown = await station.remote_picture()
    await station.remote_picture(after=shown.sequence)
    assert station.states("one")[-1] is ConnectionState.CONNECTED


async def test_a_gp_who_closes_the_tab_is_lost_at_once(station: FakeStation, gp: Gp) -> None:
    await station.call("one", gp)
    await gp.close()
    await until(lambda: ConnectionState.LOST in station.states("one"), within_s=2.9)


async def test_a_call_outlives_its_station(station: FakeStation, gp: Gp) -> None:
    await station.call("one", gp)
    await station.away()
    station.said.clear()
    frames = gp.frames
    await until(lambda: gp.frames > frames + 20)
    await station.open()
    await until(lambda: station.peer is not None)
    await until(lambda: station.states("one") == [ConnectionState.CONNECTED])
    assert isinstance(station.said[0], Hello)
    assert station.all_of(Sources)[0].camera is SourceState.OK


async def test_camera_and_microphone_off_keep_the_session(station: FakeStation, gp: Gp) -> None:
    await station.call("one", gp)
    await until(lambda: len(gp.latencies_ms) > 3)
    station.send(SetMedia(microphone=False, camera=False))
    await until(lambda: gp.brightness and gp.brightness < 60)
    await until(lambda: station.all_of(Sources)[-1].camera is SourceState.OFF)
    await asyncio.sleep(0.3)  # what was on its way
    gp.loudest_dbfs = -96.0
    await asyncio.sleep(1.0)
    assert gp.loudest_dbfs < -60
    station.send(SetMedia(microphone=True, camera=True))
    seen = len(gp.latencies_ms)
    await until(lambda: len(gp.latencies_ms) > seen + 5 and gp.loudest_dbfs > -30)
    assert station.states("one") == [ConnectionState.CONNECTING, ConnectionState.CONNECTED]


@pytest.mark.parametrize("sdp", ["", "rubbish", "v=0\r\nm=audio 9 X 0\r\n", "v=0\r\n" * 40_000])
async def test_a_malformed_answer_changes_nothing(station: FakeStation, gp: Gp, sdp: str) -> None:
    station.send(MakeOffer(call_id="one"))
    await until(lambda: station.all_of(Offer))
    station.send(TakeAnswer(call_id="one", sdp=sdp))
    station.send(TakeAnswer(call_id="other", sdp=sdp))
    junk = tuple(RemoteCandidate(candidate=text) for text in ("", "x", "candidate:1 1 udp a b c typ host", "a=b " * 9))
    station.send(TakeCandidates(call_id="one", candidates=junk))
    station.send(TakeAnswer(call_id="one", sdp=await gp.answer(station.all_of(Offer)[0].sdp)))
    await gp.connected()
    await until(lambda: ConnectionState.CONNECTED in station.states("one"))
    station.send(TakeCandidates(call_id="one", candidates=junk))
    station.send(HangUp())
    await until(lambda: ConnectionState.CLOSED in station.states("one"))


async def test_an_impossible_ice_server_fails_the_offer_only(station: FakeStation) -> None:
    from kiosk.messages import IceServer

    station.send(MakeOffer(call_id="one", ice_servers=(IceServer(urls=("nonsense",)),)))
    await until(lambda: station.all_of(OfferFailed))
    assert station.all_of(OfferFailed)[0].reason == "bad-server"
    station.send(MakeOffer(call_id="two"))
    await until(lambda: station.all_of(Offer))


async def test_an_unexpected_failure_ends_the_process_with_a_code_and_without_content(station: FakeStation) -> None:
    station.send(Rings(own="/nowhere/secret/own", remote="/nowhere/secret/remote"))
    assert station.process is not None
    await asyncio.wait_for(station.process.wait(), 5)
    assert await station.end() == 1
    assert '"crashed"' in station.log and "files.py" in station.log
    assert "secret" not in station.log and "Traceback" not in station.log


async def test_without_its_station_it_lets_everything_go_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "ORPHANED_S", 0.3)
    station = FakeStation(tmp_path)
    await station.open()
    camera = CameraSection(kind="test", width_px=160, height_px=120)
    settings = StationSettings(station=StationSection(runtime=tmp_path), camera=camera, sound=SoundSection(kind="none"))
    async with asyncio.TaskGroup() as tasks:
        call = process.CallProcess(settings, SystemClock(), tasks)
        running = tasks.create_task(call.run())
        await until(lambda: station.peer is not None)
        station.send(Rings(own=str(station.own.path), remote=str(station.remote.path)))
        station.send(Preview(on=True))
        await until(lambda: station.own.newest() is not None)
        await station.away()
        await until(lambda: station.own.newest() is None)
        await station.open()
        await until(lambda: station.peer is not None)
        await until(lambda: station.all_of(Sources)[-1].camera is SourceState.OFF)
        await station.away()
        call.end()
        await running
    assert not station.own.path.exists()
    station.forget()
