# SPDX-License-Identifier: EUPL-1.2
"""Handing a visit over, step by step, from both pages and the station's side."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect

from kiosk.signalling.jws import un_b64url
from tests.ui.gp.browser import DEADLINE_MS, GpPage, browsing
from tests.ui.gp.rig import Rig
from tests.ui.gp.stand_in import Call, StandIn

NAME = "Dr Ada Avbytare"
SO_FAR = {
    "type": "so-far",
    "said": [{"by": "patient", "text": "Jag mår bra"}, {"by": "gp", "text": "Good to hear"}],
    "summary": "Rest for two days.",
    "visit_needed": True,
    "filed": ["cuff-systolic"],
}


async def ask(rig: Rig, station: StandIn) -> dict[str, Any]:
    """Ask for a link by the keyboard; return what the station was asked."""
    page = rig.gp.page
    await page.locator("#mute").focus()
    await page.keyboard.press("h")
    await expect(page.locator("#colleague")).to_be_focused()
    await expect(page.locator("#hand-over-make")).to_be_disabled()
    await page.keyboard.insert_text(NAME)
    await page.keyboard.press("Enter")
    await station.until(lambda: asked(station), "a link to be asked for")
    return asked(station)[-1]


def asked(station: StandIn) -> list[dict[str, Any]]:
    return [message for call in station.calls for message in call.control if message["type"] == "hand-over"]


async def make_link(rig: Rig, station: StandIn) -> str:
    """Let the desk give the link; return it."""
    message = await ask(rig, station)
    rig.broker.admit(f"gp-{rig.visit.visit}-{message['seat']}", message["password"])
    station.proofs.append(un_b64url(message["proof_key"]))
    await station.say({"type": "hand-over", "seat": message["seat"], "state": "ready", "name": NAME})
    await expect(rig.gp.page.locator("#colleague-link")).to_be_visible(timeout=DEADLINE_MS)
    return await rig.gp.page.locator("#colleague-link").input_value()


async def colleague(rig: Rig) -> GpPage:
    """Give the colleague a browser of her own."""
    assert rig.gp.context.browser is not None
    return await rig.stack.enter_async_context(browsing(rig.gp.context.browser))


async def take_over(rig: Rig, station: StandIn, other: GpPage, link: str) -> Call:
    """Let the colleague's page join and the call move to it; return the call it had before."""
    before = station.call
    station.hold = True
    known = set(parties(station))
    await other.join(link)
    await station.until(lambda: set(parties(station)) - known, "the colleague's greeting", 30)
    (party,) = set(parties(station)) - known
    call = await station.call_page(resumes=before.call_id, invitee=party)
    await other.state("in-call")
    assert call.party == party
    return before


def parties(station: StandIn) -> list[str]:
    """The pages that have greeted; one that hears nothing greets again."""
    return [event["content"]["party_id"] for event in station.heard("org.halsorum.ready")]


async def say_farewell(station: StandIn, before: Call) -> None:
    await station.publish(
        "m.call.hangup",
        {"call_id": before.call_id, "party_id": "station", "version": "1", "reason": "handed_over"},
    )
