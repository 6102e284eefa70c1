# SPDX-License-Identifier: EUPL-1.2
"""What a process gave back is overwritten with our environment, and is not without."""

from __future__ import annotations

import os
import subprocess
import sys

from kiosk.environment import ENVIRONMENT
from tests.kit.heap import find_in_heap

SECRET = "Zebulonia was here"
PROGRAM = """
import gc, sys
kept = ["".join(chr(ord(letter) - 1) for letter in sys.argv[1]) + str(number) for number in range(500)]
print(len(kept), flush=True)
sys.stdin.readline()
del kept
gc.collect()
print("forgotten", flush=True)
sys.stdin.readline()
"""


def counts(environment: dict[str, str]) -> tuple[int, int]:
    """Count the secret in a process that holds it 500 times, and after it let go."""
    shifted = "".join(chr(ord(letter) + 1) for letter in SECRET)
    plain = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, shifted],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**plain, **environment},
        text=True,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()
        held = find_in_heap(process.pid, SECRET)
        process.stdin.write("\n")
        process.stdin.flush()
        process.stdout.readline()
        left = find_in_heap(process.pid, SECRET)
        process.stdin.write("\n")
        process.stdin.flush()
    return held, left


def test_what_is_freed_is_overwritten() -> None:
    held, left = counts(ENVIRONMENT)
    assert held >= 500
    assert left <= held // 20


def test_without_it_much_is_left() -> None:
    held, left = counts({})
    assert held >= 500
    assert left > held // 5
