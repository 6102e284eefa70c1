# SPDX-License-Identifier: EUPL-1.2
"""How well the GP's echo is taken out of the patient's voice, in synthetic rooms.

For 15 s only the GP talks, for 10 s both do, for 5 s the GP again. ERLE is how much weaker the echo has become, in dB,
with what is left of it and the room's noise counted together; every figure is of what is sent to the GP. `near` is how
much the patient is lowered while both talk: by power, as ITU-T P.340 does, and `words` by what of her is still in phase
with what she said, which counts every swallowed sound. Gain control is off, because it would hide both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.call.sound import echo_path, residual
from kiosk.call.sound.card import FRAME_SAMPLES, ProcessingState, Samples
from kiosk.call.sound.processing import VoiceProcessing
from kiosk.settings import SoundSection
from tests.bench.rooms import RATE_HZ, Room, Scene, Signal, make_scene

SECONDS = 30.0
TALKS_S = (15.0, 25.0)
BASE = Room(name="room")
ROOMS = (
    BASE,
    replace(BASE, name="dry, RT60 0.2 s", rt60_s=0.2),
    replace(BASE, name="hall, RT60 0.6 s", rt60_s=0.6),
    replace(BASE, name="delay 20 ms", delay_ms=20),
    replace(BASE, name="delay 200 ms", delay_ms=200),
    replace(BASE, name="delay 400 ms", delay_ms=400),
    replace(BASE, name="drift +100 ppm", drift_ppm=100),
    replace(BASE, name="drift -100 ppm", drift_ppm=-100),
    replace(BASE, name="fan, -58 dBFS", noise_dbfs=-58),
    replace(BASE, name="linear speaker", drive=0),
    replace(BASE, name="echo 6 dB louder", echo_db=6),
    replace(BASE, name="echo 6 dB weaker", echo_db=-6),
    replace(BASE, name="somebody moves", moves_s=12),
)
QUICK = ("room", "hall, RT60 0.6 s", "delay 400 ms", "drift +100 ppm")
EARLY_S, LATE_S, AFTER_S = (3.0, 5.0), (10.0, 15.0), (26.0, 30.0)
EARLY_DB, LATE_DB, NEAR_DB = 20.0, 35.0, -6.0


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What came of one room and seed, in dB; ``turn_ms`` is the time of the processor for 20 ms."""

    room: str
    seed: int
    begin_db: float
    """ERLE from 0.5 to 3 s."""
    early_db: float
    late_db: float
    after_db: float
    """ERLE after both talked: what double talk did to the filters."""
    near_db: float
    words_db: float
    delay_ms: float
    turn_ms: float


