# SPDX-License-Identifier: EUPL-1.2
"""Where a call's figures go: the people (a grade, when it changes), support (a line a second), the log (at the end)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec import structs

from kiosk.call.probe import Probe
from kiosk.call.quality import DownlinkGuard, QualityWatch
from kiosk.call.statistics import CallStatistics, PageStatistics, line
from kiosk.call.summary import CallSummary
from kiosk.log import EventLog
from kiosk.messages import LineReport, Message

MAX_PAGE_BYTES = 4096
PAGE_TYPE = "statistics"

_LOG = EventLog("call")


class _FromPage(PageStatistics, frozen=True, kw_only=True, tag_field="type", tag=PAGE_TYPE):
    """As it stands on the `control` channel."""


_FROM_PAGE = msgspec.json.Decoder(_FromPage)


def read_page(text: str) -> PageStatistics | None:
    """Read what a GP's page counted; None for anything else."""
    if PAGE_TYPE not in text[:64] or len(text) > MAX_PAGE_BYTES:
        return None
    try:
        return PageStatistics(**structs.asdict(_FROM_PAGE.decode(text)))
    except (msgspec.DecodeError, UnicodeError):
        return None


class CallReport:
    """Is given one record a second while there is a call, and told when it ends."""

    def __init__(self, probe: Probe, tell: Callable[[Message], None]) -> None:
        self._probe, self._tell = probe, tell
        self._watch, self._guard, self._summary = QualityWatch(), DownlinkGuard(), CallSummary()
        self._told: LineReport | None = None

    def second(self, record: CallStatistics) -> None:
        """Take a second: its ``grade`` and ``cause`` are filled in here."""
        quality = self._watch.second(record)
        report = LineReport(quality=quality, mode=record.mode, gp_video=self._guard.second(record))
        record = structs.replace(record, grade=quality.grade, cause=quality.cause)
        self._summary.add(record)
        self._probe.send("call", **line(record))
        if report != self._told:
            self._told = report
            self._tell(report)

    def page(self, figures: PageStatistics) -> None:
        """Take what the GP's page counted."""
        self._probe.send("gp-page", **line(figures))

    def retell(self) -> None:
        """Tell a station that came back."""
        if self._told is not None:
            self._tell(self._told)

    def end(self) -> None:
        """The call is over: write its summary, if there was anything."""
        fields = self._summary.fields()
        if fields:
            _LOG.info("call-summary", **fields)
        self._watch, self._guard, self._summary = QualityWatch(), DownlinkGuard(), CallSummary()
        self._told = None
