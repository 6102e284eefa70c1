# SPDX-License-Identifier: EUPL-1.2
"""`./run screens`: draw every screen, compare with the accepted pictures, lay them out in a sheet."""

from __future__ import annotations

import signal
import sys

from tests.screens.cli import main

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does, and leaves no process behind
    sys.exit(main(sys.argv[1:]))
