# SPDX-License-Identifier: EUPL-1.2
"""A third participant's end, and a station that hands on what the two pages say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page, expect

from kiosk.signalling.jws import un_b64url
from tests.ui.gp.browser import DEADLINE_MS, GpPage, browsing
from tests.ui.gp.rig import Rig
from tests.ui.gp.stand_in import StandIn, standing_in

LONG_MS = 2 * DEADLINE_MS
"""For what takes two browsers and two connections."""


@dataclass
class GuestStandIn(StandIn):
    """The station as it is to the guest's page. ``seat``: hers; ``other``: as it is to the GP's."""

    seat: str = ""
    other: StandIn | None = None
    handed: int = 0
    """How many messages of hers have been handed on."""

    def topic(self, end: str) -> str:
        names = {"to-gp": "to-guest", "to-kiosk": "to-kiosk"}
        return super().topic(f"guest/{self.seat}/{names[end]}")

    async def hand_on(self) -> None:
        """Hand on everything that either page has to say to the other, once."""
        assert self.other is not None
        for source, target in ((self.other, self), (self, self.other)):
            if not source.calls or not target.calls:
                continue
            said = [each for each in source.call.control if each["type"] == "guest-signal"]
            for message in said:
                source.call.control.remove(message)
                self.handed += 1
                await target.say(message)


async def invite(rig: Rig, station: StandIn, role: str = "interpreter") -> tuple[str, dict[str, Any]]:
    """Make a link on the GP's page; return it, and what the station was asked."""
    page = rig.gp.page
    await offer(page)
    await expect(page.locator("#invite-make")).to_have_attribute("aria-disabled", "true")
    await page.check(f"input[value={role}]")
    await page.check("#invite-agreed")
    await page.click("#invite-make")
    await station.until(lambda: asked(station), "a link to be asked for")
    message = asked(station)[-1]
    rig.broker.admit(f"gp-{rig.visit.visit}-{message['seat']}", message["password"])
    await tell(station, message, "ready")
    await expect(page.locator("#invite-link")).to_be_visible(timeout=DEADLINE_MS)
    return await page.locator("#invite-link").input_value(), message


async def offer(page: Page) -> None:
    """Open the panel."""
    await page.click("#tab-invite")


def asked(station: StandIn) -> list[dict[str, Any]]:
    return [each for call in station.calls for each in call.control if each["type"] == "invite-guest"]


async def tell(station: StandIn, message: dict[str, Any], state: str, party: str = "") -> None:
    """Tell the GP's page how her guest stands."""
    await station.say({"type": "guest", "seat": message["seat"], "who": message["who"], "state": state, "party": party})


async def guest_joins(rig: Rig, station: StandIn, link: str, message: dict[str, Any]) -> tuple[GpPage, GuestStandIn]:
    """Open the link in a browser of its own, and bring it into the call."""
    assert rig.gp.context.browser is not None
    guest = await rig.stack.enter_async_context(browsing(rig.gp.context.browser))
    how = {"seat": message["seat"], "other": station, "proofs": [un_b64url(message["proof_key"])]}
    hers = await rig.stack.enter_async_context(standing_in(rig.visit, rig.broker.tcp_port, GuestStandIn, **how))
    await guest.join(link)
    await guest.state("in-call")
    await tell(station, message, "joined", hers.call.party)
    assert isinstance(hers, GuestStandIn)
    return guest, hers
