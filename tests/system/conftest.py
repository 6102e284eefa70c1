# SPDX-License-Identifier: EUPL-1.2
"""Real processes, a real broker, a real window and a real browser: one world for all tests of a module."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.kit.room import Room, open_room, quick_plan


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    async with open_room(quick_plan(tmp_path_factory.mktemp("world"))) as opened:
        yield opened


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def at_the_start(room: Room) -> AsyncIterator[None]:
    """Every test begins and ends with an empty station, also after one that failed."""
    yield
    await room.back_to_start()
    for page in await room.browser.pages():
        await page.close()
