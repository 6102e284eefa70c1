# SPDX-License-Identifier: EUPL-1.2
"""Kivy's loop sleeps as we want it to: its clock lets us say how long, and a message ends the pause."""

from __future__ import annotations

import json
import subprocess
import sys

KIVY = {"KIVY_NO_ARGS": "1", "KIVY_NO_CONSOLELOG": "1", "KIVY_NO_CONFIG": "1", "KIVY_NO_FILELOG": "1"}
PROGRAMME = """
import json, os, threading, time
from kivy.clock import Clock
from kiosk.clock import SystemClock
from ui.touch.doorbell import Doorbell
from ui.touch.promptness import Promptness
from ui.touch.turns import Turns

here, there = os.pipe()
doorbell = Doorbell(connection=here)
promptness = Promptness(SystemClock(), lambda: False)
turns = Turns(Clock, doorbell, promptness)

def turn_s():
    start_s = time.monotonic()
    Clock.tick()
    return time.monotonic() - start_s

ran = []
told = {"resting": [turn_s() for _ in range(3)][-1]}
threading.Timer(0.05, lambda: turns.post(lambda: ran.append(1))).start()
told["posted"], told["ran"] = turn_s(), list(ran)
os.write(there, b"x")
turn_s()
os.read(here, 1)
told["prompt"] = [turn_s() for _ in range(3)][-1]
os.write(there, b"x")
told["least"] = min(turn_s() for _ in range(5))
os.read(here, 1)
doorbell._connection = None
time.sleep(1)
turn_s()
told["deaf"] = turn_s()
print(json.dumps(told))
"""


def test_the_pauses_of_kivys_loop_are_ours() -> None:
    """`idle` and `_last_tick` are Kivy's own; where they go away, this is where it shows."""
    done = subprocess.run([sys.executable, "-c", PROGRAMME], env=KIVY, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["resting"] > 0.2, "nothing moves"
    assert told["ran"] == [1], "a message is acted on in the turn that it brings about"
    assert told["prompt"] < told["resting"], "after a touch it turns often"
    assert told["least"] > 0.004, "and never faster than that, whatever happens"
    assert told["deaf"] < told["resting"], "where no touch would wake it, it looks for them"
