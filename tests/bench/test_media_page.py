# SPDX-License-Identifier: EUPL-1.2
"""The bench's pages are built from the GP's own code: they must fit it, and the stripe must be the station's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kiosk.call.cameras import stripe
from provisioning.bootstrap.node import node_folder
from tests.bench.media.rig import ROOT

PAGE = ROOT / "tests" / "bench" / "media" / "page"
NODE = node_folder(Path(sys.prefix)) / "bin" / "node"
TOOLS = ROOT / "ui" / "gp" / "node_modules"

TRY = """
import { build } from "esbuild";
const made = await build({ entryPoints: [process.argv[2]], bundle: true, format: "esm", write: false });
const code = "data:text/javascript," + encodeURIComponent(made.outputFiles[0].text);
const { encodeStripe, decodeStripe } = await import(code);
const width = 640, height = 360;
const planes = new Uint8Array((width * height * 3) / 2).fill(90);
encodeStripe(planes, width, height, Number(process.argv[3]));
const row = new Uint8ClampedArray(4 * width);
for (let x = 0; x < width; x++) row.fill(planes[4 * width + x], 4 * x, 4 * x + 4);
const grey = new Uint8ClampedArray(4 * width).fill(120);
console.log(JSON.stringify({ rows: Array.from(planes.slice(0, width * height)), read: decodeStripe(row, width),
  none: decodeStripe(grey, width) }));
"""


def node(*words: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run([NODE, *words], capture_output=True, text=True, check=False, timeout=60, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_pages_fit_the_gp_s_code() -> None:
    node(TOOLS / "typescript" / "bin" / "tsc", "-p", PAGE)


def test_the_pages_can_be_built(tmp_path: Path) -> None:
    node(PAGE / "build.mjs", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"gp.js", "station.js"}


@pytest.mark.parametrize("time_ms", [0, 1_795_417_703_761, 0xABCDEF])
def test_both_languages_draw_and_read_the_same_stripe(tmp_path: Path, time_ms: int) -> None:
    script = tmp_path / "try.mjs"
    script.write_text(TRY, encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(TOOLS)
    found = json.loads(node(script, PAGE / "stripe.ts", str(time_ms), cwd=tmp_path))
    luminance = np.array(found["rows"], dtype=np.uint8).reshape(360, 640)
    own = np.full((360, 640), 90, dtype=np.uint8)
    stripe.encode(own, time_ms)
    assert np.array_equal(luminance, own)
    assert found["read"] == stripe.decode(luminance) == time_ms % stripe.MODULUS_MS
    assert found["none"] is None
