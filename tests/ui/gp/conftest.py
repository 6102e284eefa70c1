# SPDX-License-Identifier: EUPL-1.2
"""One browser a test file; a visit of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.ui.gp.browser import browsing, chromium
from tests.ui.gp.page_server import Broker, Desk, build_page
from tests.ui.gp.rig import Rig
from tests.ui.gp.stand_in import Visit


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_page(tmp_path_factory.mktemp("page"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def rig(files: Path, tmp_path: Path, browser: Browser) -> AsyncIterator[Rig]:
    visit = Visit()
    broker = Broker(folder=tmp_path)
    broker.write(dict([visit.principal]))
    desk = Desk(files=files, broker_port=broker.ws_port, configs={visit.visit: visit.config(broker.ws_port)})
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(desk.serving())
        stack.push_async_callback(broker.stop)
        await broker.start()
        gp = await stack.enter_async_context(browsing(browser))
        yield Rig(visit, desk, broker, gp, stack)
