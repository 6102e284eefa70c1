# SPDX-License-Identifier: EUPL-1.2
"""What a call must carry for people who hear or see less: band, pictures, lips in time (EN 301 549 6.1, 6.5).

Real encoders, packets and playout in simulated time; camera, card and panel add what only a station in its place shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from statistics import median

import numpy as np
import pytest

from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.send.allocation import LOW_VOICE_BPS, VOICE_BPS
from kiosk.call.send.ladder import Rung
from kiosk.call.send.voice import VoiceSender
from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, Samples
from tests.kiosk.call import two_ends
from tests.kiosk.call.send.test_voice import decoded, level_db, tone

BAND_HZ = 7000
QVGA, LEAST_FPS, MOST_APART_S = 320 * 240, 20.0, 0.1
SOURCE = (480, 270)
FRAME_S = FRAME_SAMPLES / RATE_HZ
CLAP_SAMPLES, CLAP_PEAK, HEARD = 1920, 12_000, 3_000
"""A clap of 40 ms; a sample as loud as the last one is heard to belong to it."""
RATE_BPS, LOOKED_S = 2_000_000, 6.0
"""So much of the end of a call is looked at: before, lips and voice may still come nearer, by 10 ms a second."""


@pytest.mark.parametrize("bitrate_bps", [LOW_VOICE_BPS, VOICE_BPS])
@pytest.mark.parametrize("hertz", [300, 3000, 6000, BAND_HZ])
def test_speech_keeps_seven_kilohertz(bitrate_bps: int, hertz: int) -> None:
    """Both rates that a voice is ever sent with keep the band that EN 301 549 6.1 asks for."""
    sender = VoiceSender()
    sender.set(bitrate_bps=bitrate_bps)
    given = list(islice(tone(hertz), 100))
    got = decoded([sender.encode(each) for each in given])
    assert level_db(_at(hertz, got[len(got) // 2 :])) > level_db(np.concatenate(given)) - 6


def _at(hertz: float, sound: Samples) -> Samples:
    """Keep what lies within 100 Hz of ``hertz``."""
    spectrum = np.fft.rfft(sound.astype(np.float64))
    spectrum[np.abs(np.fft.rfftfreq(len(sound), 1 / RATE_HZ) - hertz) > 100] = 0
    return np.fft.irfft(spectrum, len(sound)).astype(np.int16)


# ------------------------------------------------------------------------------------------------ a clapping hand


class Ears(VoiceReceiver):
    """Notes when claps are heard."""

    def __init__(self) -> None:
        super().__init__()
        self.heard_s: list[float] = []

    def take(self, now_s: float) -> Samples:
        sound = super().take(now_s)
        loud = np.flatnonzero(np.abs(sound.astype(int)) > HEARD)
        at_s = now_s + int(loud[0]) / RATE_HZ if len(loud) else None
        if at_s is not None and (not self.heard_s or at_s - self.heard_s[-1] > 0.5):
            self.heard_s.append(at_s)
        return sound


class Clapper(two_ends.End):
    """Claps at every full second, and lets lips and voice agree as a session does."""

    voice: Ears

    def _speak(self, now_s: float) -> None:
        at = self._voice_stamp + np.arange(FRAME_SAMPLES)
        loud = np.where(at % RATE_HZ < CLAP_SAMPLES, CLAP_PEAK, 20)
        sound = (loud * np.sin(at * 2 * np.pi * 1000 / RATE_HZ)).astype(np.int16)
        payload = self.voice_sender.encode(sound, self._voice_stamp).payload
        self.sending.send_voice(payload, self._voice_stamp, two_ends.OPUS, now_s - FRAME_S, now_s)
        self._voice_stamp += FRAME_SAMPLES

    def _show(self, now_s: float) -> None:
        super()._show(now_s)
        stamp = self.playout.shown_timestamp
        if stamp is not None:
            self.receiving.lips.picture_shown(stamp, self.playout.shown_s)

    def _due(self, now_s: float) -> list[bytes]:
        lips, playing = self.receiving.lips, self.voice.playing_timestamp
        if playing is not None:
            lips.voice_playing(playing, now_s)
        lips.step(now_s)
        self.voice.extra_delay_s, self.playout.extra_delay_s = lips.voice_extra_s, lips.picture_extra_s
        return super()._due(now_s)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A line, and how long a call over it is."""

    loss: float = 0.0
    jitter_s: float = 0.0
    delay_s: float = 0.025
    seconds: float = 10.0


KINDS = {
    "clean": Kind(),
    "jitter": Kind(jitter_s=0.03, delay_s=0.05),
    "loss": Kind(loss=0.02, jitter_s=0.01, delay_s=0.03, seconds=14.0),
}


def clapping(monkeypatch: pytest.MonkeyPatch, kind: Kind) -> two_ends.Call:
    """Hold a call over a line for a while."""
    monkeypatch.setattr(two_ends, "VoiceReceiver", Ears)
    monkeypatch.setattr(two_ends, "End", Clapper)
    call = two_ends.Call(seed=3, size=SOURCE)
    for line in call.lines:
        line.rate_bps, line.loss, line.jitter_s, line.delay_s = RATE_BPS, kind.loss, kind.jitter_s, kind.delay_s
    call.run(kind.seconds)
    return call


def voice_ages_s(end: two_ends.End, since_s: float) -> list[float]:
    """Measure how old each clap was when it was heard; the first sample of all was taken at the first step."""
    assert isinstance(end.voice, Ears)
    begun_s = two_ends.STEP_S - FRAME_S
    return [(at_s - begun_s) % 1.0 for at_s in end.voice.heard_s if at_s > since_s]


@pytest.mark.parametrize("name", KINDS)
def test_pictures_are_large_and_many_enough_and_lips_are_in_time(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    kind = KINDS[name]
    since_s = kind.seconds - LOOKED_S
    call = clapping(monkeypatch, kind)
    for end in (call.near, call.far):
        rung = end.sending.rung
        assert isinstance(rung, Rung) and rung.width * rung.height >= QVGA
        assert two_ends.fps(end, since_s, kind.seconds) >= LEAST_FPS
        heard_s = voice_ages_s(end, since_s)
        seen_s = sorted(age_s for at_s, age_s in end.shown if at_s > since_s)
        assert len(heard_s) >= LOOKED_S - 2, "the claps are heard"
        late_s = max(abs(age_s - median(seen_s)) for age_s in heard_s)
        assert late_s <= MOST_APART_S, f"{late_s * 1000:.0f} ms apart"
        assert seen_s[int(0.95 * len(seen_s))] - median(heard_s) <= MOST_APART_S
