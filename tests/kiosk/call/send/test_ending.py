# SPDX-License-Identifier: EUPL-1.2
"""A connection that is closed ends at once, also when a picture comes in the same moment."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.camera_off import camera_off
from kiosk.call.latest import Latest
from kiosk.call.media import Media
from kiosk.call.send.picture_sender import PictureSender
from kiosk.call.send.sending import Sending
from kiosk.call.transport import Format
from kiosk.clock import SystemClock


@pytest.mark.parametrize("turns", range(8))
async def test_a_cancellation_beside_a_picture_is_not_forgotten(turns: int) -> None:
    pictures: Latest[CapturedFrame] = Latest()
    still = camera_off(64, 48)
    media = Media(
        pictures=pictures,
        still=still,
        fps=30,
        show=lambda picture: None,
        sent=lambda width, height: None,
        listen=lambda ear: None,
        spawn=asyncio.create_task,
    )
    sender = PictureSender(media, Sending(Random(1)), SystemClock(), lambda: None)
    running = asyncio.create_task(sender.run(Format(name="VP8", payload_type=97)))
    await asyncio.sleep(0)
    pictures.put(still)
    for _ in range(turns):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait([running], timeout=0.3)
    sender.close()
    assert done and running.cancelled()
