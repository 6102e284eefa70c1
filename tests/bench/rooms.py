# SPDX-License-Identifier: EUPL-1.2
"""Rooms to try echo cancellation in: a loudspeaker that distorts, walls, clocks that drift, a fan, two who talk.

Everything is 48 kHz mono in floating point, with 1.0 as full scale, and the same for the same `Room` and seed.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kiosk.call.sound.file import decode_sound

Signal = NDArray[np.float64]

RATE_HZ = 48_000
SOUND_M_S = 343.0
SPEECH_DBFS = -23.0
_FLOOR = 10 ** (-40 / 20)

_FAR = (
    ("en+m3", "I have read your journal, and I would like to hear how the breathing has been since Thursday. "),
    ("sv+m1", "Hur länge har du haft ont i bröstet, och kommer det när du går i trappor eller när du vilar? "),
    ("nb+m5", "Ta den hvite tabletten om morgenen, og ring oss hvis det blir verre i løpet av helgen. "),
)
_NEAR = (
    ("sv+f2", "Jo men det började i måndags, jag bar in ved och då fick jag så konstigt svårt att andas. "),
    ("en+f4", "My daughter says I should have called before, but it usually goes away when I sit down. "),
    ("nb+f3", "Nei, jeg sover ganske godt, men jeg må opp et par ganger om natten for å drikke litt vann. "),
)


@dataclass(frozen=True, kw_only=True)
class Room:
    """One room, its sound card and how loud things are in it."""

    name: str
    rt60_s: float = 0.35
    distance_m: float = 0.45
    delay_ms: float = 60.0
    """From the callback that gives a sample to the loudspeaker until the microphone's callback has it, without air."""
    drift_ppm: float = 0.0
    """How much quicker the loudspeaker's clock is than the microphone's."""
    echo_db: float = 0.0
    """Level of the echo at the microphone, beside the level of the patient's voice there."""
    drive: float = 1.5
    """How far the loudspeaker is driven into soft clipping; 0: it is linear."""
    noise_dbfs: float = -72.0
    moves_s: float | None = None
    """When somebody moves, and the echo's path with them."""
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What happened in a room."""

    far: Signal
    echo: Signal
    near: Signal
    noise: Signal
    talks_s: tuple[float, float] = field(default=(0.0, 0.0))

    @property
    def microphone(self) -> Signal:
        return self.echo + self.near + self.noise


def make_scene(room: Room, *, seconds: float, talks_s: tuple[float, float]) -> Scene:
    """Let the far end talk all the time, and the patient between the two moments of ``talks_s``."""
    samples = round(seconds * RATE_HZ)
    random = np.random.default_rng(room.seed)
    far = talk(_FAR, samples, room.seed)
    near = talk(_NEAR, samples, room.seed + 100)
    at = np.arange(samples) / RATE_HZ
    near *= (at >= talks_s[0]) & (at < talks_s[1])
    played = _late(_drifted(loudspeaker(far, room.drive), room.drift_ppm), room.delay_ms)
    echo = _through(played, response(room, random), response(room, random), room.moves_s)
    echo *= 10 ** ((SPEECH_DBFS + room.echo_db) / 20) / level(echo)
    return Scene(far=far, echo=echo, near=near, noise=fan(samples, room.noise_dbfs, random), talks_s=talks_s)


def talk(who: tuple[tuple[str, str], ...], samples: int, seed: int) -> Signal:
    """Make speech of so many samples, at `SPEECH_DBFS` where somebody talks."""
    random = np.random.default_rng(seed)
    pieces: list[Signal] = []
    while sum(map(len, pieces)) < samples:
        for index in random.permutation(len(who)):
            pieces += [_sentence(*who[index]), np.zeros(int(random.uniform(0.1, 0.5) * RATE_HZ))]
    sound = np.concatenate(pieces)[:samples]
    return sound * (10 ** (SPEECH_DBFS / 20) / level(sound))


def level(sound: Signal) -> float:
    """Measure the root mean square of the 20 ms frames that are not silent."""
    frames = sound[: len(sound) // 960 * 960].reshape(-1, 960)
    power = np.mean(frames * frames, axis=1)
    loud = power > power.max(initial=0.0) * _FLOOR**2
    return float(np.sqrt(np.mean(power[loud]))) if loud.any() else 1.0


@lru_cache(maxsize=16)
def _sentence(voice: str, text: str) -> Signal:
    program = shutil.which("espeak-ng")
    if program is None:
        raise SystemExit("The echo bench needs espeak-ng: apt install espeak-ng.")
    spoken = subprocess.run(
        [program, "--stdout", "-v", voice, "-s", "150", text], capture_output=True, timeout=30, check=True
    )
    return decode_sound(spoken.stdout) / 32768.0


def loudspeaker(sound: Signal, drive: float) -> Signal:
    """Play through a small loudspeaker: nothing below 150 Hz, and softly clipped peaks."""
    spectrum = np.fft.rfft(sound)
    ratio = np.fft.rfftfreq(len(sound), 1 / RATE_HZ) / 150.0
    played = np.fft.irfft(spectrum * (ratio**2 / np.sqrt(1 + ratio**4)), len(sound))
    loud = played / (np.abs(played).max() or 1.0)
    return np.tanh(drive * loud) / drive if drive else loud


def response(room: Room, random: np.random.Generator) -> Signal:
    """Make an impulse response: the direct sound, early reflections, a tail that falls 60 dB in ``rt60_s``."""
    length = int(room.rt60_s * RATE_HZ * 1.1)
    first = round(room.distance_m / SOUND_M_S * RATE_HZ)
    at = np.arange(length)
    decay = 10 ** (-3 * at / (room.rt60_s * RATE_HZ))
    volume_m3 = 30.0
    critical_m = 0.057 * np.sqrt(volume_m3 / room.rt60_s)
    tail = random.normal(size=length) * decay
    tail[: first + int(0.002 * RATE_HZ)] = 0
    tail *= (room.distance_m / critical_m) / np.sqrt(np.sum(tail * tail))
    result = tail
    result[first] += 1.0
    for _ in range(6):  # table, screen, near walls
        delay = first + int(random.uniform(0.0008, 0.012) * RATE_HZ)
        result[delay] += random.choice([-1, 1]) * random.uniform(0.1, 0.4)
    return result


def fan(samples: int, dbfs: float, random: np.random.Generator) -> Signal:
    """Make noise that falls 3 dB an octave, at ``dbfs``."""
    spectrum = np.fft.rfft(random.normal(size=samples))
    spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(samples, 1 / RATE_HZ), 50.0))
    noise = np.fft.irfft(spectrum, samples)
    return noise * float(10 ** (dbfs / 20) / np.sqrt(np.mean(noise * noise)))


def _through(sound: Signal, first: Signal, second: Signal, moves_s: float | None) -> Signal:
    before = _convolve(sound, first)
    if moves_s is None:
        return before
    share = np.clip((np.arange(len(sound)) / RATE_HZ - moves_s) / 0.3, 0, 1)
    return before * (1 - share) + _convolve(sound, second) * share


def _convolve(sound: Signal, response: Signal) -> Signal:
    size = 1 << (len(sound) + len(response)).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)[: len(sound)]


def _late(sound: Signal, delay_ms: float) -> Signal:
    delay = round(delay_ms * RATE_HZ / 1000)
    return np.concatenate([np.zeros(delay), sound])[: len(sound)]


def _drifted(sound: Signal, ppm: float) -> Signal:
    """Read ``sound`` at another pace, with 32 points of a windowed sinc."""
    if not ppm:
        return sound
    at = np.arange(len(sound)) * (1 + ppm * 1e-6)
    whole = np.floor(at).astype(np.int64)
    rest = at - whole
    padded = np.concatenate([np.zeros(16), sound, np.zeros(64 + int(len(sound) * abs(ppm) * 1e-6))])
    result = np.zeros(len(sound))
    for tap in range(-15, 17):
        distance = rest - tap
        window = np.cos(np.pi * np.clip(distance / 33, -0.5, 0.5)) ** 2
        result += padded[whole + 16 + tap] * np.sinc(distance) * window
    return result
