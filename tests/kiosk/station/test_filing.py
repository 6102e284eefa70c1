# SPDX-License-Identifier: EUPL-1.2
"""Filing what the GP accepted: one reading stands for the whole act of measuring it is part of."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kiosk.capability import Capability, Instrument
from kiosk.clock import ManualClock
from kiosk.reading import Device, Measure, Reading
from kiosk.record.check import check_bundle
from kiosk.record.context import EncounterStatus
from kiosk.record.sender import RecordError, RecordReason
from kiosk.settings import StationSection
from kiosk.station.filing import FilingQueue
from kiosk.station.memory import VisitMemory
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import Rig

BOARD = Instrument(name="board", capabilities=(Capability.BLOOD_PRESSURE, Capability.PULSE_OXIMETRY))
DEVICE = Device(maker="A maker", model="Board", serial="7", driver="simulated", port="/dev/null")
ACT = {Measure.SYSTOLIC: "127", Measure.DIASTOLIC: "76", Measure.CUFF_PULSE: "78"}


class Clinic:
    """The clinic's end: takes bundles, or refuses them."""

    def __init__(self) -> None:
        self.bundles: list[dict[str, Any]] = []
        self.told: list[tuple[str, bool, str]] = []
        self.away = False

    async def send(self, bundle: dict[str, Any]) -> None:
        if self.away:
            raise RecordError("The clinic is away.", reason=RecordReason.UNREACHABLE)
        self.bundles.append(bundle)

    def filed(self, reading_id: str, ok: bool, reason: str) -> None:
        self.told.append((reading_id, ok, reason))

    def observations(self) -> list[dict[str, Any]]:
        entries = [entry for bundle in self.bundles for entry in bundle["entry"]]
        return [entry["resource"] for entry in entries if entry["resource"]["resourceType"] == "Observation"]


@pytest.fixture
def visit() -> VisitMemory:
    rig = Rig(make_holder("station-one", "station"), (BOARD,))
    rig.open().to(State.MEASURE)
    assert rig.conductor.memory.visit is not None
    return rig.conductor.memory.visit


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def queue(clinic: Clinic) -> FilingQueue:
    return FilingQueue(StationSection(id="station-one"), "1", clinic.send, clinic.filed, ManualClock())


def _measure(
    visit: VisitMemory, numbers: dict[Measure, str], group: str, *, instrument: str = "board", later_s: float = 0
) -> list[Reading]:
    at = ManualClock().now() + timedelta(seconds=later_s)
    taken = [
        Reading(
            measure=measure, value=Decimal(digits), absent=None, measured_at=at, device=DEVICE, group=group,
            instrument=instrument,
        )
        for measure, digits in numbers.items()
    ]  # fmt: skip
    for reading in taken:
        visit.vitals.take(reading)
    return taken


@pytest.mark.parametrize("accepted", range(3))
async def test_any_number_of_an_act_files_the_whole_act(
    visit: VisitMemory, queue: FilingQueue, clinic: Clinic, accepted: int
) -> None:
    _measure(visit, {Measure.SYSTOLIC: "140", Measure.DIASTOLIC: "90"}, "before")
    _measure(visit, {Measure.WEIGHT: "82.4"}, "act", instrument="scale")
    _measure(visit, {Measure.CUFF_PULSE: "99"}, "act", later_s=-120)
    act = _measure(visit, ACT, "act")
    queue.put(visit, EncounterStatus.IN_PROGRESS, act[accepted], "")
    assert await queue.settle()
    panel, pulse = clinic.observations()
    assert [part["valueQuantity"]["value"] for part in panel["component"]] == [127, 76]
    assert pulse["valueQuantity"]["value"] == 78
    assert check_bundle(clinic.bundles[0]) == []
    assert clinic.told == [(act[accepted].id, True, "")]


async def test_an_act_accepted_twice_has_the_same_names(visit: VisitMemory, queue: FilingQueue, clinic: Clinic) -> None:
    act = _measure(visit, ACT, "act")
    clinic.away = True
    queue.put(visit, EncounterStatus.IN_PROGRESS, act[0], "")
    await queue.settle()
    clinic.away = False
    for reading in act:
        queue.put(visit, EncounterStatus.IN_PROGRESS, reading, "")
    await queue.settle()
    assert clinic.told == [(act[0].id, False, "unreachable"), *((each.id, True, "") for each in act)]
    assert len({each["identifier"][0]["value"] for each in clinic.observations()}) == 2


async def test_the_instrument_is_described_by_all_it_can(
    visit: VisitMemory, queue: FilingQueue, clinic: Clinic
) -> None:
    (spo2,) = _measure(visit, {Measure.SPO2: "97"}, "")
    queue.put(visit, EncounterStatus.IN_PROGRESS, spo2, "")
    await queue.settle()
    device = clinic.bundles[0]["entry"][3]["resource"]
    assert [each["systemType"]["coding"][0]["code"] for each in device["specialization"]] == ["528388", "528391"]


async def test_what_is_never_filed_is_refused(visit: VisitMemory, queue: FilingQueue, clinic: Clinic) -> None:
    (curve,) = _measure(visit, {Measure.ECG: "12"}, "")
    queue.put(visit, EncounterStatus.IN_PROGRESS, curve, "")
    assert await queue.settle()
    assert clinic.bundles == []
    assert clinic.told == [(curve.id, False, "unknown")]
