# SPDX-License-Identifier: EUPL-1.2
"""Every flow in every language by every way of operating. Takes many minutes: only `./run accessibility` plays it."""

from __future__ import annotations

import pytest

from kiosk.languages import KNOWN
from tests.flows.process import WAYS, played


@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", KNOWN)
def test_every_visit_in(display: str, language: str, way: str) -> None:
    assert played(display, f"{language}/{way}/*") == {}
