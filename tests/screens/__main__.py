# SPDX-License-Identifier: EUPL-1.2
"""`./run screens`: draw every screen, compare with the accepted pictures, lay them out in a sheet."""

from __future__ import annotations

import sys

from tests.screens.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
