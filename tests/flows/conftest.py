# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from tests.ui.touch.conftest import display as display
