# SPDX-License-Identifier: EUPL-1.2
"""The GP's page in Firefox: the same visit, so that nothing of Chromium's own is relied on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.gp.firefox import FIREFOX, firefox
from tests.ui.gp.page_server import Broker, Desk, build_page
from tests.ui.gp.stand_in import Visit, standing_in

pytestmark = pytest.mark.system


@pytest.mark.skipif(not Path(FIREFOX).exists(), reason="Firefox is not installed on this machine")
async def test_a_visit_in_firefox(tmp_path: Path) -> None:
    visit, profile = Visit(), tmp_path / "profile"
    profile.mkdir()
    broker = Broker(folder=tmp_path)
    broker.write(dict([visit.principal]))
    await broker.start()
    files = build_page(tmp_path / "page")
    desk = Desk(files=files, broker_port=broker.ws_port, configs={visit.visit: visit.config(broker.ws_port)})
    try:
        async with desk.serving(), standing_in(visit, broker.tcp_port) as station, firefox(profile) as gp:
            await gp.open(visit.link(f"http://127.0.0.1:{desk.port}"))
            await gp.until("document.body.dataset.state === 'lobby'")
            await gp.until("document.getElementById('preview').videoWidth > 0")
            await gp.run("document.getElementById('join').click()")
            await gp.until("document.body.dataset.state === 'in-call'")
            await gp.until("document.getElementById('remote-video').mozPaintedFrames > 10")
            await station.until(lambda: station.call.frames > 10, "the GP's picture")
            await gp.until("document.getElementById('value-spo2').textContent === '97'")
            await gp.run("document.getElementById('accept').click()")
            await gp.until("document.querySelectorAll('#accepted-list li[data-state=filed]').length === 2")
            await gp.until("performance.getEntriesByName('first-frame').length === 1")
            await gp.run("document.getElementById('end').click(); document.getElementById('end-confirm').click()")
            await gp.until("document.body.dataset.state === 'ended'")
            await station.until(lambda: station.heard("m.call.hangup"), "the hangup")
            assert gp.said == []
    finally:
        await broker.stop()
