# SPDX-License-Identifier: EUPL-1.2
"""What goes to the encoders and what comes from the decoders."""

from __future__ import annotations

import asyncio
import inspect
import time

import aiortc
import av
import numpy as np
import pytest
from aioice import ice
from aiortc import MediaStreamTrack, RTCPeerConnection, rtcrtpsender
from aiortc.mediastreams import MediaStreamError

from kiosk.call import addresses
from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.test_picture import TestPicture
from kiosk.call.latest import Latest
from kiosk.call.receive.audio import play_audio
from kiosk.call.receive.video import show_video
from kiosk.call.send.audio import LONGEST_QUEUE, OutgoingAudio
from kiosk.call.send.opus import ENCODER_NAME, SpeechEncoder, use_speech_encoder
from kiosk.call.send.video import OutgoingVideo, camera_off
from kiosk.call.sound.card import FRAME_SAMPLES, Samples, level_dbfs
from kiosk.call.sound.marker import burst


async def test_late_pictures_are_dropped_and_time_follows_capture() -> None:
    pictures: Latest[CapturedFrame] = Latest()
    sizes: list[tuple[int, int]] = []
    track = OutgoingVideo(pictures, camera_off(640, 360), lambda *size: sizes.append(size))
    camera, start_s = TestPicture(320, 180, 30), time.monotonic()
    for index in range(5):
        pictures.put(camera.draw(index * 40, start_s + index * 0.04))
    frame = await track.recv()
    assert (frame.width, frame.height) == (320, 180)
    pictures.put(camera.draw(300, start_s + 0.3))
    later = await track.recv()
    assert later.pts is not None and frame.pts is not None
    assert abs(later.pts - frame.pts - 0.14 * 90_000) < 90
    pictures.put(camera.draw(300, start_s - 5))
    assert (await track.recv()).pts == later.pts + 1
    assert sizes == [(320, 180)] * 3


async def test_without_pictures_a_dark_still_one_is_sent() -> None:
    pictures: Latest[CapturedFrame] = Latest()
    track = OutgoingVideo(pictures, camera_off(640, 360), lambda *_: None)
    frame = await asyncio.wait_for(track.recv(), 2)
    y = frame.to_ndarray()[:360]
    assert (frame.width, frame.height) == (640, 360)
    assert y.mean() < 60 and y.max() > 120
    second = await asyncio.wait_for(track.recv(), 2)
    assert second.pts is not None and frame.pts is not None and second.pts > frame.pts
    track.stop()
    with pytest.raises(MediaStreamError):
        await track.recv()


async def test_sound_that_waits_too_long_is_dropped_and_a_gap_is_silence() -> None:
    track = OutgoingAudio()
    for value in range(20):
        track.put(np.full(FRAME_SAMPLES, value, dtype=np.int16))
    got = [int((await track.recv()).to_ndarray()[0, 0]) for _ in range(LONGEST_QUEUE)]
    assert got == list(range(20 - LONGEST_QUEUE, 20))
    silent = await asyncio.wait_for(track.recv(), 1)
    assert not silent.to_ndarray().any()
    assert silent.pts == LONGEST_QUEUE * FRAME_SAMPLES


class Played(MediaStreamTrack):
    """Gives what it was given, then ends."""

    def __init__(self, kind: str, frames: list[av.VideoFrame | av.AudioFrame]) -> None:
        super().__init__()
        self.kind, self._frames = kind, frames

    async def recv(self) -> av.VideoFrame | av.AudioFrame:
        await asyncio.sleep(0.001)
        if not self._frames:
            raise MediaStreamError
        return self._frames.pop(0)


@pytest.mark.parametrize(("width", "height"), [(640, 360), (1280, 720), (720, 1280), (16, 16), (642, 361)])
async def test_every_picture_of_the_gp_is_shown_in_full(width: int, height: int) -> None:
    shown: list[CapturedFrame] = []
    frame = av.VideoFrame(width, height, "yuv420p")
    await show_video(Played("video", [frame, frame]), shown.append)
    assert [(each.width, each.height) for each in shown] == [(width // 2 * 2, height // 2 * 2)] * 2


async def test_a_giant_picture_is_scaled_and_the_rest_dropped() -> None:
    shown: list[CapturedFrame] = []
    frames: list[av.VideoFrame | av.AudioFrame] = [av.VideoFrame(3840, 2160, "yuv420p") for _ in range(40)]
    await show_video(Played("video", frames), shown.append)
    assert 1 <= len(shown) < 40
    assert (shown[0].width, shown[0].height) == (1280, 720)


async def test_sound_of_any_kind_is_played_as_mono_frames() -> None:
    frames: list[av.VideoFrame | av.AudioFrame] = []
    for index in range(5):
        stereo = np.repeat(burst(), 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(stereo, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, index * 100_000
        frames.append(frame)
    heard: list[Samples] = []
    await play_audio(Played("audio", frames), heard.append)
    assert [len(each) for each in heard] == [FRAME_SAMPLES] * 5
    assert abs(level_dbfs(heard[2]) - level_dbfs(burst())) < 0.5


async def test_the_private_names_we_rest_on() -> None:
    assert aiortc.__version__ == "1.16.0"
    assert "if self.__encoder is None" in inspect.getsource(rtcrtpsender.RTCRtpSender._next_encoded_frame)
    connection = RTCPeerConnection()
    transceiver = connection.addTransceiver("audio")
    use_speech_encoder(transceiver.sender)
    assert isinstance(getattr(transceiver.sender, ENCODER_NAME), SpeechEncoder)
    await connection.close()


def test_speech_is_encoded_small_and_every_frame() -> None:
    encoder, size, timestamps = SpeechEncoder(), 0, []
    for _ in range(50):
        frame = av.AudioFrame.from_ndarray(burst().reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 48_000
        payloads, timestamp = encoder.encode(frame)
        size += sum(map(len, payloads))
        timestamps.append(timestamp)
        assert len(payloads) == 1
    assert timestamps == list(range(0, 50 * FRAME_SAMPLES, FRAME_SAMPLES))
    assert 2000 < size < 50_000 / 8


def test_a_machine_without_network_has_the_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(ice.get_host_addresses) and "get_host_addresses" in inspect.getsource(ice.Connection)
    monkeypatch.setattr(ice, "get_host_addresses", lambda use_ipv4, use_ipv6: [])
    addresses.allow_loopback_where_there_is_nothing_else.__wrapped__()
    assert ice.get_host_addresses(True, True) == ["127.0.0.1"]
    monkeypatch.setattr(ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["192.0.2.1"])
    addresses.allow_loopback_where_there_is_nothing_else.__wrapped__()
    assert ice.get_host_addresses(True, True) == ["192.0.2.1"]
