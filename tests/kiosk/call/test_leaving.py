# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys, threading, time
from kiosk.call import leaving

leaving.LONGEST_S = 0.5 if {hangs} else 60.0

def work():
    time.sleep(60 if {hangs} else 0.3)
    print("worked", flush=True)

threading.Thread(target=work, daemon=True).start()
code = leaving.leave(3)
print("left")
sys.exit(code)
"""


@pytest.mark.parametrize(("hangs", "said"), [(False, "worked\nleft\n"), (True, "")])
def test_a_process_waits_for_its_threads_and_leaves_without_one_that_hangs(hangs: bool, said: str) -> None:
    program = PROGRAM.format(hangs=hangs)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=40, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, said, "")


def test_a_thread_of_a_library_is_not_waited_for() -> None:
    foreign = """
import _thread, threading, time
from kiosk.call import leaving
known = threading.Event()

def callback():
    threading.current_thread()
    known.set()
    time.sleep(60)

_thread.start_new_thread(callback, ())
known.wait(30)
raise SystemExit(leaving.leave(0))
"""
    assert subprocess.run([sys.executable, "-c", foreign], timeout=40, check=False).returncode == 0
