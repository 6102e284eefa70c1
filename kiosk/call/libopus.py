# SPDX-License-Identifier: EUPL-1.2
"""The system's libopus, through ctypes: encoder, decoder and a look into packets.

PyAV's Opus gives no error correction, no concealment and no live setting, all of which a call on a poor line needs.
Sound is 16 bit at 48 kHz. Sources: RFC 6716 (the codec), opus_defines.h of libopus 1.3 (names and numbers).

States live in memory of ours: they are contiguous and hold no pointers of their own (opus_decoder_init), so a decoder's
state can be kept and put back, and nothing has to be freed.
"""

from __future__ import annotations

import ctypes
import functools
from enum import IntEnum, StrEnum
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError

RATE_HZ = 48_000
LONGEST_SAMPLES = 5_760
"""A packet holds at most 120 ms (RFC 6716, section 3.2.5)."""
STEP_SAMPLES = 120
"""Sound that is missing is made in steps of 2.5 ms."""
LONGEST_PACKET_BYTES = 1_276
"""One frame of at most 1275 bytes and its first byte."""
_NAME = "libopus.so.0"
_CELT_ONLY = 0x80
_STEREO = 0x04
_MOST_FRAMES = 48
_RESET_STATE = 4028

Samples = NDArray[np.int16]


class OpusReason(StrEnum):
    """Why libopus did not do what it was asked."""

    MISSING = "missing"
    """The library is not on this machine."""
    BAD_PACKET = "bad-packet"
    """Not an Opus packet, or a damaged one."""
    REFUSED = "refused"
    """A setting or a size that libopus does not take."""


class OpusError(KioskError, RuntimeError):
    """libopus is not there, or refused a packet or a setting."""


class Application(IntEnum):
    """What an encoder is tuned for."""

    VOIP = 2048
    AUDIO = 2049
    LOW_DELAY = 2051


class EncoderSetting(IntEnum):
    """What can be set on a running encoder; `OpusEncoder.get` reads it back."""

    APPLICATION = 4000
    BITRATE_BPS = 4002
    MAX_BANDWIDTH = 4004
    VBR = 4006
    BANDWIDTH = 4008
    COMPLEXITY = 4010
    INBAND_FEC = 4012
    PACKET_LOSS_PERCENT = 4014
    DTX = 4016
    VBR_CONSTRAINT = 4020
    FORCE_CHANNELS = 4022
    SIGNAL = 4024
    LSB_DEPTH = 4036
    PREDICTION_DISABLED = 4042


class Signal(IntEnum):
    """Values of `EncoderSetting.SIGNAL`."""

    AUTO = -1000
    VOICE = 3001
    MUSIC = 3002


class Bandwidth(IntEnum):
    """Values of `EncoderSetting.BANDWIDTH` and `MAX_BANDWIDTH`."""

    AUTO = -1000
    NARROW = 1101
    MEDIUM = 1102
    WIDE = 1103
    SUPERWIDE = 1104
    FULL = 1105


class OpusEncoder:
    """An encoder of ``channels`` at 48 kHz."""

    def __init__(self, *, application: Application = Application.VOIP, channels: int = 1) -> None:
        self._library = _library(ctypes.CDLL)  # gives up the interpreter's lock: encoding takes a millisecond on a Pi
        self._channels = channels
        self._state = ctypes.create_string_buffer(_state_bytes(self._library.opus_encoder_get_size(channels)))
        _check(self._library.opus_encoder_init(self._state, RATE_HZ, channels, int(application)), "an encoder")
        self._packet = ctypes.create_string_buffer(LONGEST_PACKET_BYTES)

    def encode(self, samples: Samples, *, most_bytes: int = LONGEST_PACKET_BYTES) -> bytes:
        """Encode 2.5, 5, 10, 20, 40 or 60 ms of ``samples`` (interleaved where stereo) into one packet.

        A packet of one or two bytes need not be sent (DTX). Raises `OpusError`.
        """
        sound = np.ascontiguousarray(samples, dtype=np.int16)
        most = min(most_bytes, LONGEST_PACKET_BYTES)
        size = self._library.opus_encode(
            self._state, sound.ctypes.data, sound.size // self._channels, self._packet, most
        )
        return self._packet.raw[: _check(size, "a piece of sound")]

    def set(self, setting: EncoderSetting, value: int) -> None:
        """Change ``setting``; raises `OpusError` when libopus does not take ``value``."""
        _check(self._library.opus_encoder_ctl(self._state, int(setting), ctypes.c_int32(value)), setting.name)

    def get(self, setting: EncoderSetting) -> int:
        """Read ``setting``."""
        value = ctypes.c_int32()
        _check(self._library.opus_encoder_ctl(self._state, int(setting) + 1, ctypes.byref(value)), setting.name)
        return value.value

    def reset(self) -> None:
        """Forget the sound so far; the settings stay."""
        _check(self._library.opus_encoder_ctl(self._state, _RESET_STATE), "a reset")


