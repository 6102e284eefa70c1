# SPDX-License-Identifier: EUPL-1.2
"""The processing of the patient's voice: echo, double talk, the stethoscope, and machines on which it does not work."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call.sound.card import FRAME_SAMPLES, ProcessingState, Samples, level_dbfs, silence
from kiosk.call.sound.clocks import ReferenceClock
from kiosk.call.sound.echo_path import BLOCK, Block, EchoPath
from kiosk.call.sound.processing import MODULE, VoiceProcessing
from kiosk.call.sound.residual import ResidualGate
from kiosk.call.sound.turn import LOWERED, Turn
from kiosk.errors import KioskError
from kiosk.settings import SoundSection

DELAY = 4000
"""Samples until the loudspeaker is heard: 83 ms."""


def talk(seconds: float, seed: int) -> Block:
    """Make noise in syllables, which is as good as speech to an echo canceller."""
    random = np.random.default_rng(seed)
    samples = round(seconds * 48_000) // BLOCK * BLOCK
    spectrum = np.fft.rfft(random.normal(size=samples))
    frequency = np.fft.rfftfreq(samples, 1 / 48_000)
    sound = np.fft.irfft(spectrum / np.maximum(frequency, 300) * (frequency > 100), samples)
    sound *= np.clip(np.sin(2 * np.pi * (3 + seed) * np.arange(samples) / 48_000) + 0.3, 0, 1)
    loud: Block = (sound * 0.08 / np.sqrt(np.mean(sound**2))).astype(np.float32)
    return loud


def echo_of(far: Block) -> Block:
    random = np.random.default_rng(9)
    response = random.normal(size=4800) * 10 ** (-3 * np.arange(4800) / 9600)
    response[0] = 1.5 * np.sqrt(np.sum(response**2))  # the direct sound, then the room
    response /= np.sqrt(np.sum(response**2))
    size = 1 << (len(far) + 4800).bit_length()
    echo = np.fft.irfft(np.fft.rfft(far, size) * np.fft.rfft(response, size), size)[: len(far)]
    return np.concatenate([np.zeros(DELAY), echo])[: len(far)].astype(np.float32)


def through(path: EchoPath, heard: Block, played: Block) -> Block:
    blocks = [path.take_out(heard[at : at + BLOCK], played[at : at + BLOCK]) for at in range(0, len(heard), BLOCK)]
    return np.concatenate(blocks)


def pcm(sound: Block) -> Samples:
    samples: Samples = np.clip(np.rint(sound * 32768), -32768, 32767).astype(np.int16)
    return samples


def processed(processing: VoiceProcessing, heard: Block, played: Block) -> Block:
    turns = [slice(at, at + FRAME_SAMPLES) for at in range(0, len(heard), FRAME_SAMPLES)]
    sent = [processing.turn(pcm(heard[at]), pcm(played[at])) for at in turns]
    return (np.concatenate(sent) / 32768.0).astype(np.float32)


def weaker_db(before: Block, after: Block) -> float:
    return float(10 * np.log10(np.sum(before**2) / max(float(np.sum(after**2)), 1e-9)))


def loaded(*, echo: bool = True, noise: bool = True, gain: bool = True) -> VoiceProcessing:
    wanted = SoundSection(echo_cancellation=echo, noise_suppression=noise, gain_control=gain)
    processing = VoiceProcessing(wanted)
    processing.load()
    return processing


def test_the_filter_takes_its_share_of_the_echo_out_and_leaves_the_patient() -> None:
    far, near = talk(4.0, 1), talk(4.0, 2)
    echo = echo_of(far)
    path = EchoPath()
    alone = through(path, echo, far)
    assert 9 < weaker_db(echo[-48_000:], alone[-48_000:]) < 12.5
    both = through(path, near + echo, far)
    assert weaker_db(near, both) == pytest.approx(0, abs=1)
    assert weaker_db(echo, both - near) > 8


def test_an_echo_it_does_not_know_is_not_made_worse() -> None:
    far, near = talk(3.0, 1), talk(3.0, 5)
    assert weaker_db(near, through(EchoPath(), near, far) - near) > 12  # they have nothing to do with each other
    path = EchoPath()
    through(path, echo_of(far), far)
    turned = through(path, -echo_of(far), far)
    assert weaker_db(echo_of(far), turned) > -1


def test_silence_at_the_loudspeaker_leaves_the_microphone_alone() -> None:
    heard = talk(0.2, 1)
    path = EchoPath()
    np.testing.assert_array_equal(through(path, heard, np.zeros_like(heard)), heard)


@given(st.lists(st.tuples(*[st.sampled_from(["dc", "-dc", "noise", "silence", "tiny"])] * 2), min_size=1, max_size=20))
@settings(deadline=None, max_examples=40)
def test_no_sound_breaks_the_filter(kinds: list[tuple[str, str]]) -> None:
    noise = np.random.default_rng(3).choice(np.array([-1, 1], np.float32), BLOCK)
    sounds = {
        "dc": np.ones(BLOCK, np.float32), "-dc": -np.ones(BLOCK, np.float32), "noise": noise,
        "silence": np.zeros(BLOCK, np.float32), "tiny": noise * np.float32(1e-4),
    }  # fmt: skip
    path = EchoPath()
    for heard, played in kinds * 3:
        left = path.take_out(sounds[heard], sounds[played])
        assert np.isfinite(left).all() and np.abs(left).max() < 10


def test_a_filter_that_only_does_harm_starts_anew() -> None:
    path, far = EchoPath(), talk(2.0, 1)
    path.path += 30
    through(path, far * 0, far)
    assert np.abs(path.path).max() < 5


def test_the_remains_of_an_echo_are_lowered_and_a_patient_is_not() -> None:
    far = talk(1.0, 1)
    for weaker, lowered in ((0.5, False), (0.03, True)):
        gate = ResidualGate()
        left = [gate.lower(far[at : at + BLOCK] * weaker, 40.0) for at in range(0, len(far), BLOCK)]
        after = weaker_db(far * weaker, np.concatenate(left))
        assert (3 < after < 13) if lowered else after == pytest.approx(0, abs=0.2)
    gate = ResidualGate()
    gate.lower(far[:BLOCK], 40.0)
    for _ in range(40):
        last = gate.lower(far[BLOCK : 2 * BLOCK] * 0.01, 0.0)
    np.testing.assert_array_equal(last, far[BLOCK : 2 * BLOCK] * 0.01)  # the echo has died away


@pytest.mark.parametrize("ppm", [-100, 0, 100])
def test_clocks_that_drift_are_followed(ppm: int) -> None:
    far = talk(10.0, 1)
    at = np.arange(len(far)) * (1 + ppm * 1e-6)
    wide = np.concatenate([far, np.zeros(BLOCK, np.float32)])
    echo = echo_of(np.interp(at, np.arange(len(wide)), wide).astype(np.float32))
    path, clock = EchoPath(), ReferenceClock()
    for start in range(0, len(far), BLOCK):
        heard = echo[start : start + BLOCK]
        path.take_out(heard, clock.read(far[start : start + BLOCK]))
        clock.observe(heard, path)
    assert clock.drift * 1e6 == pytest.approx(ppm, abs=25 if ppm else 0)


def test_the_reference_is_read_evenly_at_any_pace_and_never_out_of_its_history() -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(BLOCK * 400) / 48_000).astype(np.float32)
    for drift in (3e-4, -3e-4):
        clock = ReferenceClock()
        clock.drift = drift
        read = np.concatenate([clock.read(tone[at : at + BLOCK]) for at in range(0, len(tone), BLOCK)])
        steepest = 2 * np.pi * 1000 / 48_000
        assert np.abs(np.diff(read[4 * BLOCK : 100 * BLOCK])).max() < 1.02 * steepest
        assert np.abs(read).max() < 1.02
    clock.drift = -0.5
    for _ in range(200):
        assert len(clock.read(tone[:BLOCK])) == BLOCK


def test_where_there_is_no_echo_no_drift_is_found() -> None:
    far, near = talk(6.0, 1), talk(6.0, 2)
    path, clock = EchoPath(), ReferenceClock()
    for start in range(0, len(far), BLOCK):
        path.take_out(near[start : start + BLOCK], clock.read(far[start : start + BLOCK]))
        clock.observe(near[start : start + BLOCK], path)
    assert clock.drift == 0.0


def test_an_echo_is_gone_and_told_and_the_patient_stays() -> None:
    pytest.importorskip(MODULE)
    far, near = talk(6.0, 1), talk(6.0, 2)
    echo = echo_of(far)
    processing = loaded(gain=False)
    assert processing.state is ProcessingState.OK
    assert processing.echo_return_loss_db is None
    alone = processed(processing, echo, far)
    assert weaker_db(echo[3 * 48_000 :], alone[3 * 48_000 :]) > 25
    assert processing.echo_return_loss_db is not None and processing.echo_return_loss_db > 15
    both = processed(processing, near + echo, far)
    assert weaker_db(near, both) < 6


def test_quiet_patients_are_brought_up_and_a_fan_is_taken_out() -> None:
    pytest.importorskip(MODULE)
    near, nothing = talk(8.0, 2) * 0.05, np.zeros(8 * 48_000, np.float32)
    assert weaker_db(near, processed(loaded(), near, nothing)) < -6
    fan = (np.random.default_rng(1).normal(size=8 * 48_000) * 0.01).astype(np.float32)
    assert weaker_db(fan[-48_000:], processed(loaded(gain=False), fan, nothing)[-48_000:]) > 4


def test_an_ordinary_patient_is_not_too_loud_from_the_first_word_on() -> None:
    pytest.importorskip(MODULE)
    near = talk(2.0, 2)
    assert weaker_db(near, processed(loaded(), near, np.zeros_like(near))) > -9


def test_a_stethoscope_hears_the_room_as_it_is_and_back() -> None:
    pytest.importorskip(MODULE)
    processing = loaded()
    quiet_hum = (np.sin(2 * np.pi * 40 * np.arange(48_000) / 48_000) * 0.01).astype(np.float32)
    nothing = np.zeros_like(quiet_hum)
    processed(processing, quiet_hum, nothing)
    processing.bypass(True)
    there = processed(processing, quiet_hum, nothing)
    np.testing.assert_array_equal(pcm(there[FRAME_SAMPLES:]), pcm(quiet_hum[FRAME_SAMPLES:]))
    processing.bypass(False)
    back = processed(processing, quiet_hum, nothing)
    assert weaker_db(quiet_hum[-9600:], back[-9600:]) > 3  # what lies below speech is filtered out again
    steepest = 0.01 * 2 * np.pi * 40 / 48_000 + 1 / 32768
    assert np.abs(np.diff(np.concatenate([there, back]))).max() < 4 * steepest


def test_without_the_module_the_voice_goes_on_and_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, MODULE, None)
    processing = loaded()
    assert processing.state is ProcessingState.MISSING
    heard = pcm(talk(0.02, 1))
    np.testing.assert_array_equal(processing.turn(heard, silence()), heard)


def test_a_module_that_fails_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __init__(self, **_: object) -> None: ...

        def process(self, near: Block, far: Block) -> Block:
            raise RuntimeError

    monkeypatch.setitem(sys.modules, MODULE, SimpleNamespace(AudioProcessor=Broken, GainController=Broken))
    processing = loaded()
    heard = pcm(talk(0.02, 1))
    np.testing.assert_array_equal(processing.turn(heard, silence()), heard)
    assert processing.state is ProcessingState.FAILED
    np.testing.assert_array_equal(processing.turn(heard, silence()), heard)
    monkeypatch.setitem(sys.modules, MODULE, SimpleNamespace())
    processing.load()
    assert processing.state is ProcessingState.FAILED


def test_nothing_is_loaded_that_nobody_wants() -> None:
    processing = loaded(echo=False, noise=False, gain=False)
    assert processing.state is ProcessingState.OFF
    heard = pcm(talk(0.02, 1))
    assert processing.turn(heard, silence()) is heard


@pytest.mark.parametrize("headphones", [False, True])
def test_the_stethoscope_lowers_the_loudspeaker_unless_it_is_headphones(headphones: bool) -> None:
    turn = Turn(SoundSection(headphones=headphones))
    loud = np.full(FRAME_SAMPLES, 10_000, dtype=np.int16)
    assert turn.play(lambda: loud) is loud
    turn.set_stethoscope(True)
    fading = turn.play(lambda: loud).astype(np.int32)
    assert fading[0] == 10_000 and np.abs(np.diff(fading)).max() < 20
    assert turn.play(lambda: loud)[0] == (10_000 if headphones else 10_000 * LOWERED)
    turn.set_stethoscope(False)
    turn.play(lambda: loud)
    np.testing.assert_array_equal(turn.play(lambda: loud), loud)


def test_a_voice_that_cannot_be_rendered_is_silence() -> None:
    def broken() -> Samples:
        raise KioskError("The decoder is gone.")

    turn = Turn(SoundSection())
    assert level_dbfs(turn.play(broken)) < -90
    assert not turn.play(lambda: np.ones(7, dtype=np.int16)).any()
    assert turn.play(lambda: np.ones(FRAME_SAMPLES, dtype=np.int16)).all()
