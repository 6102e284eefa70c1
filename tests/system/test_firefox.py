# SPDX-License-Identifier: EUPL-1.2
"""A GP with Firefox meets a real station: the same page, another engine, other codecs and extensions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.call.send.rate.controller import RateController
from provisioning.demo.measurements import Measurements
from tests.kiosk.call.wait import until
from tests.kit.room import Room
from tests.ui.gp.firefox import FIREFOX, firefox

pytestmark = [
    pytest.mark.system,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not Path(FIREFOX).exists(), reason="Firefox is not installed on this machine"),
]

KEEP_CONNECTIONS = """(() => {
  const Usual = window.RTCPeerConnection;
  window.connections = [];
  window.RTCPeerConnection = function (...given) {
    const made = new Usual(...given);
    window.connections.push(made);
    return made;
  };
  window.RTCPeerConnection.prototype = Usual.prototype;
})()"""
HEARD = """(async () => {
  let energy = 0;
  for (const each of window.connections)
    for (const line of (await each.getStats()).values())
      if (line.type === 'inbound-rtp' && line.kind === 'audio') energy += line.totalAudioEnergy;
  return energy;
})()"""
"""What the GP heard until now; a machine without a sound card has no other way to tell."""
AUDIBLE, AUDIBLE_DBFS = 0.1, -45.0
LITTLE = 0.1
MEASURED_S = 30.0


async def test_a_visit_with_a_gp_in_firefox(room: Room, tmp_path: Path) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_waiting(booked, finger=True)
    async with firefox(tmp_path) as gp:
        await gp.open(booked.link)
        await gp.until("!document.getElementById('lobby').hidden")
        await gp.run("document.getElementById('join').click()")
        await gp.until("document.body.dataset.state === 'in-call'")
        await gp.until("document.getElementById('remote-video').videoWidth === 640")
        await room.sees("call")
        await gp.until("document.getElementById('value-spo2').textContent.trim() === '97'")
        await gp.run("document.getElementById('accept').click()")
        await gp.until("document.querySelector('#accepted-list [data-state=filed]') !== null")
        await room.shows("gp-picture", bool)
        await gp.run("document.getElementById('end').click()")
        await gp.run("document.getElementById('end-confirm').click()")
        await room.on_to("goodbye")
        await gp.until("document.body.dataset.state === 'ended'")
    await room.world.oximeter("finger out")
    await room.tap("done")
    await room.sees("erased")
    await room.on_to("attract")


async def test_voice_and_picture_flow_both_ways_and_the_rate_follows_the_line(room: Room, tmp_path: Path) -> None:
    booked = await room.world.clinic.create_visit()
    await room.to_waiting(booked)
    async with Measurements(room.world.probe_socket) as measured, firefox(tmp_path) as gp:
        await gp.open(booked.link)
        await gp.run(KEEP_CONNECTIONS)
        await gp.until("!document.getElementById('lobby').hidden")
        await gp.run("document.getElementById('join').click()")
        await gp.until("document.body.dataset.state === 'in-call'")
        await room.sees("call")
        await until(lambda: max(measured.numbers("audio-in", "level_dbfs"), default=-96) > AUDIBLE_DBFS, MEASURED_S)
        await until(lambda: max(measured.numbers("call", "video_in_fps"), default=0) > 5, MEASURED_S)
        await until(lambda: max(measured.numbers("gp-page", "video_in_fps"), default=0) > 5, MEASURED_S)
        await gp.until(f"({HEARD}).then(energy => energy > {AUDIBLE})")
        # It rises by feedback alone.
        await until(
            lambda: max(measured.numbers("call", "target_out_bps"), default=0) > RateController().target_bps, MEASURED_S
        )
        losses = measured.numbers("call", "loss_out")
        assert max(losses) < LITTLE, "Firefox tells nothing of the voice, and nothing told is no loss"
        await gp.run("document.getElementById('end').click()")
        await gp.run("document.getElementById('end-confirm').click()")
        await room.on_to("goodbye")
    log = [json.loads(line) for line in (room.world.plan.folder / "call.log").read_text().splitlines()]
    assert [line for line in log if line["level"] != "info"] == []
