# SPDX-License-Identifier: EUPL-1.2
"""Where a call's figures go, and that nothing but figures goes."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from kiosk.call.probe import Probe
from kiosk.call.report import MAX_PAGE_BYTES, CallReport, read_page
from kiosk.call.statistics import CallStatistics, PageStatistics, line
from kiosk.clock import ManualClock
from kiosk.line_quality import CallMode, Grade
from kiosk.messages import LineReport, Message

GOOD = CallStatistics(connected=True, attempts=1, rtt_ms=51.0, loss_out=0.01, sent_bps=900_000, cpu=0.2)


class Listener:
    """Who listens on the probe's socket."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "probe.sock")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self.socket.bind(self.path)

    def lines(self) -> list[dict[str, Any]]:
        found = []
        while True:
            try:
                found.append(json.loads(self.socket.recv(1 << 16)))
            except BlockingIOError:
                return found


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    listener = Listener(tmp_path)
    yield listener
    listener.socket.close()


@pytest.fixture
def told() -> list[Message]:
    return []


@pytest.fixture
def report(listener: Listener, told: list[Message]) -> Iterator[CallReport]:
    probe = Probe(listener.path, ManualClock())
    probe.connect()
    yield CallReport(probe, told.append)
    probe.close()


def test_every_second_goes_to_support_and_only_changes_to_people(
    report: CallReport, listener: Listener, told: list[Message]
) -> None:
    for _ in range(10):
        report.second(GOOD)
    lines = listener.lines()
    for _ in range(10):
        report.second(structs.replace(GOOD, loss_out=0.3, mode=CallMode.AUDIO_ONLY))
    lines += listener.lines()
    assert len(lines) == 20
    assert lines[-1]["type"] == "call" and lines[-1]["grade"] == "bad" and lines[-1]["mode"] == "audio-only"
    assert [(each.quality.grade, each.mode) for each in told if isinstance(each, LineReport)] == [
        (Grade.GOOD, CallMode.FULL), (Grade.GOOD, CallMode.AUDIO_ONLY), (Grade.BAD, CallMode.AUDIO_ONLY),
    ]  # fmt: skip
    report.retell()
    assert told[-1] == told[-2]


def test_the_log_gets_a_summary_and_the_next_call_begins_anew(
    report: CallReport, told: list[Message], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "halsorum.call")
    for _ in range(3):
        report.second(GOOD)
    report.second(structs.replace(GOOD, mode=CallMode.TEXT_ONLY, rtt_ms=None, frozen_ms=1500.0, freezes=2, attempts=3))
    report.end()
    report.end()
    (record,) = [each for each in caplog.records if each.message == "call-summary"]
    fields = record.__dict__["fields"]
    assert fields["duration_s"] == 4 and fields["seconds_text_only"] == 1 and fields["rtt_ms"] == 51.0
    assert fields["frozen_s"] == 1.5 and fields["freezes"] == 2 and fields["connections"] == 3
    report.second(GOOD)
    assert isinstance(told[-1], LineReport) and told[-1].mode is CallMode.FULL
    report.retell()


def test_a_record_is_figures_and_known_words_only() -> None:
    record = line(GOOD)
    words = {key for key, value in record.items() if isinstance(value, str)}
    assert words == {"mode", "grade", "cause", "path_local", "path_remote"}


def test_what_the_page_counted_is_read_and_passed_on(report: CallReport, listener: Listener) -> None:
    figures = read_page('{"type":"statistics","seconds":5,"rtt_ms":48.2,"freezes":1,"unknown":"x","limited_by":"cpu"}')
    assert figures == PageStatistics(seconds=5.0, rtt_ms=48.2, freezes=1, limited_by="cpu")
    report.page(figures)
    (sent,) = listener.lines()
    assert sent["type"] == "gp-page" and sent["rtt_ms"] == 48.2 and "unknown" not in sent


@pytest.mark.parametrize(
    "text",
    [
        "", "statistics", '{"type":"hello"}', '{"type":"statistics","loss_in":7}', '{"type":"statistics","freezes":-1}',
        '{"type":"statistics","limited_by":"Anna"}', '{"type":"statistics","rtt_ms":1e400}',
        '{"type":"statistics"' + " " * MAX_PAGE_BYTES + "}", "[" * 3000 + '"statistics"',
    ],
)  # fmt: skip
def test_what_is_not_figures_is_refused(text: str) -> None:
    assert read_page(text) is None


@given(text=st.text(max_size=200).map(lambda text: '{"type":"statistics",' + text))
@example('{"type":"statistics","rtt_ms":NaN}')
def test_no_text_harms(text: str) -> None:
    read_page(text)
