# SPDX-License-Identifier: EUPL-1.2
"""Sound of any kind as the ring takes it: 48 kHz, 16 bit, mono, at one level. Loaded late, for FFmpeg is large."""

from __future__ import annotations

import numpy as np

from kiosk.call.sound.file import decode_sound
from kiosk.call.sound.paced import SoundError
from kiosk.prompts_ring import SLOT_SAMPLES
from ui.touch.speech.voice import VoiceError, VoiceReason

LEVEL_DBFS = -23.0
"""Of what is voiced. The loudest volume is 12 dB more, which the peaks of speech just bear."""
_VOICED = 0.05
_FULL = 32_768.0


def prepare(source: bytes | str) -> bytes:
    """Decode a file, or the bytes of one, and bring it to `LEVEL_DBFS`; raises `VoiceError`."""
    try:
        samples = decode_sound(source)[:SLOT_SAMPLES].astype(np.float32)
    except SoundError as problem:
        raise VoiceError("The sound cannot be played.", reason=VoiceReason.FAILED) from problem
    loudest = float(np.abs(samples).max()) if samples.size else 0.0
    if not loudest:
        raise VoiceError("There is no sound.", reason=VoiceReason.FAILED)
    voiced = samples[np.abs(samples) > _VOICED * loudest]
    gain = _FULL * 10 ** (LEVEL_DBFS / 20) / float(np.sqrt(np.mean(voiced * voiced)))
    louder = np.clip(np.rint(samples * gain), -_FULL, _FULL - 1).astype("<i2")
    return bytes(louder.data)
