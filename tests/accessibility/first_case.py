# SPDX-License-Identifier: EUPL-1.2
"""A plugin of pytest: of each test with cases only the first is run."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out every case but the first of each test."""
    first = {item.nodeid.partition("[")[0]: item for item in reversed(items)}
    config.hook.pytest_deselected(items=[item for item in items if item not in first.values()])
    items[:] = [item for item in items if item in first.values()]
