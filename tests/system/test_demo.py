# SPDX-License-Identifier: EUPL-1.2
"""The demo itself, with the other oximeter than a newcomer sees: it ends well and leaves everything it promises."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from kiosk.record.check import check_bundle
from kiosk.record.fhir_json import loads
from tests.kit.fhir_validators import validate_with_fhir_resources, validate_with_medplum

pytestmark = [pytest.mark.system]

DEADLINE_S = 110.0
PROMISED = ("report.html", "timeline.json", "bundle.json", "gp-call.png")
SCREENS = (
    "attract", "language", "how-to", "code", "who-for", "company", "consent", "prepare", "measure", "review", "waiting",
    "call", "rating", "goodbye", "erased", "cleaning",
)  # fmt: skip


async def test_the_demo_plays_a_whole_visit(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    command = (sys.executable, "-m", "provisioning.demo", "--headless", "--out", str(out), "--driver", "nonin_2")
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    async with asyncio.timeout(DEADLINE_S):
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert all((out / name).stat().st_size > 0 for name in PROMISED)
    assert all(len(list(out.glob(f"station-*-{screen}.png"))) == 1 for screen in SCREENS)
    filed = (out / "bundle.json").read_bytes()
    assert check_bundle(loads(filed)) == []
    assert validate_with_fhir_resources(loads(filed)) == [] and validate_with_medplum(loads(filed)) == []
    figures = json.loads((out / "timeline.json").read_text())["figures"]
    for name in ("video_to_gp_ms", "video_to_station_ms", "audio_to_gp_ms", "audio_to_station_ms"):
        assert figures[name]["count"] > 0, name
    assert {"station", "call", "ui", "broker", "gp browser"} <= set(figures["processes"])


async def test_a_demo_does_not_empty_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    command = (sys.executable, "-m", "provisioning.demo", "--headless", "--out", str(tmp_path))
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    async with asyncio.timeout(30):
        _, said = await process.communicate()
    assert process.returncode == 1
    assert b"--out" in said
    assert (tmp_path / "thesis.txt").exists()
