# SPDX-License-Identifier: EUPL-1.2
"""Guiding the patient and writing down what was said, on the GP's page in Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from kiosk.phrases import Phrase
from tests.ui.gp.browser import DEADLINE_MS
from tests.ui.gp.rig import Rig
from tests.ui.gp.stand_in import StandIn

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]
WORDS = "Vila i två dagar.\nRing om febern stiger över 39,5."


def asked(station: StandIn, kind: str) -> list[dict[str, Any]]:
    return [message for message in station.call.control if message["type"] == kind]


async def test_a_press_shows_a_request_in_the_patients_language(rig: Rig) -> None:
    station = await rig.call()
    page = rig.gp.page
    await page.locator("#mute").focus()
    await page.keyboard.press("g")
    first = page.locator("#phrases button").first
    await expect(first).to_be_focused()
    await expect(page.locator("#guide-hint")).to_contain_text("Swedish", timeout=DEADLINE_MS)
    assert await page.locator("#phrases button").count() == len(Phrase)
    await page.click("#phrases [data-phrase=hold-breath]")
    await station.until(lambda: asked(station, "guide"), "the request")
    assert asked(station, "guide") == [{"type": "guide", "phrase": "hold-breath"}]
    state = page.locator("#guide-state")
    await expect(state).to_contain_text("screen now: “Breathe in deeply and hold your breath.”", timeout=DEADLINE_MS)
    await expect(state).to_be_empty(timeout=DEADLINE_MS)  # the stand-in says that it stands for a second
    station.deaf = True
    await page.click("#phrases [data-phrase=wait]")
    await expect(state).to_contain_text("Not shown: “Please wait a moment.", timeout=DEADLINE_MS)


async def test_what_was_said_is_sent_and_acknowledged(rig: Rig) -> None:
    station = await rig.call()
    page = rig.gp.page
    await page.locator("#mute").focus()
    await page.keyboard.press("w")
    await expect(page.locator("#summary-text")).to_be_focused()
    await expect(page.locator("#summary-send")).to_be_disabled()
    await page.keyboard.insert_text(WORDS)
    await page.check("#visit-needed")
    await expect(page.locator("#summary-count")).to_have_text(f"{2000 - len(WORDS)} characters left")
    await expect(page.locator("#summary-state")).to_have_text("Not sent yet.")
    await page.click("#summary-send")
    await station.until(lambda: asked(station, "summary"), "the summary")
    (sent,) = asked(station, "summary")
    assert (sent["text"], sent["visit_needed"]) == (WORDS, True)
    await expect(page.locator("#summary-state")).to_contain_text("The station has it", timeout=DEADLINE_MS)
    await expect(page.locator("#summary-send")).to_be_disabled()
    station.deaf = True
    await page.fill("#summary-text", WORDS + "!")
    await page.click("#summary-send")
    await expect(page.locator("#summary-state")).to_have_text("Not sent. Try again.", timeout=DEADLINE_MS)
    await expect(page.locator("#summary-send")).to_be_enabled()


async def test_a_summary_may_not_be_longer_than_the_station_takes(rig: Rig) -> None:
    await rig.call()
    page = rig.gp.page
    await page.click("#tab-summary")
    await page.locator("#summary-text").focus()
    await page.keyboard.insert_text("x" * 2100)
    await expect(page.locator("#summary-text")).to_have_value("x" * 2000)


async def test_the_end_warns_of_what_is_not_sent_and_leaves_nothing(rig: Rig) -> None:
    await rig.call()
    page = rig.gp.page
    await page.click("#end")
    await expect(page.locator("#end-unsent")).to_be_hidden()
    await page.click("#end-cancel")
    await page.click("#tab-summary")
    await page.fill("#summary-text", WORDS)
    await page.click("#end")
    await expect(page.locator("#end-unsent")).to_be_visible()
    await page.click("#end-summary")
    await expect(page.locator("#summary-text")).to_be_focused()
    await page.click("#end")
    await page.click("#end-confirm")
    await rig.gp.state("ended")
    assert await page.input_value("#summary-text") == ""
    assert "febern" not in await page.content()


async def test_a_page_that_is_opened_again_knows_of_the_summary(rig: Rig) -> None:
    station = await rig.call()
    await station.say({"type": "summary", "id": "before", "characters": 12, "visit_needed": False})
    await rig.gp.text("#summary-state", "already has a summary")


async def test_the_tabs_are_moved_between_with_arrows(rig: Rig) -> None:
    await rig.call()
    page = rig.gp.page
    await page.locator("#tab-station").focus()
    for key, tab, panel in (
        ("ArrowRight", "tab-guide", "guide"),
        ("End", "tab-hand-over", "hand-over"),
        ("ArrowRight", "tab-station", "station-card"),
        ("ArrowLeft", "tab-hand-over", "hand-over"),
        ("Home", "tab-station", "station-card"),
    ):
        await page.keyboard.press(key)
        await expect(page.locator(f"#{tab}")).to_be_focused()
        await expect(page.locator("[role=tabpanel]:visible")).to_have_attribute("id", panel)
        await expect(page.locator("[role=tab][aria-selected=true]")).to_have_attribute("id", tab)


async def test_what_the_patient_writes_is_marked_with_her_language(rig: Rig) -> None:
    station = await rig.call()
    await expect(rig.gp.page.locator("#guide-hint")).to_contain_text("Swedish", timeout=DEADLINE_MS)
    station.call.channels["text"].send("Jag mår bra\u2028")
    said = rig.gp.page.locator("#chat-log .theirs .said")
    await expect(said).to_have_attribute("lang", "sv", timeout=DEADLINE_MS)
    await expect(said).to_have_attribute("dir", "auto")


async def test_beside_the_picture_stands_how_the_patient_talks(rig: Rig) -> None:
    station = await rig.call()
    note = rig.gp.page.locator("#patient-media")
    media: dict[str, Any] = {"type": "media", "microphone": False, "camera": True}
    await station.say({**media, "cannot_hear": True, "text_call": True})
    await expect(note).to_have_text(
        "The patient cannot hear you. The patient writes instead of speaking. Write your answer.", timeout=DEADLINE_MS
    )
    await station.say({**media, "camera": False, "text_call": True})
    await expect(note).to_have_text(
        "The patient writes instead of speaking. Write your answer. The patient's camera is off.", timeout=DEADLINE_MS
    )
    await station.say({**media, "microphone": True})
    await expect(note).to_be_hidden(timeout=DEADLINE_MS)
