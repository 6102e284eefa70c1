# SPDX-License-Identifier: EUPL-1.2
"""The demo for a person: the touch UI in a window, the GP's link on the terminal, and all the time in the world."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from kiosk.settings import CameraSection, SoundSection
from provisioning.demo.gp import BROWSERS
from provisioning.demo.world import WorldPlan, open_world

VISIT_MINUTES = 120


async def show_visit(out: Path, driver: str) -> int:
    """Open the station in a window and wait until the window is closed or Ctrl-C is pressed."""
    plan = WorldPlan(
        folder=out / "logs",
        driver=driver,
        scenario="visit",
        camera=CameraSection(kind="auto" if _has_webcam() else "test"),
        sound=SoundSection(kind="auto" if _has_microphone() else "speech"),
        stage=False,
    )
    async with open_world(plan) as world:
        booked = await world.book(minutes=VISIT_MINUTES)
        _say("The station stands in the window. Touch it and follow it.")
        _say(f"  The patient's code:   {booked.code}")
        _say(f"  The GP's link:        {booked.link}")
        browser = next((name for name in BROWSERS if shutil.which(name)), "chromium")
        trust = f"--ignore-certificate-errors-spki-list={world.trusted_spki}"
        profile = f"--user-data-dir={world.runtime / 'gp-profile'}"
        command = shlex.join([browser, trust, profile, booked.link])
        _say("This clinic has an authority of its own, made a moment ago. A browser that trusts it:")
        _say(f"  {command}")
        _say("Ctrl-C ends the demo.")
        await world.programs.ended("ui")
    return 0


def _has_webcam() -> bool:
    return any(Path("/dev").glob("video*"))


def _has_microphone() -> bool:
    cards = Path("/proc/asound/pcm")
    return cards.exists() and "capture" in cards.read_text(encoding="utf-8", errors="replace")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
