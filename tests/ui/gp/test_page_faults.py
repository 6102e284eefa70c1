# SPDX-License-Identifier: EUPL-1.2
"""What the GP's page says and does when something goes wrong: each fault has its words and a way on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import expect

from tests.ui.gp.browser import DEADLINE_MS
from tests.ui.gp.rig import Rig
from tests.ui.gp.stand_in import KIOSK, PATIENT, STATION

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]
PHONE = STATION["phone"]


def _alter(sdp: str) -> str:
    """Change one digit of every SHA-256 fingerprint."""
    lines = sdp.split("\r\n")
    swap = {True: "1", False: "0"}
    return "\r\n".join(
        line[:-1] + swap[line.endswith("0")] if line.startswith("a=fingerprint:sha-256") else line for line in lines
    )


async def test_an_altered_fingerprint_is_refused(rig: Rig) -> None:
    station = await rig.station(alter=_alter)
    await rig.gp.join(rig.link)
    await rig.gp.state("tampered")
    await rig.gp.text("#problem", "somebody may be tampering")
    await rig.gp.text("#problem", PHONE)
    await expect(rig.gp.page.locator("#retry")).to_be_hidden()
    await station.until(lambda: station.heard("m.call.reject"), "the rejection")
    assert station.heard("m.call.reject")[0]["content"]["reason"] == "fingerprints"
    assert not station.heard("m.call.answer")
    assert station.call.peer.connectionState == "new"


async def test_an_answer_that_was_altered_on_its_way_is_told(rig: Rig) -> None:
    station = await rig.station(answers=False)
    await rig.gp.join(rig.link)
    await station.until(lambda: station.heard("m.call.answer"), "the answer")
    reason = "org.halsorum.wrong-fingerprint"
    hangup = {"call_id": station.call.call_id, "party_id": "station", "version": "1", "reason": reason}
    await station.publish("m.call.hangup", hangup)
    await rig.gp.state("tampered")


async def test_an_invite_signed_long_ago_speaks_of_clocks(rig: Rig) -> None:
    station = await rig.station(hold=True)
    await rig.gp.join(rig.link)
    await station.until(lambda: station.heard("org.halsorum.ready"), "the greeting")
    await station.call_page(signed_at=datetime.now(UTC) - timedelta(seconds=90))
    await rig.gp.state("refused")
    await rig.gp.text("#problem", "clocks do not agree")


async def test_a_second_device_is_told_so(rig: Rig) -> None:
    await rig.station(refuse="in-use")
    await rig.gp.join(rig.link)
    await rig.gp.state("refused")
    await rig.gp.text("#problem", "Another device has already joined with this link")
    await rig.gp.text("#problem", PHONE)
    await rig.gp.page.click("#retry")
    await rig.gp.state("lobby")


async def test_a_patient_who_has_not_arrived_is_waited_for(rig: Rig) -> None:
    station = await rig.station(hold=True, progress="not-arrived")
    await rig.gp.join(rig.link)
    await rig.gp.text("#stage-title", "The patient has not arrived yet")
    await station.publish("org.halsorum.visit", {"state": "preparing"})
    await rig.gp.text("#stage-title", "getting ready")
    await station.call_page()
    await rig.gp.state("in-call")


async def test_a_station_that_is_away_is_told(rig: Rig) -> None:
    station = await rig.station(hold=True, progress="")
    presence = f"halsorum/v1/kiosk/{KIOSK}/presence"
    await station.client.publish(presence, '{"state": "offline"}', qos=1, retain=True)
    await rig.gp.join(rig.link)
    await rig.gp.text("#stage-title", "switched off or without network")
    await station.client.publish(presence, '{"state": "online"}', qos=1, retain=True)
    await rig.gp.text("#stage-title", "Waiting for the station")


async def test_a_patient_who_walks_away_is_waited_for_and_her_name_is_gone(rig: Rig) -> None:
    station = await rig.call()
    await rig.gp.text("#station-card", PATIENT["name"])
    station.hold, station.progress = True, "not-arrived"
    await station.call.peer.close()
    await station.publish("org.halsorum.visit", {"state": "not-arrived"})
    await rig.gp.state("joining")
    await rig.gp.text("#stage-title", "The patient has not arrived yet")
    assert PATIENT["name"] not in await rig.gp.page.content()


async def test_a_gp_may_leave_before_the_patient_came(rig: Rig) -> None:
    station = await rig.station(hold=True, progress="not-arrived")
    await rig.gp.join(rig.link)
    await rig.gp.text("#stage-title", "The patient has not arrived yet")
    await rig.gp.page.click("#end")
    await rig.gp.page.click("#end-confirm")
    await rig.gp.state("ended")
    await station.until(lambda: station.heard("m.call.hangup"), "the hangup")
    assert station.heard("m.call.hangup")[0]["content"]["call_id"] == "none"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda link: link.partition("&t=")[0], "The link is not complete"),
        (lambda link: link.partition("#")[0], "The link is not complete"),
        (lambda link: link.replace("/v/", "/v/aaaaaaaaaaaaaaaaaaaaaaaaaa?", 1), "There is no such visit"),
    ],
)
async def test_a_link_that_leads_nowhere_says_why(rig: Rig, spoil: Any, words: str) -> None:
    await rig.gp.page.goto(spoil(rig.link))
    await rig.gp.state("problem")
    await rig.gp.text("#problem", words)


async def test_an_ended_visit_says_so(rig: Rig) -> None:
    rig.desk.configs[rig.visit.visit] = rig.visit.config(rig.broker.ws_port, state="ended")
    await rig.gp.page.goto(rig.link)
    await rig.gp.state("ended")


async def test_a_login_that_is_refused_says_so(rig: Rig) -> None:
    rig.visit.secret = bytes(16)
    await rig.gp.join(rig.link)
    await rig.gp.state("problem")
    await rig.gp.text("#problem", "does not let this link in")


async def test_a_lost_line_is_told_and_replaced_before_it_is_dropped(rig: Rig) -> None:
    station = await rig.call()
    first = station.call
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    station.heartbeats, station.hold = False, True  # the call process hangs: media stand, nothing is said
    await rig.gp.connection("line-lost")
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("–")
    await rig.gp.text("#note-spo2", "last: 97")
    await expect(rig.gp.page.locator("#accept")).to_be_disabled()
    await rig.gp.connection("reconnecting")
    await station.until(lambda: len(station.heard("org.halsorum.ready")) > 1, "another greeting")
    assert first.peer.connectionState == "connected"
    station.heartbeats = False
    await station.call_page(resumes=first.call_id)
    await station.until(station.call.connected.is_set, "the new connection")
    station.heartbeats = True
    await rig.gp.connection("connected")
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
    await station.until(lambda: first.peer.connectionState == "closed", "the old connection's end")


async def test_a_broker_that_is_away_is_told_and_does_not_end_a_call(rig: Rig) -> None:
    await rig.broker.stop()
    await rig.gp.join(rig.link)
    await rig.gp.connection("broker-away")
    await rig.gp.text("#connection-state", "Attempt 1")
    await rig.broker.start()
    await rig.station()
    await rig.gp.connection("connected")
    await rig.broker.stop()
    await rig.gp.connection("connected-broker-away")
    await expect(rig.gp.page.locator("#value-spo2")).to_have_text("97", timeout=DEADLINE_MS)
