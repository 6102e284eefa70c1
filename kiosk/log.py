# SPDX-License-Identifier: EUPL-1.2
"""The log: structured events whose fields come from one short list, so that nothing about a person can slip in.

An event is a fixed name and a few fields. A field that is not in `FIELDS` is a programming error and raises; free text
has no field. Values are enums, counts, durations and the names of parts. Exceptions are logged by class and reason, not
by text, because a library's text may quote what it was given.
"""

from __future__ import annotations

import json
import logging
import sys
from enum import Enum
from typing import Any

from kiosk.errors import KioskError

FIELDS = frozenset(
    {
        "action", "attempt", "attempts", "bytes", "camera", "channel", "check", "code_state", "concealed",
        "connections", "count", "cpu", "driver", "duration_s", "error", "exit_code", "freezes", "from_state",
        "frozen_s", "instrument", "kind", "listener", "loss_in", "loss_out", "ok", "part", "pid", "port", "process",
        "reason", "received_bps", "remaining_s", "role", "rtt_ms", "screen", "seconds_audio_only", "seconds_full",
        "seconds_poor", "seconds_silent", "seconds_text_only", "sent_bps", "seq", "signal", "state", "station",
        "step", "version", "visit",
    }
)  # fmt: skip


class EventLog:
    """Log events of one part of the program."""

    def __init__(self, part: str) -> None:
        self._logger = logging.getLogger(f"halsorum.{part}")

    def info(self, event: str, **fields: object) -> None:
        self._write(logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        self._write(logging.WARNING, event, fields)

    def error(self, event: str, problem: BaseException | None = None, **fields: object) -> None:
        """Log a failure; of ``problem`` only its class and reason are written."""
        if problem is not None:
            fields["error"] = type(problem).__name__
            if isinstance(problem, KioskError) and problem.reason is not None:
                fields["reason"] = problem.reason
        self._write(logging.ERROR, event, fields)

    def _write(self, level: int, event: str, fields: dict[str, object]) -> None:
        unknown = fields.keys() - FIELDS
        if unknown:
            raise ValueError(f"not a log field: {', '.join(sorted(unknown))}; see kiosk.log.FIELDS")
        self._logger.log(level, event, extra={"fields": {key: _plain(value) for key, value in fields.items()}})


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


class JsonLine(logging.Formatter):
    """One JSON object a line; journald and people can both read it."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, "fields", {})
        line = {"t": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"), "level": record.levelname.lower(),
                "part": record.name.removeprefix("halsorum."), "event": record.getMessage(), **fields}  # fmt: skip
        return json.dumps(line, ensure_ascii=False)


def configure() -> None:
    """Send the project's own events to standard error; libraries below 'error' are silent, for they log content."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    own = logging.getLogger("halsorum")
    own.handlers[:] = [handler]
    own.setLevel(logging.INFO)
    own.propagate = False
    logging.getLogger().setLevel(logging.CRITICAL)
