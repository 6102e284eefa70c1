# SPDX-License-Identifier: EUPL-1.2
"""A real Chromium on a line that loses: what it protects its picture with is agreed on, comes, and is understood."""

from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path
from random import Random

import pytest
from playwright.async_api import Page

from kiosk.call.machine import State
from kiosk.call.session import Session
from tests.kiosk.call.test_peer import Call
from tests.kiosk.call.wait import until
from tests.ui.gp.browser import CHROMIUM, browsing, chromium

pytestmark = pytest.mark.system

PLACE = "https://gp.invalid/"
"""Never asked for: a place of this kind may use the camera."""
ANSWER = """async (offer) => {
  const connection = window.connection = new RTCPeerConnection({bundlePolicy: "max-bundle"});
  const stream = await navigator.mediaDevices.getUserMedia({audio: true, video: {width: 640, height: 360}});
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  await connection.setRemoteDescription({type: "offer", sdp: offer});
  await connection.setLocalDescription(await connection.createAnswer());
  await new Promise((done) => {
    if (connection.iceGatheringState === "complete") done();
    connection.onicegatheringstatechange = () => connection.iceGatheringState === "complete" && done();
  });
  return connection.localDescription.sdp;
}"""
LOSS, LATE_S = 0.1, 0.06
"""At a shorter round trip Chromium thinks it quicker to be asked again."""
SLOW_S = 40.0


def worsen(session: Session) -> set[int]:
    """Lose part of what comes and hold up what leaves; return the payload types of what comes."""
    random, kinds = Random(1), set[int]()
    receive, send, loop = session.receiving.rtp, session._transport.send, asyncio.get_running_loop()
    sending, number = dict[int, asyncio.Task[bool]](), count()

    def rtp(data: bytes, now_s: float) -> None:
        kinds.add(data[1] & 0x7F)
        if random.random() >= LOSS:
            receive(data, now_s)

    def leave(data: bytes) -> None:
        at = next(number)
        sending[at] = loop.create_task(send(data))
        sending[at].add_done_callback(lambda task: sending.pop(at))

    async def later(data: bytes) -> bool:
        loop.call_later(LATE_S, leave, data)
        return True

    session.receiving.rtp, session._transport.send = rtp, later  # type: ignore[method-assign]
    return kinds


async def answered(page: Page, offer: str) -> str:
    await page.route("**/*", lambda route: route.fulfill(body="<title>GP</title>", content_type="text/html"))
    await page.goto(PLACE)
    answer: str = await page.evaluate(ANSWER, offer)
    return answer


@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed on this machine")
async def test_lost_packets_of_a_chromium_s_picture_follow_from_its_parity_packets() -> None:
    call = Call()
    try:
        offer = await call.peer.offer()
        assert offer is not None and call.peer.session is not None
        kinds, receiving = worsen(call.peer.session), call.peer.session.receiving
        async with chromium() as browser, browsing(browser) as gp:
            answer = await answered(gp.page, offer)
            assert {"a=rtpmap:101 red/90000", "a=fmtp:102 apt=101", "a=rtpmap:103 ulpfec/90000"} <= set(
                answer.split("\r\n")
            )
            await call.peer.answer(answer)
            await until(lambda: call.peer.state is State.CONNECTED)
            await until(lambda: receiving.statistics.fec >= 20, SLOW_S)
            decoding = call.peer.session.screen.decoding
            await until(lambda: call.peer.session is not None and decoding.width == 640)
            assert 101 in kinds and 97 not in kinds
            assert receiving.pictures is not None and receiving.pictures.codec == "VP8"
            assert receiving.pictures.statistics.malformed == receiving.statistics.refused == 0
    finally:
        await call.close()
