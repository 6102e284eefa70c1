# SPDX-License-Identifier: EUPL-1.2
import pytest

from kiosk.call.receive.reception import Reception
from kiosk.call.rtp.rtcp import SenderReport


def test_nothing_is_reported_before_anything_came() -> None:
    assert Reception(1, 90_000).block(1.0) is None


def test_loss_is_counted_since_the_last_report_and_in_all() -> None:
    reception = Reception(1, 48_000)
    for sequence in (100, 101, 103, 104, 106, 107, 108, 109):
        reception.arrived(sequence, 960 * sequence, 80, sequence * 0.02)
    first = reception.block(3.0)
    assert first is not None and (first.fraction_lost, first.lost, first.highest) == (0.2, 2, 109)
    for sequence in (110, 105, 102, 111):
        reception.arrived(sequence, 960 * sequence, 80, 3.0)
    second = reception.block(4.0)
    assert second is not None and (second.fraction_lost, second.lost) == (0.0, 0)
    assert reception.bytes == 12 * 80


def test_an_even_stream_has_no_jitter_and_an_uneven_one_has() -> None:
    even, uneven = Reception(1, 48_000), Reception(1, 48_000)
    for number in range(400):
        even.arrived(number, 960 * number, 80, number * 0.02)
        uneven.arrived(number, 960 * number, 80, number * 0.02 + (0.01 if number % 2 else 0))
    assert even.jitter_s == pytest.approx(0, abs=1e-6)
    assert uneven.jitter_s == pytest.approx(0.01, rel=0.05)


def test_a_report_quotes_the_senders_last_one() -> None:
    reception = Reception(1, 90_000)
    reception.arrived(1, 0, 80, 1.0)
    reception.reported(
        SenderReport(ssrc=1, ntp=0x1122334455667788, timestamp=0, packets=1, payload_bytes=80), now_s=2.0
    )
    block = reception.block(2.5)
    assert block is not None and (block.last_report, block.since_last_report) == (0x33445566, 32768)
