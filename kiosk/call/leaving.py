# SPDX-License-Identifier: EUPL-1.2
"""The end of a process with threads in codecs and drivers.

An interpreter that is taken down while one of them is at work there crashes when that one comes back for it, and a
crash is what the supervisor and the log would see of a station that was merely switched off.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time

LONGEST_S = 3.0
"""Threads that were told to end have until then; a driver may hang in a device that is gone."""


def leave(code: int) -> int:
    """Return ``code`` once every other thread has ended; end the process with it at once if one does not."""
    end_s = time.monotonic() + LONGEST_S
    left = [thread for thread in threading.enumerate() if _is_ours(thread)]
    for thread in left:
        thread.join(max(0.0, end_s - time.monotonic()))
    if any(thread.is_alive() for thread in left):
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _is_ours(thread: threading.Thread) -> bool:
    """Whether it can be waited for; threads that libraries made themselves cannot."""
    return thread is not threading.current_thread() and not isinstance(thread, threading._DummyThread)
