# SPDX-License-Identifier: EUPL-1.2
"""`./run accessibility`: what is met, and by what."""

from __future__ import annotations

import sys

from tests.accessibility.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
