# SPDX-License-Identifier: EUPL-1.2
"""Tanita records: the check, the date in three forms, what is never told, and the simulator."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.items import DeviceName, PublishedReading, PublishedState
from drivers.names import DriverName
from drivers.simulation.run import Style
from drivers.tanita_text.decode import decode
from drivers.tanita_text.frame import TanitaFramer, encode
from drivers.tanita_text.interpret import TanitaInterpreter
from drivers.tanita_text.simulator import HEADS, SimulatedTanita
from kiosk.reading import AbsentReason, Failure, Flag, Measure, Reading, SensorChange, SensorState
from tests.drivers.live import live
from tests.drivers.streams import readings, run, run_in_pieces, values
from tests.drivers.tanita_text.example import BAD_CHECK, BH100, EXAMPLES, FAILED, MC780, OTHER_UNITS, SC330, checked

ID = b"1912121212"
WITH_ID = checked(SC330[:-5].replace(b"0000000000", ID))


@pytest.mark.parametrize("record", [SC330, MC780, BH100])
def test_the_known_records_have_the_right_check(record: bytes) -> None:
    assert TanitaFramer().feed(record + b"\r\n") == [record]


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"}\r\n", b"", b"\0\r\n"])
def test_any_end_of_line_will_do(end: bytes) -> None:
    framer = TanitaFramer()
    assert framer.feed(SC330 + end + BH100 + end) == [SC330, BH100]
    framer.finish()
    assert framer.tally.skipped_bytes == 0


def test_an_adult_s_record() -> None:
    items = run(TanitaInterpreter(), SC330 + b"\r\n")
    assert DeviceName(model="SC-330", serial="00000001") in items
    found = {item.measure: (str(item.sample.value), item.device_time, item.group) for item in readings(items)}
    at = datetime(2014, 9, 25, 8, 20)
    group = readings(items)[0].group
    assert found == {
        Measure.WEIGHT: ("89.2", at, group),
        Measure.HEIGHT: ("191.0", at, group),
        Measure.BODY_FAT: ("18.8", at, group),
        Measure.BMI: ("24.5", at, group),
    }


def test_a_weight_without_the_rest() -> None:
    """An MC-780 on which somebody stood with shoes on (a program for it has the record)."""
    record = b'{0,16,~0,1,MO,"MC-780",ID,"0000000000000000",DT,"2026/06/03",TI,"15:22",Pt,0.0,Wk,67.8,CS,57'
    (reading,) = readings(run(TanitaInterpreter(), b"@\r\n" + record + b"\r\n"))
    assert (reading.measure, str(reading.sample.value), reading.device_time) == (
        Measure.WEIGHT, "67.8", datetime(2026, 6, 3, 15, 22),
    )  # fmt: skip


def test_a_home_scale_s_card_is_in_other_units() -> None:
    """A BC-601 writes such records to its card; its check is right, and its units have other numbers."""
    record = (
        b'{0,16,~0,2,~1,2,~2,3,~3,4,MO,"BC-601",DT,"12/01/2016",Ti,"23:48:53",Bt,2,GE,1,AG,26,Hm,185.0,AL,3,Wk,96.1,'
        b"MI,28.1,FW,18.9,Fr,12.6,Fl,13.3,FR,17.8,FL,18.6,FT,20.8,mW,74.1,mr,5.1,ml,5.2,mR,12.5,mL,12.3,mT,39.0,"
        b"bW,3.8,IF,5,rD,4871,rA,25,ww,58.9,CS,30}\r\n"
    )
    interpreter = TanitaInterpreter()
    items = run(interpreter, record)
    assert interpreter.ticks == 1 and readings(items) == []
    assert [item.failure for item in items if isinstance(item, PublishedState)] == [Failure.WRONG_FORMAT]


def test_a_height_meter_s_record() -> None:
    (reading,) = readings(run(TanitaInterpreter(), BH100 + b"\r\n"))
    assert (reading.measure, reading.sample.value, reading.device_time) == (
        Measure.HEIGHT, Decimal("158.9"), datetime(2019, 4, 6, 13, 6),
    )  # fmt: skip


def test_clothes_taken_off_are_flagged() -> None:
    assert {item.flags for item in readings(run(TanitaInterpreter(), MC780))} == {(Flag.NET_WEIGHT,)}
    assert {item.flags for item in readings(run(TanitaInterpreter(), SC330))} == {()}


@pytest.mark.parametrize(
    ("date", "at"),
    [
        (b'Da,"25/09/2014",TI,"08:20",', datetime(2014, 9, 25, 8, 20)),
        (b'DT,"2019/04/06",TI,"13:06",', datetime(2019, 4, 6, 13, 6)),
        (b'DA,"19/01/30",TI,"19:59",', datetime(2019, 1, 30, 19, 59)),
        (b'Da,"31/02/2014",TI,"08:20",', None),
        (b'Da,"25/09/2014",', None),
        (b'TI,"08:20",', None),
        (b'Da,"2014",TI,"08:20",', None),
    ],
)
def test_three_forms_of_the_date(date: bytes, at: datetime | None) -> None:
    record = decode(checked(b"{0,16,~1,1," + date + b"Hm,158.9,"))
    assert record is not None and record.device_time == at


def test_a_wrong_check_is_no_record() -> None:
    interpreter = TanitaInterpreter()
    assert run(interpreter, BAD_CHECK + b"\r\n") == []
    assert interpreter.tally.skipped_bytes == len(BAD_CHECK)


def test_a_bad_status_has_no_numbers() -> None:
    items = run(TanitaInterpreter(), FAILED + b"\r\n")
    assert {item.sample.absent for item in readings(items)} == {AbsentReason.DEVICE_ERROR}
    assert PublishedState(tick=0, state=SensorState.FAILED, failure=Failure.UNKNOWN) in items


def test_other_units_are_refused_and_said() -> None:
    items = run(TanitaInterpreter(), OTHER_UNITS + b"\r\n")
    assert readings(items) == []
    assert PublishedState(tick=0, state=SensorState.FAILED, failure=Failure.WRONG_FORMAT) in items


def test_a_zero_was_not_measured() -> None:
    data = checked(b"{0,16,~0,1,~1,1,~2,1,Hm,0.0,Wk,67.6,FW,0.0,MI,0.0,")
    assert [item.measure for item in readings(run(TanitaInterpreter(), data))] == [Measure.WEIGHT]


@pytest.mark.parametrize("body", [b"{0,16,Wk,67.6,Wk,97.6,", b"{0,16,Wk,67.6,odd,"])
def test_keys_and_values_that_do_not_pair(body: bytes) -> None:
    interpreter = TanitaInterpreter()
    assert run(interpreter, checked(body) + b"\r\n") == []
    assert interpreter.tally.broken_packets == 1


def test_the_person_s_number_is_never_told() -> None:
    interpreter = TanitaInterpreter()
    (view,) = interpreter.view(WITH_ID + b"\r\n")
    assert view.fields["id_present"] is True
    for told in (repr(view), json.dumps(dict(view.fields)), repr(run(TanitaInterpreter(), WITH_ID))):
        assert ID.decode() not in told
    assert ID not in view.raw and len(view.raw) == len(WITH_ID)
    (nobody,) = TanitaInterpreter().view(SC330 + b"\r\n")
    assert nobody.fields["id_present"] is False


def test_the_same_weight_measured_again_is_another_result() -> None:
    assert values(run(TanitaInterpreter(), (SC330 + b"\r\n") * 2), Measure.WEIGHT) == [Decimal("89.2")] * 2


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=5))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = EXAMPLES[0].data
    assert run_in_pieces(TanitaInterpreter(), data, sizes) == run(TanitaInterpreter(), data)


@given(st.integers(0, len(SC330) - 1), st.integers(0, 7))
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    hurt = SC330[:at] + bytes([SC330[at] ^ 1 << bit]) + SC330[at + 1 :]
    assume((hurt[:-2], hurt[-2:].upper()) != (SC330[:-2], SC330[-2:]))  # the check in small letters is the same check
    assert [item for item in run(TanitaInterpreter(), hurt + b"\r\n") if isinstance(item, PublishedReading)] == []


def test_a_record_comes_back_as_it_went() -> None:
    raw = encode([("~0", "1"), ("MO", '"SC-330"'), ("Wk", "89.2")])
    record = decode(raw.removesuffix(b"\r\n"))
    assert TanitaFramer().feed(raw) == [raw[:-2]]
    assert record is not None and record.values == {Measure.WEIGHT: Decimal("89.2")} and record.model == "SC-330"


@pytest.mark.parametrize("variant", list(HEADS))
async def test_step_on_and_a_result_comes(tmp_path: Path, variant: str) -> None:
    timeline = ((0.0, "step off"), (0.5, "weight 81.4"))
    name = DriverName.TANITA_TEXT
    async with live(tmp_path / "port", name, variant=variant, timeline=timeline, style=Style(pace=8.0)) as here:
        height = await here.value(Measure.HEIGHT, Decimal("178.5"))
        assert here.states == [SensorState.READY]
        assert height.device.model == HEADS[variant][0]
        assert height.device_time is not None
        assert abs(height.device_time - datetime.now()) < timedelta(minutes=2)
        if variant != "bh100":
            weight = await here.value(Measure.WEIGHT, Decimal("81.4"))
            assert weight.group == height.group


async def test_a_device_that_could_not_measure(tmp_path: Path) -> None:
    timeline = ((0.0, "step off"), (0.0, "status 3"), (0.5, "weight 81.4"))
    name = DriverName.TANITA_TEXT
    async with live(tmp_path / "port", name, variant="mc780", timeline=timeline, style=Style(pace=8.0)) as here:
        await here.state(SensorState.FAILED)
        assert [event.failure for event in here.events if isinstance(event, SensorChange) and event.failure] == [
            Failure.UNKNOWN
        ]
        await here.until(lambda: any(isinstance(event, Reading) for event in here.events))
        assert {event.value for event in here.events if isinstance(event, Reading)} == {None}


def test_the_simulated_device_speaks_once() -> None:
    device = SimulatedTanita()
    said = b"".join(device.tick() for _ in range(20 * 30))
    assert len(TanitaFramer().feed(said)) == 1
    device.step(on=False)
    device.step(on=True)
    assert len(TanitaFramer().feed(b"".join(device.tick() for _ in range(20 * 30)))) == 1
