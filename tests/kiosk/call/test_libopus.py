# SPDX-License-Identifier: EUPL-1.2
import ctypes

import numpy as np
import pytest

from kiosk.call import libopus
from kiosk.call.libopus import (
    Bandwidth,
    EncoderSetting,
    OpusDecoder,
    OpusEncoder,
    OpusError,
    OpusReason,
    Signal,
    frame_samples,
    has_correction,
    packet_samples,
)
from kiosk.call.sound.speech import _vowels


def test_speech_survives_the_codec() -> None:
    sound = _vowels()[: 50 * 960]
    encoder, decoder = OpusEncoder(), OpusDecoder()
    encoder.set(EncoderSetting.BITRATE_BPS, 64_000)
    heard = np.concatenate([decoder.decode(encoder.encode(sound[at : at + 960])) for at in range(0, len(sound), 960)])
    assert heard.shape == sound.shape
    lag = 312  # libopus' own delay, 6.5 ms
    alike = np.corrcoef(heard[lag + 960 :], sound[960:-lag])[0, 1]
    assert alike > 0.9


def test_settings_are_kept_and_bad_ones_refused() -> None:
    encoder = OpusEncoder()
    for setting, value in {
        EncoderSetting.BITRATE_BPS: 32_000,
        EncoderSetting.INBAND_FEC: 1,
        EncoderSetting.PACKET_LOSS_PERCENT: 15,
        EncoderSetting.SIGNAL: Signal.VOICE,
        EncoderSetting.MAX_BANDWIDTH: Bandwidth.WIDE,
        EncoderSetting.COMPLEXITY: 5,
    }.items():
        encoder.set(setting, value)
        assert encoder.get(setting) == value
    with pytest.raises(OpusError) as refused:
        encoder.set(EncoderSetting.COMPLEXITY, 11)
    assert refused.value.reason is OpusReason.REFUSED
    with pytest.raises(OpusError):
        encoder.encode(np.zeros(961, dtype=np.int16))
    with pytest.raises(OpusError):
        OpusEncoder(channels=3)
    encoder.reset()
    assert encoder.get(EncoderSetting.PACKET_LOSS_PERCENT) == 15


@pytest.mark.parametrize("frame", [480, 960, 1920, 2880])
@pytest.mark.parametrize("channels", [1, 2])
def test_packets_tell_their_length_and_their_correction(frame: int, channels: int) -> None:
    def encoded(fec: int) -> list[bytes]:
        encoder = OpusEncoder(channels=channels)
        encoder.set(EncoderSetting.BITRATE_BPS, 32_000)
        encoder.set(EncoderSetting.INBAND_FEC, fec)
        encoder.set(EncoderSetting.PACKET_LOSS_PERCENT, 20)
        encoder.set(EncoderSetting.FORCE_CHANNELS, channels)
        sound = np.repeat(_vowels(), channels)
        size = frame * channels
        return [encoder.encode(sound[at : at + size]) for at in range(0, len(sound) - size + 1, size)]

    with_correction, without = encoded(1), encoded(0)
    assert {packet_samples(packet) for packet in with_correction} == {frame}
    assert {frame_samples(packet) for packet in with_correction} <= {frame, 960}
    assert sum(map(has_correction, with_correction)) >= len(with_correction) // 4
    assert not any(map(has_correction, without))
    assert {len(OpusDecoder().decode(packet)) for packet in with_correction[:5]} == {frame}


def test_what_is_no_packet_is_refused() -> None:
    decoder = OpusDecoder()
    for packet in (b"\xff", b"\xff\xff\xff", b"\x7b\xbf" + bytes(10)):
        assert packet_samples(packet) == 0 or packet_samples(packet) <= 5760
        with pytest.raises(OpusError) as refused:
            decoder.decode(packet)
        assert refused.value.reason is OpusReason.BAD_PACKET
    assert packet_samples(b"") == frame_samples(b"") == 0
    assert not has_correction(b"")
    with pytest.raises(OpusError):
        decoder.restore(b"short")
    decoder.reset()


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libopus, "_NAME", "libopus.so.none")
    libopus._library.cache_clear()
    try:
        with pytest.raises(OpusError, match=r"Install libopus0\.") as missing:
            OpusDecoder()
    finally:
        libopus._library.cache_clear()
    assert missing.value.reason is OpusReason.MISSING
    assert ctypes.sizeof(ctypes.c_int) == 4