def add_command(benches: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `echo`."""
    parser = benches.add_parser("echo", help="echo cancellation in synthetic rooms", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="four rooms, one seed")
    parser.add_argument("--seeds", type=int, default=3, help="voices and walls a room (default: %(default)s)")
    parser.add_argument("--plain", action="store_true", help="WebRTC's canceller alone, without what stands around it")
    parser.add_argument("--json", type=Path, help="write all figures there")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a line a room: the median of its seeds, and the worst where a limit is not kept."""
    rooms = [room for room in ROOMS if not arguments.quick or room.name in QUICK]
    seeds = range(1, 2 if arguments.quick else arguments.seeds + 1)
    if arguments.plain:
        echo_path.SHARE, residual.LOWEST = 0.0, 1.0
    print(f"{'':<20}{'begin':>8}{'3 s':>8}{'10 s':>8}{'after':>8}{'near':>8}{'words':>8}{'delay':>8}{'cost':>11}")  # noqa: T201
    all_figures: list[Figures] = []
    for room in rooms:
        figures = [measure(replace(room, seed=seed)) for seed in seeds]
        all_figures += figures
        print(_line(room.name, figures), flush=True)  # noqa: T201
    if arguments.json is not None:
        arguments.json.write_text(json.dumps([asdict(each) for each in all_figures], indent=1) + "\n")
    failed = sum(any(_missed(each)) for each in all_figures)
    print(  # noqa: T201
        f"ERLE >= {EARLY_DB:.0f} dB by 3 s, >= {LATE_DB:.0f} dB after 10 s, patient lowered by <= {-NEAR_DB:.0f} dB: "
        f"{len(all_figures) - failed} of {len(all_figures)}"
    )
    return 0


def measure(room: Room) -> Figures:
    """Run one room."""
    scene = make_scene(room, seconds=SECONDS, talks_s=TALKS_S)
    sent, turn_ms = _process(scene)
    near_db, words_db, delay_ms = _near(scene, sent)
    return Figures(
        room=room.name,
        seed=room.seed,
        begin_db=_erle(scene, sent, (0.5, 3.0)),
        early_db=_erle(scene, sent, EARLY_S),
        late_db=_erle(scene, sent, LATE_S),
        after_db=_erle(scene, sent, AFTER_S),
        near_db=near_db,
        words_db=words_db,
        delay_ms=delay_ms,
        turn_ms=turn_ms,
    )


def _line(name: str, figures: list[Figures]) -> str:
    def middle(field: str) -> float:
        return float(statistics.median(getattr(each, field) for each in figures))

    values = "".join(
        f"{middle(field):8.1f}"
        for field in ("begin_db", "early_db", "late_db", "after_db", "near_db", "words_db", "delay_ms")
    )
    missed = sorted({each for figure in figures for each in _missed(figure)})
    return f"{name:<20}{values}{middle('turn_ms'):8.2f} ms  {'; '.join(missed)}".rstrip()


def _missed(figures: Figures) -> Iterator[str]:
    for name, value, limit in (
        ("by 3 s", figures.early_db, EARLY_DB),
        ("after 10 s", figures.late_db, LATE_DB),
        ("near", figures.near_db, NEAR_DB),
    ):
        if value < limit:
            yield f"seed {figures.seed}: {name} {value:.1f}"


def _process(scene: Scene) -> tuple[Signal, float]:
    """Run the scene through the station's processing; return what is sent, and the milliseconds a turn took."""
    processing = VoiceProcessing(SoundSection(gain_control=False))
    processing.load()
    if processing.state is not ProcessingState.OK:
        sys.exit("The echo bench needs pywebrtc-audio: ./run setup")
    heard, played = _samples(scene.microphone), _samples(scene.far)
    sent = np.zeros(len(heard))
    turns = len(heard) // FRAME_SAMPLES
    before_s = time.process_time()
    for index in range(turns):
        at = slice(index * FRAME_SAMPLES, (index + 1) * FRAME_SAMPLES)
        sent[at] = processing.turn(heard[at], played[at]) / 32768.0
    return sent, (time.process_time() - before_s) / turns * 1000


def _samples(sound: Signal) -> Samples:
    samples: Samples = np.clip(np.rint(sound * 32768), -32768, 32767).astype(np.int16)
    return samples


def _span(between_s: tuple[float, float]) -> slice:
    return slice(round(between_s[0] * RATE_HZ), round(between_s[1] * RATE_HZ))


def _db(power: float) -> float:
    return float(10 * np.log10(max(power, 1e-12)))


def _erle(scene: Scene, sent: Signal, between_s: tuple[float, float]) -> float:
    at = _span(between_s)
    return _db(float(np.sum(scene.echo[at] ** 2))) - _db(float(np.sum(sent[at] ** 2)))


def _near(scene: Scene, sent: Signal) -> tuple[float, float, float]:
    """Compare the patient in what is sent with what she said: power, part in phase, delay in ms."""
    at = _span((TALKS_S[0], TALKS_S[1] - 0.5))
    said = scene.near[at]
    delay = _delay(said, sent[at])
    before, after = _spectra(said), _spectra(sent[at.start + delay : at.stop + delay])
    power = np.sum(np.abs(before) ** 2, axis=1)
    talking = power > power.max() * 1e-4
    before, after = before[talking], after[talking]
    whole = float(np.sum(np.abs(before) ** 2))
    in_phase = float(np.real(np.sum(after * before.conj()))) / whole
    return _db(float(np.sum(np.abs(after) ** 2)) / whole), 2 * _db(max(in_phase, 0.0)), delay / RATE_HZ * 1000


def _delay(said: Signal, sent: Signal) -> int:
    size = 1 << (2 * len(said)).bit_length()
    product = np.fft.rfft(sent, size) * np.fft.rfft(said, size).conj()
    return int(np.argmax(np.abs(np.fft.irfft(product, size)[: RATE_HZ // 10])))


def _spectra(sound: Signal) -> NDArray[np.complex128]:
    windows = np.lib.stride_tricks.sliding_window_view(sound, 2 * 480)[::480]
    return np.fft.rfft(windows * np.hanning(2 * 480))
