# SPDX-License-Identifier: EUPL-1.2
"""The GP's hand on the cameras through the real call process: orders in, reports, pictures and a still out."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from PIL import Image

from kiosk.messages import (
    CameraName,
    CameraReport,
    ChooseCamera,
    HangUp,
    Preview,
    SetVoice,
    StillReason,
    StillReport,
    StillState,
    TakeStill,
    Zoom,
)
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.station import FakeStation
from tests.kiosk.call.wait import until


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[FakeStation]:
    station = FakeStation(tmp_path)
    await station.open()
    await station.start("camera.width_px=320", "camera.height_px=180", "examination_camera.kind=test")
    await until(lambda: bool(station.all_of(CameraReport)))
    yield station
    assert await station.end() == 0


def report(station: FakeStation) -> CameraReport:
    return station.all_of(CameraReport)[-1]


def stills(station: FakeStation) -> list[StillReport]:
    return station.all_of(StillReport)


async def test_orders_are_obeyed_and_reported(station: FakeStation) -> None:
    await until(lambda: report(station).zoom and report(station).examination)
    station.send(Zoom(x=0.1, y=0.9, scale=4.0))
    await until(lambda: report(station).scale == 4.0)
    assert (report(station).x, report(station).y) == (0.125, 0.875)
    station.send(SetVoice(stethoscope=True))
    await until(lambda: report(station).stethoscope_on)
    station.send(ChooseCamera(camera=CameraName.EXAMINATION))
    await until(lambda: report(station).shown is CameraName.EXAMINATION)
    assert report(station).scale == 1.0
    station.send(HangUp())
    await until(lambda: report(station).shown is CameraName.ROOM)
    assert report(station).scale == 1.0 and not report(station).stethoscope_on


async def test_a_still_reaches_the_gp_in_small_pieces(station: FakeStation) -> None:
    gp = Gp()
    await station.call("c1", gp)
    pieces: list[bytes] = []
    heads: list[dict[str, object]] = []
    gp.connection.on("datachannel", lambda channel: channel.on("message", _sort(heads, pieces)))
    await until(lambda: report(station).still)
    station.send(TakeStill(id="s1"))
    await until(lambda: bool(stills(station)) and stills(station)[-1].state is StillState.SENT)
    await until(lambda: bool(heads) and sum(map(len, pieces)) == heads[0]["bytes"])
    assert [each.state for each in stills(station)] == [StillState.TAKEN, StillState.SENT]
    assert max(map(len, pieces)) <= 16 << 10
    with Image.open(io.BytesIO(b"".join(pieces))) as image:
        assert image.size == (heads[0]["width"], heads[0]["height"]) == (960, 540)
    await gp.close()


def _sort(heads: list[dict[str, object]], pieces: list[bytes]) -> Callable[[str | bytes], None]:
    def take(data: str | bytes) -> None:
        if isinstance(data, str):
            heads.append(json.loads(data))
        else:
            pieces.append(data)

    return take


async def test_without_a_camera_there_is_no_still(station: FakeStation) -> None:
    station.send(Preview(on=False))
    await until(lambda: not report(station).still)
    station.send(TakeStill(id="s1"))
    await until(lambda: bool(stills(station)))
    assert stills(station) == [StillReport(id="s1", state=StillState.FAILED, reason=StillReason.NO_CAMERA)]
