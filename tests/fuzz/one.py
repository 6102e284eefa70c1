# SPDX-License-Identifier: EUPL-1.2
"""Fuzz one driver in this process: ``python -m tests.fuzz.one DRIVER [libFuzzer options and folders]``."""

from __future__ import annotations

import gc
import os
import sys

MEDIA = ("rtp-packet", "rtcp", "transport-feedback", "red", "pictures", "parity")
PROGRAM = "FUZZ_PROGRAM"


def main() -> None:
    """Run until libFuzzer ends the process."""
    name = sys.argv.pop(1)
    # libFuzzer calls argv[0] again to merge a corpus, so it must be a program.
    sys.argv[0] = os.environ.get(PROGRAM, sys.argv[0])
    import atheris  # only here: the parent process must not need it

    if name in MEDIA:
        with atheris.instrument_imports(include=["kiosk.call.rtp", "kiosk.call.receive"]):
            from tests.fuzz import media

        atheris.Setup(sys.argv, lambda data: media.try_one(name, data))
        atheris.Fuzz()
        return
    # What all drivers share was tried a hundred times over; only the device's own part leads the search.
    with atheris.instrument_imports(include=[f"drivers.{name}", "drivers.framing", "drivers.described"]):
        from tests.fuzz.target import new_interpreter, try_one

        make = new_interpreter(name)
    gc.freeze()
    atheris.Setup(sys.argv, lambda data: try_one(make, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
