# SPDX-License-Identifier: EUPL-1.2
"""`python -m kiosk` is the `kiosk` command."""

import sys

from kiosk.cli import main

sys.exit(main())
