# SPDX-License-Identifier: EUPL-1.2
"""The page of what was filed in a visit: every kind of value as staff say it, digit for digit."""

from __future__ import annotations

from datetime import datetime

import pytest

from kiosk.clock import ManualClock
from kiosk.desk.fhir_store import FhirStore
from kiosk.desk.record_page import record_page
from kiosk.errors import DeskError
from kiosk.reading import Flag, Measure, Reading
from kiosk.record.context import Filing
from kiosk.record.fhir import transaction
from tests.kit.record_samples import NINE, one_of_each, pressure_act, spo2, taken, visit


async def _page(*readings: Reading) -> str:
    async with FhirStore(None, ManualClock()) as store:
        await store.execute(transaction(Filing(visit=visit(), accepted_at=NINE, readings=readings)))
        return await record_page(store, visit().visit_id)


async def test_a_pressure_is_written_as_it_is_spoken_of() -> None:
    page = await _page(*pressure_act())
    assert '<td class="value">127/76 mmHg; Mean blood pressure (cuff): 93 mmHg</td>' in page
    assert '<td class="value">78 beats/minute</td>' in page
    assert "A&amp;D TM-2657P" in page


async def test_half_a_pressure_says_what_is_missing() -> None:
    page = await _page(taken(Measure.SYSTOLIC, "127", 1))
    assert "Systolic blood pressure (cuff): 127 mmHg; Diastolic blood pressure (cuff): none (not-measured)" in page


async def test_every_measure_has_its_digits_and_its_own_unit() -> None:
    page = await _page(*one_of_each())
    for text in ("12.50 mmol/L", "12.50 mg/dL", "12.50 °F", "12.50 st", "12.50 kg/m²", "16.9/10.1 kPa"):
        assert f'<td class="value">{text}</td>' in page


async def test_marks_of_quality_and_the_device_s_clock_are_told() -> None:
    page = await _page(spo2(flags=(Flag.FROM_MEMORY, Flag.MOVEMENT), device_time=datetime(2026, 11, 23, 8, 30)))
    assert "<td>device&#x27;s clock: 2026-11-23T08:30:00, from-memory, movement</td>" in page


async def test_a_visit_without_a_record_says_so() -> None:
    async with FhirStore(None, ManualClock()) as store:
        with pytest.raises(DeskError):
            await record_page(store, "none")