class OpusDecoder:
    """A decoder to mono; stereo packets are mixed down."""

    def __init__(self) -> None:
        self._library = _packets()
        self._state = ctypes.create_string_buffer(_state_bytes(self._library.opus_decoder_get_size(1)))
        _check(self._library.opus_decoder_init(self._state, RATE_HZ, 1), "a decoder")
        self._sound = np.zeros(LONGEST_SAMPLES, dtype=np.int16)
        self._at = self._sound.ctypes.data

    def decode(self, packet: bytes) -> Samples:
        """Decode a whole ``packet``; raises `OpusError`."""
        return self._decode(packet, LONGEST_SAMPLES, 0)

    def recover(self, packet: bytes, samples: int) -> Samples:
        """Make the ``samples`` before ``packet`` from its error correction (RFC 6716, section 2.1.7).

        ``samples`` is a multiple of 120. What the packet has no correction for is concealed.
        """
        return self._decode(packet, samples, 1)

    def conceal(self, samples: int) -> Samples:
        """Go on for ``samples``, a multiple of 120, without a packet."""
        return self._decode(None, samples, 0)

    def save(self) -> bytes:
        """Copy the state (20 to 30 kB)."""
        return self._state.raw

    def restore(self, state: bytes) -> None:
        """Go back to a state that `save` gave."""
        if len(state) != len(self._state):
            raise OpusError("A decoder's state has another size.", reason=OpusReason.REFUSED)
        ctypes.memmove(self._state, state, len(state))

    def reset(self) -> None:
        """Forget the sound so far."""
        _check(self._library.opus_decoder_ctl(self._state, _RESET_STATE), "a reset")

    def _decode(self, packet: bytes | None, most_samples: int, recover: int) -> Samples:
        size = len(packet) if packet is not None else 0
        made = self._library.opus_decode(self._state, packet, size, self._at, most_samples, recover)
        return self._sound[: _check(made, "a packet")].copy()


def packet_samples(packet: bytes) -> int:
    """Count the samples a ``packet`` holds, at 48 kHz; 0 if it is no Opus packet."""
    count = int(_packets().opus_packet_get_nb_samples(packet, len(packet), RATE_HZ))
    return count if 0 < count <= LONGEST_SAMPLES else 0


def frame_samples(packet: bytes) -> int:
    """Count the samples of one frame of ``packet``: what its error correction can restore. 0 if it is empty."""
    return int(_packets().opus_packet_get_samples_per_frame(packet, RATE_HZ)) if packet else 0


def has_correction(packet: bytes) -> bool:
    """Tell whether ``packet`` carries error correction for the frame before it (RFC 6716, section 4.2.4)."""
    if len(packet) < 2 or packet[0] & _CELT_ONLY:
        return False
    first = packet[1] if packet[0] & 0x03 == 0 else _first_byte(packet)
    frames = max(1, frame_samples(packet) // 960)
    flag = first >> (7 - frames) & 1
    if packet[0] & _STEREO:
        flag |= first >> (6 - 2 * frames) & 1 if 2 * frames <= 6 else 0
    return bool(flag)


def _first_byte(packet: bytes) -> int:
    """Find the first byte of the first frame of a packet with several; 0 if there is none."""
    sizes = (ctypes.c_int16 * _MOST_FRAMES)()
    start = ctypes.c_int()
    found = _packets().opus_packet_parse(packet, len(packet), None, None, sizes, ctypes.byref(start))
    return packet[start.value] if found > 0 and sizes[0] > 0 else 0


def _state_bytes(size: int) -> int:
    if size <= 0:
        raise OpusError("libopus makes no such state.", reason=OpusReason.REFUSED)
    return size


def _check(code: int, what: str) -> int:
    if code < 0:
        reason = OpusReason.BAD_PACKET if code == -4 else OpusReason.REFUSED
        raise OpusError(f"libopus refused {what} (code {code}).", reason=reason)
    return code


def _packets() -> Any:
    # Keeps the interpreter's lock: to decode takes a tenth of a millisecond, to get the lock back may take five.
    return _library(ctypes.PyDLL)


@functools.cache
def _library(loader: type[ctypes.CDLL]) -> Any:
    try:
        library = loader(_NAME)
    except OSError as problem:
        raise OpusError("libopus is missing.", reason=OpusReason.MISSING, hint="Install libopus0.") from problem
    state, packet, size, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32, ctypes.c_int
    for name, arguments in {
        "opus_encoder_get_size": [number],
        "opus_encoder_init": [state, size, number, number],
        "opus_encode": [state, state, number, state, size],
        "opus_encoder_ctl": [state, number],
        "opus_decoder_get_size": [number],
        "opus_decoder_init": [state, size, number],
        "opus_decode": [state, packet, size, state, number, number],
        "opus_decoder_ctl": [state, number],
        "opus_packet_get_nb_samples": [packet, size, size],
        "opus_packet_get_samples_per_frame": [packet, size],
        "opus_packet_parse": [packet, size, state, state, state, state],
    }.items():
        function = cast("Any", getattr(library, name))
        function.argtypes, function.restype = arguments, number
    return library
