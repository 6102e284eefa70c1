# SPDX-License-Identifier: EUPL-1.2
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.libopus import Samples
from kiosk.call.receive.stretch import FADE, LONGEST, SHORTEST, find, is_quiet, splice
from kiosk.call.receive.takes import TURN, TakeClock
from kiosk.call.receive.voice_tape import BRIDGE, VoiceTape
from kiosk.call.sound.speech import _vowels

RATE_HZ = 48_000


def tone(hertz: float, samples: int, start: int = 0) -> Samples:
    """Four harmonics, as of a voice."""
    at = (np.arange(samples) + start) / RATE_HZ
    parts = np.arange(1, 5)[:, None]
    return cast("Samples", (4000 / parts * np.sin(2 * np.pi * hertz * parts * at)).sum(axis=0).astype(np.int16))


def pitch_hz(sound: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 2**20))
    return float(np.argmax(spectrum)) * RATE_HZ / 2**20


def roughness(sound: Samples) -> float:
    return float(np.abs(np.diff(sound.astype(float), 2)).max())


@pytest.mark.parametrize("hertz", [75.0, 120.0, 233.0, 390.0])
def test_the_best_match_is_a_whole_number_of_periods(hertz: float) -> None:
    sound = tone(hertz, 2400)
    match = find(sound[:FADE], sound[SHORTEST : LONGEST + FADE])
    periods = (SHORTEST + match.offset) * hertz / RATE_HZ
    assert periods == pytest.approx(round(periods), abs=0.02)
    assert match.similarity > 0.98


def run(sound: Samples, *, shorter: bool, alike: float = 0.6) -> tuple[Samples, int]:
    """Play ``sound`` as fast or as slowly as the tape can."""
    tape, turns, changed = VoiceTape(), [], 0
    at = 0
    while at + 2 * TURN <= len(sound):
        while len(tape) < (2 * TURN if shorter else TURN):
            tape.append(sound[at : at + TURN], 10.0, 0)
            at += TURN
        changed += -tape.shorten(LONGEST, 10.0, alike) if shorter else tape.lengthen(LONGEST, 10.0, alike)
        turns.append(tape.give())
    return np.concatenate(turns), changed


@pytest.mark.parametrize("shorter", [True, False])
@pytest.mark.parametrize("hertz", [90.0, 140.0, 220.0])
def test_stretched_speech_keeps_its_pitch_and_has_no_clicks(hertz: float, shorter: bool) -> None:
    sound = tone(hertz, RATE_HZ)
    played, changed = run(sound, shorter=shorter)
    assert abs(changed) > 0.2 * RATE_HZ
    assert pitch_hz(played[TURN:]) == pytest.approx(pitch_hz(sound), rel=0.005)
    assert roughness(played[TURN:]) <= 1.2 * roughness(sound)


@pytest.mark.parametrize("shorter", [True, False])
def test_stretched_vowels_keep_their_level(shorter: bool) -> None:
    sound = _vowels()
    played, changed = run(sound, shorter=shorter)
    assert abs(changed) > 0.05 * RATE_HZ
    # Pauses become longer before speech does, so the mean level may sink a little.
    assert float(np.std(played)) == pytest.approx(float(np.std(sound)), rel=0.25)
    assert roughness(played) <= 1.5 * roughness(sound)


def test_what_is_not_alike_is_left_alone() -> None:
    noise = np.random.default_rng(1).integers(-5000, 5000, 3 * TURN).astype(np.int16)
    tape = VoiceTape()
    tape.append(noise, 10.0, 0)
    assert tape.shorten(LONGEST, 10.0, 0.6) == 0
    assert tape.lengthen(LONGEST, 10.0, 0.6) == 0
    assert len(tape) == len(noise)
    assert tape.shorten(LONGEST, 10.0, -1.0) >= SHORTEST, "unless there is haste"


def test_a_pause_changes_by_exactly_what_is_wanted() -> None:
    tape = VoiceTape()
    tape.append(np.random.default_rng(1).integers(-9, 9, 3 * TURN).astype(np.int16), 20.0, 0)
    assert tape.shorten(333, 20.0, 0.6) == 333
    assert tape.lengthen(222, 20.0, 0.6) == 222
    assert len(tape) == 3 * TURN - 333 + 222
    assert tape.shorten(10_000, 20.0, 0.6) == TURN, "a turn at once"
    assert tape.shorten(10_000, 20.0, 0.6) == len(tape) - TURN + 849
    assert len(tape) == TURN


def test_mixing_what_has_nothing_in_common_keeps_the_power() -> None:
    noise = np.random.default_rng(1).integers(-9000, 9000, 40 * FADE).astype(np.int16)
    faded = np.concatenate([splice(noise, at, 5 * FADE, 0.0)[at : at + FADE] for at in range(0, 34 * FADE, FADE)])
    assert float(np.std(faded.astype(float))) == pytest.approx(float(np.std(noise.astype(float))), rel=0.06)


@pytest.mark.parametrize("most", [0, FADE])
def test_speech_that_returns_is_fitted_to_the_guess_before(most: int) -> None:
    tape = VoiceTape()
    tape.append(tone(150, TURN), 10.0, 0)
    tape.bridge(tone(150, BRIDGE, TURN))
    longer = tape.append(tone(150, 2 * TURN, 5 * TURN + 77), 10.0, most)
    assert (longer <= 0) if most else (longer >= 0)
    played = np.concatenate([tape.give() for _ in range(2)])
    assert roughness(played) <= 1.2 * roughness(tone(150, 2 * TURN))
    assert pitch_hz(played) == pytest.approx(150, rel=0.02)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(-2000, 5760), st.integers(0, 2000)), max_size=30),
    st.integers(0, 2**32 - 1),
)
def test_the_tape_counts_right_whatever_happens(actions: list[tuple[int, int, int]], seed: int) -> None:
    noise = np.random.default_rng(seed).integers(-32768, 32767, 8000).astype(np.int16)
    tape, size = VoiceTape(), 0
    for action, amount, peak in actions:
        if action == 0:
            piece = noise[: max(0, amount)]
            size += len(piece) + tape.append(piece, peak, amount)
        elif action == 1:
            size -= tape.shorten(amount, peak, -1.0)
        elif action == 2 and amount > 0:
            size += tape.lengthen(amount, peak, -1.0)
        elif action == 3:
            tape.bridge(noise[:BRIDGE])
        if len(tape) > 2 * TURN:
            assert len(tape.give()) == TURN
            size -= TURN
        assert len(tape) == size


def test_quiet_is_quiet_in_every_sample() -> None:
    block = np.zeros(100, dtype=np.int16)
    assert is_quiet(block, 0)
    block[50] = -32768
    assert not is_quiet(block, 32767)
    assert is_quiet(block[:0], 0)


def test_the_pace_is_that_of_the_earliest_turns() -> None:
    clock = TakeClock()
    steady = [clock.turn(10 + turn // 2 * 0.04 + (0.007 if turn == 20 else 0)) for turn in range(60)]
    assert steady[21:] == pytest.approx([10 - 0.02 + turn * 0.02 for turn in range(21, 60)])
    assert clock.turn(500.0) == pytest.approx(500.0), "after a long stop it begins anew"
