# SPDX-License-Identifier: EUPL-1.2
"""From browser to browser: what connects the GP's page and a guest's, in a real Chromium, without a station."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.ui.gp.page_server import PAGE, node
from tests.ui.gp.rig import Rig

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

BUNDLE = """
import { build } from "esbuild";
const contents = 'export { Across } from "./src/guest-across.ts"; export { LocalMedia } from "./src/media.ts";';
await build({ stdin: { contents, resolveDir: "." }, bundle: true, format: "iife", globalName: "probe",
              outfile: process.argv[1], logLevel: "warning" });
"""
MEET = """async () => {
    const { Across, LocalMedia } = window.probe;
    const local = new LocalMedia();
    await local.open();
    const seen = { gp: null, guest: null };
    const ends = {};
    const said = [];
    const end = (name, other) => new Across(local, () => [], {
        say: (data) => { said.push(data); setTimeout(() => ends[other].take(data), 0); return true; },
        stream: (stream) => { seen[name] = stream; },
    });
    ends.gp = end("gp", "guest");
    ends.guest = end("guest", "gp");
    const until = async (holds) => {
        for (let look = 0; look < 1200 && !holds(); look += 1) await new Promise((then) => setTimeout(then, 50));
        return holds();
    };
    const moves = async (stream) => {
        const video = document.createElement("video");
        video.muted = true;
        video.srcObject = stream;
        await video.play().catch(() => undefined);
        return until(() => video.getVideoPlaybackQuality().totalVideoFrames > 3);
    };
    const found = {};
    ends.gp.call();
    found.met = await until(() => seen.gp !== null && seen.guest !== null);
    found.kinds = seen.guest?.getTracks().map((track) => track.kind).sort();
    found.gpSees = await moves(seen.gp);
    found.guestSees = await moves(seen.guest);
    const before = seen.guest;
    ends.guest.take("nonsense");
    ends.guest.take(said[0]);  // a call of before, said again: it comes to nothing, and the next one counts
    ends.gp.call();
    found.again = await until(() => seen.guest !== null && seen.guest !== before && seen.gp !== null);
    found.guestSeesAgain = await moves(seen.guest);
    ends.gp.close();
    ends.guest.close();
    found.gone = seen.gp === null && seen.guest === null;
    found.longest = Math.max(...said.map((each) => each.length));
    local.close();
    return found;
}"""


@pytest.mark.timeout(200)
async def test_two_ends_meet_meet_again_and_part(rig: Rig, tmp_path: Path) -> None:
    bundle = tmp_path / "probe.js"
    subprocess.run([node(), "--input-type=module", "-e", BUNDLE, str(bundle)], check=True, timeout=120, cwd=PAGE)
    page = rig.gp.page
    await page.goto(f"http://127.0.0.1:{rig.desk.port}/v/{rig.visit.visit}")
    await page.evaluate(f"{bundle.read_text(encoding='utf-8')}; window.probe = probe;")
    found = await page.evaluate(MEET)
    longest = found.pop("longest")
    assert found == {
        "met": True,
        "kinds": ["audio", "video"],
        "gpSees": True,
        "guestSees": True,
        "again": True,
        "guestSeesAgain": True,
        "gone": True,
    }
    assert longest < 12 << 10, "a station hands on no more"
