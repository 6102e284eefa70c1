# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import Rig


@pytest.fixture
def rig() -> Rig:
    """A station that is open and has one visit booked."""
    return Rig(make_holder("station-one", "station")).open()
