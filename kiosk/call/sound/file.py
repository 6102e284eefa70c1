# SPDX-License-Identifier: EUPL-1.2
"""A sound file as a microphone: its first two minutes, over and over."""

from __future__ import annotations

import io

import av
import numpy as np

from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, Samples, samples_of, silence
from kiosk.call.sound.paced import SoundError

LONGEST_S = 120


class SoundFile:
    """The file at ``path``, in any format FFmpeg reads."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._sound = silence()
        self._read = False

    def prepare(self) -> None:
        """Read the file; raises `SoundError` when it cannot be played."""
        if not self._read:
            sound = decode_sound(self._path)
            frames = len(sound) // FRAME_SAMPLES
            if not frames:
                raise SoundError("The sound file is empty.", hint="Check sound.path.")
            self._sound = sound[: frames * FRAME_SAMPLES]
            self._read = True

    def frame(self, at_ms: int) -> Samples:
        """Return the 20 ms that play at wall time ``at_ms``; silence before `prepare`."""
        start = at_ms // 20 * FRAME_SAMPLES % len(self._sound)
        return self._sound[start : start + FRAME_SAMPLES]


def decode_sound(source: str | bytes) -> Samples:
    """Decode a file, or the bytes of one, to mono 48 kHz; raises `SoundError`."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    parts: list[Samples] = []
    try:
        with av.open(io.BytesIO(source) if isinstance(source, bytes) else source, mode="r") as container:
            for frame in container.decode(container.streams.audio[0]):
                parts += [samples_of(each) for each in resampler.resample(frame)]
                if sum(map(len, parts)) > LONGEST_S * RATE_HZ:
                    break
            parts += [samples_of(each) for each in resampler.resample(None)]
    except (av.FFmpegError, OSError, IndexError, ValueError) as problem:
        raise SoundError("The sound cannot be played.", hint="Check sound.path.") from problem
    return np.concatenate(parts).astype(np.int16) if parts else np.zeros(0, dtype=np.int16)
