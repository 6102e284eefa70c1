# SPDX-License-Identifier: EUPL-1.2
"""The sound card through PortAudio, against a stand-in for the library: no machine that tests has a sound card."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kiosk.call.sound import portaudio
from kiosk.call.sound.card import FRAME_SAMPLES, Samples
from kiosk.call.sound.portaudio import PortAudioCard
from kiosk.messages import SourceState
from tests.kiosk.call.wait import until


class Library:
    """Has what `devices` says; a stream runs when `turn` is called."""

    PortAudioError = RuntimeError

    def __init__(self) -> None:
        self.devices = {"RawStream", "RawInputStream", "RawOutputStream"}
        self.streams: list[Stream] = []

    def _terminate(self) -> None: ...

    def _initialize(self) -> None: ...

    def __getattr__(self, kind: str) -> Callable[..., Stream]:
        if not kind.startswith("Raw"):
            raise AttributeError(kind)

        def make(**options: Any) -> Stream:
            if kind not in self.devices:
                raise RuntimeError("no device")
            assert options["blocksize"] == FRAME_SAMPLES and options["samplerate"] == 48_000
            self.streams.append(Stream(kind, options["callback"]))
            return self.streams[-1]

        return make


class Stream:
    def __init__(self, kind: str, callback: Callable[..., None]) -> None:
        self.kind, self.callback = kind, callback
        self.active, self.closed = False, False

    def start(self) -> None:
        self.active = True

    def abort(self, ignore_errors: bool) -> None:
        self.active = False

    def close(self, ignore_errors: bool) -> None:
        self.closed = True

    def turn(self, value: int) -> Samples:
        heard = np.full(FRAME_SAMPLES, value, dtype=np.int16).tobytes()
        out = bytearray(2 * FRAME_SAMPLES)
        if self.kind == "RawStream":
            self.callback(heard, memoryview(out), FRAME_SAMPLES, None, None)
        elif self.kind == "RawInputStream":
            self.callback(heard, FRAME_SAMPLES, None, None)
        else:
            self.callback(memoryview(out), FRAME_SAMPLES, None, None)
        return np.frombuffer(out, dtype=np.int16)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    library = Library()
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    for name, value in (("CHECK_S", 0.05), ("FIRST_PAUSE_S", 0.02), ("LONGEST_PAUSE_S", 0.02)):
        monkeypatch.setattr(portaudio, name, value)
    return library


async def test_one_callback_hears_and_speaks(library: Library) -> None:
    card = PortAudioCard("", "", lambda: None)
    heard: list[Samples] = []
    card.start(heard.append)
    await until(lambda: card.microphone is SourceState.OK)
    assert card.speaker is SourceState.OK
    stream = library.streams[0]
    for value in range(20):
        card.play(np.full(FRAME_SAMPLES, value, dtype=np.int16))
    assert stream.turn(7)[0] == 20 - portaudio.LONGEST_QUEUE
    for _ in range(portaudio.LONGEST_QUEUE):
        out = stream.turn(8)
    assert not out.any()
    await until(lambda: len(heard) == portaudio.LONGEST_QUEUE + 1)
    assert heard[0][0] == 7
    card.stop()
    await until(lambda: stream.closed)
    assert (card.microphone, card.speaker) == (SourceState.OFF, SourceState.OFF)


async def test_a_loudspeaker_alone_is_better_than_nothing(library: Library) -> None:
    library.devices = {"RawOutputStream"}
    card = PortAudioCard("", "", lambda: None)
    card.start(lambda _: None)
    await until(lambda: card.speaker is SourceState.OK)
    assert card.microphone is SourceState.MISSING
    card.play(np.full(FRAME_SAMPLES, 5, dtype=np.int16))
    assert library.streams[0].turn(0)[0] == 0  # one frame alone would only make a gap
    card.play(np.full(FRAME_SAMPLES, 6, dtype=np.int16))
    assert [library.streams[0].turn(0)[0] for _ in range(3)] == [5, 6, 0]
    card.stop()


async def test_an_unplugged_card_is_failed_and_found_again(library: Library) -> None:
    states: list[SourceState] = []
    library.devices = set()
    card = PortAudioCard("", "", lambda: states.append(card.microphone))
    card.start(lambda _: None)
    await until(lambda: states == [SourceState.MISSING])
    library.devices = {"RawStream"}
    await until(lambda: states[-1] is SourceState.OK)
    library.devices = set()
    library.streams[-1].active = False
    await until(lambda: states[-1] is SourceState.FAILED)
    library.devices = {"RawStream"}
    await until(lambda: states[-1] is SourceState.OK)
    card.stop()
    await until(lambda: all(stream.closed for stream in library.streams))


async def test_without_portaudio_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    card = PortAudioCard("", "", lambda: None)
    card.start(lambda _: None)
    await until(lambda: card.microphone is SourceState.MISSING)
    card.stop()
