# SPDX-License-Identifier: EUPL-1.2
"""After a call nothing of it is held in the call process: not the GP's last picture, not the patient's, no voice."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

import pytest

from kiosk.call import process
from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.camera_off import camera_off
from kiosk.call.formats import use_formats
from kiosk.call.peer import Peer
from kiosk.call.receive.decoder import PictureDecoder
from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.session import Session
from kiosk.clock import SystemClock
from kiosk.messages import Channel, ConnectionState, DropOffer, HangUp, MakeOffer, Preview, Rings, SendData
from kiosk.settings import CameraSection, SoundSection, StationSection, StationSettings
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.station import FakeStation
from tests.kiosk.call.wait import until

pytestmark = pytest.mark.system

WIDTH_PX, HEIGHT_PX = 160, 120
OF_A_CALL = (Peer, Session, VoiceReceiver, PictureDecoder, CapturedFrame)


def of_a_call() -> list[object]:
    """Find what belongs to calls; the still picture of no camera shows nobody."""
    still = camera_off(WIDTH_PX, HEIGHT_PX).planes.tobytes()
    found = [each for each in gc.get_objects() if isinstance(each, OF_A_CALL)]
    return [each for each in found if not (isinstance(each, CapturedFrame) and each.planes.tobytes() == still)]


def peers(before: set[int]) -> list[object]:
    """Find the connections of the call that goes on."""
    return [each for each in of_a_call() if isinstance(each, Peer) and id(each) not in before]


async def test_a_call_that_was_hung_up_is_let_go_and_so_is_an_attempt_during_it(tmp_path: Path) -> None:
    gc.collect()
    before = {id(each) for each in of_a_call()}
    use_formats()
    station = FakeStation(tmp_path)
    await station.open()
    camera = CameraSection(kind="test", width_px=WIDTH_PX, height_px=HEIGHT_PX)
    sound = SoundSection(kind="speech")
    settings = StationSettings(station=StationSection(runtime=tmp_path), camera=camera, sound=sound)
    async with asyncio.TaskGroup() as tasks:
        call = process.CallProcess(settings, SystemClock(), tasks)
        running = tasks.create_task(call.run())
        await until(lambda: station.peer is not None)
        station.send(Rings(own=str(station.own.path), remote=str(station.remote.path)))
        station.send(Preview(on=True))
        gp = Gp()
        await station.call("one", gp)
        station.send(SendData(channel=Channel.TEXT, data="Hej"))
        await station.remote_picture()
        await until(lambda: gp.frames > 5 and gp.markers > 0)
        assert any(id(each) not in before and isinstance(each, Session) for each in of_a_call())
        assert gc.get_freeze_count() > 0, "only what came since the start need be looked through"
        station.send(MakeOffer(call_id="two", ice_servers=()))
        await until(lambda: len(peers(before)) == 2)
        station.send(DropOffer(call_id="two"))
        await until(lambda: len(peers(before)) == 1)
        station.send(HangUp())
        await until(lambda: ConnectionState.CLOSED in station.states("one"))
        station.send(Preview(on=False))
        await gp.close()
        await until(lambda: [type(each) for each in of_a_call() if id(each) not in before] == [])
        call.end()
        await running
    await station.away()
    station.forget()
