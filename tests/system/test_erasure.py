# SPDX-License-Identifier: EUPL-1.2
"""After a visit nothing of it is left, wherever any process may have written; also when all were killed in it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.signalling.descriptor import Patient
from kiosk.signalling.jws import b64url
from kiosk.signalling.link import mqtt_password, parse_link
from provisioning.demo.clinic import CreatedVisit
from tests.kit.room import Room
from tests.kit.traces import Trace, find_traces, places_to_write, written_since

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

NUMBER = "194102032384"
NAME = "Zebulonia Quästenflößer"
CHAT = "Ögonvittnet Brontosaurus hälsar"
REPLY = "Jag hör dig inte"
RECORD_ONLY = {"name", "number", "reading", "gp"}
"""What may stand in the record of the clinic, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Everything unmistakable about a visit."""

    booked: CreatedVisit

    def named(self) -> dict[str, str]:
        link = parse_link(self.booked.link)
        return {
            "name": NAME,
            "number": NUMBER,
            "chat": CHAT,
            "code": f'"{self.booked.code}"',
            "code in words": f"code={self.booked.code}",
            "link secret": b64url(link.secret),
            "broker password": mqtt_password(link.secret, self.booked.visit),
        }


NOT_ITS_OWN = {"reading": '"valueQuantity"', "reading on the wire": '"measure":"spo2"', "reply": REPLY}
"""What a reading looks like wherever it is written, and a sentence that the GP's page has ready as well. Other tests
write such things too: looked for in our world only."""


async def book(room: Room) -> CreatedVisit:
    patient = Patient(
        identifier_system="http://electronichealth.se/identifier/personnummer",
        identifier_value=NUMBER,
        name=NAME,
        birth_date="1941-02-03",
    )
    return await room.world.clinic.create_visit(patient=patient)


def traces_outside_the_record(room: Room, booked: CreatedVisit, start_s: float) -> list[Trace]:
    written = written_since(start_s, {*places_to_write(), room.world.plan.folder})
    files = [path for path in written if path.name != Path(__file__).name]  # nor another checkout of this very test
    assert any(room.world.plan.folder in path.parents for path in files), "the logs are among what is searched"
    record = room.world.clinic.desk_settings.desk.store
    ours = [path for path in files if {room.world.plan.folder, room.world.runtime} & set(path.parents)]
    found = [*find_traces(Secrets(booked).named(), files), *find_traces(NOT_ITS_OWN, ours)]
    return [trace for trace in found if not (record in trace.file.parents and trace.secret in RECORD_ONLY)]


async def talk(room: Room, booked: CreatedVisit) -> None:
    page = await room.to_call(booked, finger=True)
    await page.numbers()
    await page.write(CHAT)
    await room.shows("chat", lambda text: CHAT in text)
    await room.tap("say-cannot-hear")
    await page.page.wait_for_selector(f"#chat-log:has-text('{REPLY}')")
    await page.accept()


async def test_after_a_whole_visit_nothing_is_left_but_the_record(room: Room) -> None:
    start_s = time.time()
    booked = await book(room)
    await talk(room, booked)
    (page,) = await room.browser.pages()
    await page.click("#end")
    await page.click("#end-confirm")
    await room.on_to("goodbye")
    await room.tap("done")
    await room.sees("erased")
    await room.shows("check-memory-ok", bool)
    assert not (room.world.station_runtime / "visit").exists()
    assert traces_outside_the_record(room, booked, start_s) == []
    bundle = await room.world.clinic.record(booked.visit)
    assert NUMBER in str(bundle), "the record has what belongs there"


async def test_after_everything_was_killed_nothing_is_left_either(room: Room) -> None:
    start_s = time.time()
    booked = await book(room)
    await talk(room, booked)
    for name in ("station", "call", "ui"):
        await room.world.kill(name)
    await room.new_screen()
    await room.sees("attract", 40)
    assert not (room.world.station_runtime / "visit").exists()
    assert traces_outside_the_record(room, booked, start_s) == []
