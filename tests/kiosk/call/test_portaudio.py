# SPDX-License-Identifier: EUPL-1.2
"""The sound card through PortAudio, against a stand-in for the library: no machine that tests has a sound card."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kiosk.call.sound import portaudio
from kiosk.call.sound.card import FRAME_SAMPLES, Samples, silence
from kiosk.call.sound.paced import LONGEST_UNHEARD
from kiosk.call.sound.portaudio import PortAudioCard
from kiosk.call.sound.turn import Turn
from kiosk.messages import SourceState
from kiosk.settings import SoundSection
from tests.kiosk.call.wait import until

WHEN = SimpleNamespace(currentTime=5.0, outputBufferDacTime=5.03)


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
            self.callback(heard, memoryview(out), FRAME_SAMPLES, WHEN, None)
        elif self.kind == "RawInputStream":
            self.callback(heard, FRAME_SAMPLES, WHEN, None)
        else:
            self.callback(memoryview(out), FRAME_SAMPLES, WHEN, None)
        return np.frombuffer(out, dtype=np.int16)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    library = Library()
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    for name, value in (("CHECK_S", 0.05), ("FIRST_PAUSE_S", 0.02), ("LONGEST_PAUSE_S", 0.02)):
        monkeypatch.setattr(portaudio, name, value)
    return library


def counting() -> Callable[[], Samples]:
    """Give frames of 1, 2, 3, …"""
    numbers = itertools.count(1)
    return lambda: np.full(FRAME_SAMPLES, next(numbers), dtype=np.int16)


def plain() -> Turn:
    """Make a turn without processing, so that samples can be told apart."""
    return Turn(SoundSection(echo_cancellation=False, noise_suppression=False, gain_control=False))


async def test_one_callback_hears_and_speaks(library: Library) -> None:
    card = PortAudioCard("", "", plain(), lambda: None)
    heard: list[Samples] = []
    card.start(heard.append, counting())
    await until(lambda: card.microphone is SourceState.OK)
    assert card.speaker is SourceState.OK
    stream = library.streams[0]
    assert [stream.turn(7 + index)[0] for index in range(3)] == [1, 2, 3]
    await until(lambda: len(heard) == 3)
    assert [frame[0] for frame in heard] == [7, 8, 9]
    assert card.speaker_delay_s == pytest.approx(0.03)
    card.stop()
    await until(lambda: stream.closed)
    assert (card.microphone, card.speaker) == (SourceState.OFF, SourceState.OFF)


async def test_a_held_up_loop_drops_sound_and_does_not_queue_it(library: Library) -> None:
    card = PortAudioCard("", "", plain(), lambda: None)
    heard: list[Samples] = []
    card.start(heard.append, silence)
    await until(lambda: card.microphone is SourceState.OK)
    for value in range(50):
        library.streams[0].turn(value)
    await until(lambda: len(heard) == LONGEST_UNHEARD)
    library.streams[0].turn(99)
    await until(lambda: heard[-1][0] == 99)
    assert len(heard) == LONGEST_UNHEARD + 1
    card.stop()


async def test_what_is_played_is_the_reference_for_what_is_heard(library: Library) -> None:
    class Spy(Turn):
        def hear(self, heard: Samples, played: Samples) -> Samples:
            pairs.append((int(heard[0]), int(played[0])))
            return heard

    pairs: list[tuple[int, int]] = []
    card = PortAudioCard("", "", Spy(SoundSection()), lambda: None)
    card.start(lambda _: None, counting())
    await until(lambda: card.microphone is SourceState.OK)
    for value in (10, 20):
        library.streams[0].turn(value)
    assert pairs == [(10, 1), (20, 2)]
    card.stop()


async def test_a_loudspeaker_alone_is_better_than_nothing(library: Library) -> None:
    library.devices = {"RawOutputStream"}
    card = PortAudioCard("", "", plain(), lambda: None)
    card.start(lambda _: None, counting())
    await until(lambda: card.speaker is SourceState.OK)
    assert card.microphone is SourceState.MISSING
    assert [library.streams[0].turn(0)[0] for _ in range(2)] == [1, 2]
    card.stop()


async def test_a_microphone_alone_fetches_what_nobody_hears(library: Library) -> None:
    library.devices = {"RawInputStream"}
    card, fetched = PortAudioCard("", "", plain(), lambda: None), counting()
    heard: list[Samples] = []
    card.start(heard.append, fetched)
    await until(lambda: card.microphone is SourceState.OK)
    assert card.speaker is SourceState.MISSING
    library.streams[0].turn(5)
    await until(lambda: len(heard) == 1)
    assert heard[0][0] == 5
    assert fetched()[0] == 2
    card.stop()


async def test_an_unplugged_card_is_failed_and_found_again(library: Library) -> None:
    states: list[SourceState] = []
    library.devices = set()
    card = PortAudioCard("", "", plain(), lambda: states.append(card.microphone))
    card.start(lambda _: None, silence)
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
    card = PortAudioCard("", "", plain(), lambda: None)
    card.start(lambda _: None, silence)
    await until(lambda: card.microphone is SourceState.MISSING)
    card.stop()


async def test_the_loudspeaker_alone_leaves_the_microphone_closed_until_a_call_takes_over(library: Library) -> None:
    card = PortAudioCard("", "", plain(), lambda: None)
    card.start_speaker(counting())
    await until(lambda: card.speaker is SourceState.OK)
    assert card.microphone is SourceState.OFF
    assert [stream.kind for stream in library.streams] == ["RawOutputStream"]
    assert library.streams[0].turn(0)[0] == 1
    heard: list[Samples] = []
    card.start(heard.append, counting())
    card.start_speaker(silence)
    await until(lambda: card.microphone is SourceState.OK)
    assert [stream.kind for stream in library.streams] == ["RawOutputStream", "RawStream"]
    assert library.streams[0].closed
    library.streams[1].turn(5)
    await until(lambda: bool(heard))
    card.stop()
    await until(lambda: library.streams[1].closed)


async def test_a_missing_loudspeaker_is_told_without_a_word_of_the_microphone(library: Library) -> None:
    library.devices.clear()
    card = PortAudioCard("", "", plain(), lambda: None)
    card.start_speaker(silence)
    await until(lambda: card.speaker is SourceState.MISSING)
    assert card.microphone is SourceState.OFF
    card.stop()
