# SPDX-License-Identifier: EUPL-1.2
"""Guided measuring: several instruments of every kind, each with its own state, result and commands."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.capability import Capability, Command, Instrument
from kiosk.guide import GUIDES
from kiosk.messages import Action, MeasureView
from kiosk.reading import (
    UNITS,
    AbsentReason,
    Device,
    Failure,
    Measure,
    Progress,
    Reading,
    Scan,
    SensorChange,
    SensorState,
    WaveChunk,
)
from kiosk.station.vitals import Vitals
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import VISIT, Rig

DEVICE = Device(maker="A maker", model="One", serial="", driver="simulated", port="/dev/null")
S = SensorState
STOPPABLE = frozenset({Command.START, Command.STOP})
OXIMETER = Instrument(name="oximeter", capabilities=(Capability.PULSE_OXIMETRY,))
CUFF = Instrument(name="cuff", capabilities=(Capability.BLOOD_PRESSURE,), commands=STOPPABLE)
OWN_BUTTON = Instrument(name="own-button", capabilities=(Capability.BLOOD_PRESSURE,))
SCALE = Instrument(name="scale", capabilities=(Capability.BODY_WEIGHT,), commands=frozenset({Command.ZERO}))
METER = Instrument(name="meter", capabilities=(Capability.BLOOD_GLUCOSE,))
BOARD = Instrument(
    name="board",
    capabilities=(Capability.PULSE_OXIMETRY, Capability.BLOOD_PRESSURE, Capability.BODY_TEMPERATURE),
    commands=STOPPABLE,
)
READER = Instrument(name="reader", capabilities=(Capability.CODE_READING,))


@pytest.fixture
def room() -> Room:
    return Room((OXIMETER, CUFF, SCALE, READER))


class Room(Rig):
    """A station with several instruments, at the measuring."""

    def __init__(self, instruments: tuple[Instrument, ...]) -> None:
        super().__init__(make_holder("station-one", "station"), instruments)
        self.open().to(State.MEASURE)

    def says(self, name: str, state: SensorState, failure: Failure | None = None, capability: str = "") -> None:
        self.conductor.instrument(
            SensorChange(
                instrument=name,
                device=DEVICE,
                state=state,
                at=self.clock.now(),
                failure=failure,
                capability=capability,
            )
        )

    def reads(self, name: str, group: str = "", /, **values: str | None) -> list[Reading]:
        """Let an instrument give values; a None is a value that is absent."""
        made = [self._reading(name, group, Measure(key.replace("_", "-")), text) for key, text in values.items()]
        for reading in made:
            self.conductor.instrument(reading)
        return made

    def _reading(self, name: str, group: str, measure: Measure, text: str | None) -> Reading:
        return Reading(
            measure=measure,
            value=None if text is None else Decimal(text),
            absent=AbsentReason.UNSTABLE if text is None else None,
            measured_at=self.clock.now(),
            device=DEVICE,
            instrument=name,
            group=group,
        )

    def pressure(self, mmhg: str) -> None:
        self.conductor.instrument(
            Progress(
                instrument="cuff",
                measure=Measure.CUFF_PRESSURE,
                value=Decimal(mmhg),
                unit="mm[Hg]",
                at=self.clock.now(),
            )
        )

    @property
    def shown(self) -> int:
        view = self.screen.view
        assert isinstance(view, MeasureView)
        return view.shown


# ---------------------------------------------------------------------------------------------- what is shown


def test_instruments_are_numbered_and_readers_are_not_among_them(room: Room) -> None:
    view = room.screen.view
    assert isinstance(view, MeasureView)
    assert [(each.number, each.name) for each in view.instruments] == [(1, "oximeter"), (2, "cuff"), (3, "scale")]
    assert [each.title for each in view.instruments] == [
        "guide.pulse-oximetry", "guide.blood-pressure", "guide.body-weight",
    ]  # fmt: skip
    assert room.outside.running == {"oximeter", "cuff", "scale"}, "a code reader does not run now"


def test_an_instrument_that_can_do_several_things_is_there_several_times() -> None:
    room = Room((BOARD,))
    room.says("board", S.READY)
    assert [each.commands for each in room.screen.view.instruments] == [(), (Command.START,), ()], (  # type: ignore[union-attr]
        "the start command is the cuff's alone"
    )
    room.says("board", S.MEASURING, capability=Capability.BLOOD_PRESSURE)
    states = [room.instrument(number).state for number in (1, 2, 3)]
    assert states == [S.READY, S.MEASURING, S.READY]
    room.says("board", S.UNPLUGGED)
    assert {room.instrument(number).state for number in (1, 2, 3)} == {S.UNPLUGGED}


def test_one_instrument_that_falls_silent_blanks_only_its_own_numbers() -> None:
    room = Room((OXIMETER, Instrument(name="other", capabilities=(Capability.PULSE_OXIMETRY,))))
    for name in ("oximeter", "other"):
        room.says(name, S.MEASURING)
        room.reads(name, spo2="97", pulse="71")
    room.says("oximeter", S.SILENT)
    assert (room.numbers(1), room.numbers(2)) == (("", ""), ("97", "71"))


def test_a_stream_goes_stale_and_a_result_stands(room: Room) -> None:
    room.reads("oximeter", spo2="97", pulse="71")
    room.reads("cuff", "act-1", systolic="127", diastolic="76", cuff_pulse="64")
    room.tap(Action.TOUCHED)
    room.wait(6)
    assert (room.numbers(1), room.numbers(2)) == (("", ""), ("127", "76", "64"))
    for state in (S.SILENT, S.UNPLUGGED, S.CONNECTING):
        room.says("cuff", state)
        assert room.numbers(2) == ("127", "76", "64") and room.instrument(2).done
    assert room.notices == [], "a machine that sleeps after its work is no trouble"


def test_a_new_act_takes_the_place_of_the_old_one_whole(room: Room) -> None:
    room.reads("cuff", "act-1", systolic="127", diastolic="76", cuff_pulse="64")
    room.reads("cuff", "act-2", systolic="131")
    assert room.numbers(2) == ("131", "", "") and not room.instrument(2).done
    room.reads("cuff", "act-2", diastolic="79")
    assert room.numbers(2) == ("131", "79", ""), "nothing of the act before"


def test_while_the_cuff_inflates_the_pressure_is_shown_and_no_number(room: Room) -> None:
    room.reads("cuff", "act-1", systolic="127", diastolic="76")
    room.says("cuff", S.MEASURING)
    room.pressure("84")
    cuff = room.instrument(2)
    assert cuff.progress is not None and (cuff.progress.text, cuff.progress.unit) == ("84", "mm[Hg]")
    assert room.numbers(2) == ("", "", "") and not cuff.done
    assert (cuff.picture, cuff.commands) == ("cuff-inflating", (Command.STOP,))
    room.says("cuff", S.FAILED, Failure.MOVEMENT)
    cuff = room.instrument(2)
    assert cuff.progress is None and room.numbers(2) == ("127", "76", ""), "what was measured before still stands"
    assert (cuff.advice, cuff.retake, cuff.commands) == ("guide.failed.sit-still", "guide.retake", (Command.START,))


def test_a_pressure_that_is_not_renewed_is_not_shown(room: Room) -> None:
    room.says("cuff", S.MEASURING)
    room.pressure("84")
    room.wait(4)
    assert room.instrument(2).progress is None


def test_a_weight_of_nobody_is_no_result(room: Room) -> None:
    for weight in ("0.0", "-0.4"):
        room.reads("scale", weight=weight)
        assert room.numbers(3) == ("",) and not room.instrument(3).done
    assert room.vitals() == []
    room.reads("scale", weight="82.40")
    room.reads("scale", weight="0.00")
    room.reads("scale", weight=None)
    assert room.numbers(3) == ("82.40",), "digit for digit, and stepping off takes nothing away"
    assert room.instrument(3).retake, "it can be measured anew"
    room.tap(Action.RETAKE, "3")
    assert room.numbers(3) == ("",) and not room.instrument(3).done


def test_a_failure_has_its_own_advice_and_is_over_with_the_next_result() -> None:
    room = Room((METER,))
    room.says("meter", S.SILENT)
    assert not room.instrument().trouble and room.notices == [], "a meter waits to be plugged in"
    room.says("meter", S.FAILED, Failure.OLD_RESULT)
    assert room.instrument().advice == "guide.failed.old-result" and room.instrument().trouble
    room.reads("meter", "one", glucose="6.1")
    meter = room.instrument()
    assert (meter.state, meter.advice, meter.done, meter.step) == (S.READY, "", True, "guide.done")
    room.says("meter", S.FAILED, Failure.DEVICE_FAULT)
    assert room.instrument().advice == "guide.failed.call-staff"


def test_a_machine_with_a_button_of_its_own_says_so() -> None:
    room = Room((OWN_BUTTON,))
    room.says("own-button", S.READY)
    assert room.instrument().step == "guide.blood-pressure.arm-own-button"
    assert room.instrument().commands == () and not room.instrument().retake


def test_everything_measured_is_complete(room: Room) -> None:
    def complete() -> bool:
        view = room.screen.view
        return isinstance(view, MeasureView) and view.complete

    room.reads("cuff", "act-1", systolic="127", diastolic="76")
    room.reads("scale", weight="82.4")
    assert not complete()
    room.reads("oximeter", spo2="97", pulse="71")
    assert complete()
    nothing = Room(())
    view = nothing.screen.view
    assert isinstance(view, MeasureView) and not view.complete and nothing.shown == 1
    nothing.tap(Action.NEXT_INSTRUMENT)
    nothing.tap(Action.MEASURE_STOP)


# ---------------------------------------------------------------------------------------------- which one is shown


def test_one_may_choose_or_go_on_to_what_is_not_measured_yet(room: Room) -> None:
    assert room.shown == 1
    room.reads("cuff", "act-1", systolic="127", diastolic="76")
    room.tap(Action.NEXT_INSTRUMENT)
    assert room.shown == 3, "what has a result is left out"
    room.tap(Action.CHOOSE_INSTRUMENT, "2")
    assert room.shown == 2
    for nonsense in ("9", "-1", "", "x", "\u0663", "99999999999"):
        room.tap(Action.CHOOSE_INSTRUMENT, nonsense)
        assert room.shown == 2


def test_the_screen_follows_whoever_begins_to_use_an_instrument(room: Room) -> None:
    room.says("scale", S.UNSTABLE)
    assert room.shown == 3
    room.says("cuff", S.MEASURING)
    assert room.shown == 3, "not away from one that is at work"
    room.reads("scale", weight="82.4")
    room.says("scale", S.READY)
    room.says("cuff", S.READY)
    room.says("cuff", S.MEASURING)
    assert room.shown == 2
    room.says("oximeter", S.SEARCHING)
    assert room.shown == 2, "a cuff that inflates keeps the stage"


def test_only_the_curve_of_the_shown_instrument_reaches_the_screen(room: Room) -> None:
    def chunk(instrument: str, measure: Measure = Measure.PLETH) -> WaveChunk:
        return WaveChunk(
            measure=measure,
            started_at=room.clock.now(),
            rate_hz=60,
            lower=0,
            upper=127,
            samples=(1,),
            instrument=instrument,
        )

    room.conductor.instrument(chunk("oximeter"))
    room.conductor.instrument(chunk(""))
    assert len(room.outside.waves) == 2
    room.conductor.instrument(chunk("oximeter", Measure.ECG))
    room.conductor.instrument(chunk("another"))
    room.tap(Action.CHOOSE_INSTRUMENT, "2")
    room.conductor.instrument(chunk("oximeter"))
    assert len(room.outside.waves) == 2


# ---------------------------------------------------------------------------------------------- start and stop


def test_start_and_stop_reach_the_instrument(room: Room) -> None:
    room.says("cuff", S.READY)
    room.tap(Action.MEASURE_START, "2")
    assert room.outside.told == [("cuff", Command.START)] and room.shown == 2
    room.says("cuff", S.MEASURING)
    room.tap(Action.MEASURE_STOP, "2")
    assert room.outside.told[-1] == ("cuff", Command.STOP)
    room.says("cuff", S.STOPPED)
    room.tap(Action.MEASURE_START, "2")
    assert len(room.outside.told) == 2, "the second half of a double tap on 'stop' starts nothing"
    room.wait(2)
    room.tap(Action.MEASURE_START, "2")
    assert room.outside.told[-1] == ("cuff", Command.START)
    room.tap(Action.MEASURE_START, "1")
    assert len(room.outside.told) == 3, "an oximeter is told nothing"


def test_stopping_everything_needs_no_number(room: Room) -> None:
    room.tap(Action.MEASURE_STOP)
    assert room.outside.stops == 1


def test_what_an_instrument_does_not_take_becomes_a_notice(room: Room) -> None:
    room.outside.deaf = frozenset({"cuff"})
    room.tap(Action.MEASURE_START, "2")
    (notice,) = room.screen.notices
    assert (notice.key, notice.instrument) == ("instrument-not-started", "guide.blood-pressure")
    room.tap(Action.MEASURE_STOP, "2")
    assert room.notices == ["instrument-not-stopped"]
    room.tap(Action.CONTINUE)
    assert room.notices == ["instrument-not-stopped"], "how else to stop a cuff is said on every screen"
    room.wait(31)
    assert room.notices == []


def test_the_cuff_can_be_stopped_from_every_screen_while_it_inflates(room: Room) -> None:
    assert room.screen.cuff == 0
    room.says("cuff", S.MEASURING)
    assert room.screen.cuff == 2
    room.tap(Action.CONTINUE)
    assert room.at(State.WAITING) and room.screen.cuff == 2 and room.outside.stops == 0
    room.connect()
    assert room.at(State.CALL) and room.screen.cuff == 2
    room.says("cuff", S.READY)
    assert room.screen.cuff == 0


def test_whoever_sits_still_under_a_cuff_is_not_asked_whether_she_is_there(room: Room) -> None:
    room.says("cuff", S.MEASURING)
    room.wait(150, 1)
    assert room.at(State.MEASURE) and room.screen.idle_remaining_s is None
    room.says("cuff", S.READY)
    room.wait(91, 1)
    assert room.screen.idle_remaining_s is not None


@pytest.mark.parametrize("how", ["leave", "cancelled", "expired", "gp"])
def test_leaving_the_measuring_lets_the_air_out_before_anything_else(room: Room, how: str) -> None:
    room.says("cuff", S.MEASURING)
    if how == "gp":
        room.tap(Action.CONTINUE)
        room.connect()
        room.gp_says(type="end")
    elif how == "leave":
        room.tap(Action.LEAVE)
    elif how == "cancelled":
        room.conductor.cancel(VISIT)
    else:
        room.wait(3601, 10)
    assert room.outside.stops == 1 and not room.outside.running


def test_the_emergency_stop_stops_at_once_and_says_so(room: Room) -> None:
    room.says("cuff", S.MEASURING)
    room.conductor.emergency_stop()
    assert room.outside.stops == 1 and room.notices == ["emergency-stopped"]
    room.tap(Action.CONTINUE)
    assert room.notices == ["emergency-stopped"]
    room.wait(31)
    assert room.notices == []
    room.tap(Action.LEAVE)
    room.conductor.emergency_stop()
    assert room.outside.stops == 3, "in every state"


# ---------------------------------------------------------------------------------------------- what the GP gets


def test_the_gp_gets_group_instrument_failure_capability_and_progress(room: Room) -> None:
    room.tap(Action.CONTINUE)
    room.connect()
    room.says("cuff", S.MEASURING)
    room.pressure("84")
    room.reads("cuff", "act-1", systolic="127", diastolic="76")
    room.says("cuff", S.FAILED, Failure.CUFF_LOOSE)
    at = "2026-01-01T12:00:00.000Z"
    assert [each["state"] for each in room.vitals("sensor")] == ["measuring", "failed"]
    assert room.vitals("sensor")[-1] == {
        "type": "sensor", "instrument": "cuff", "capability": "blood-pressure", "state": "failed",
        "failure": "cuff-loose", "at": at,
    }  # fmt: skip
    (progress,) = room.vitals("progress")
    assert progress == {
        "type": "progress", "instrument": "cuff", "measure": "cuff-pressure", "value": "84", "unit": "mm[Hg]", "at": at,
    }  # fmt: skip
    first = room.vitals("reading")[0]
    assert (first["instrument"], first["group"], first["value"]) == ("cuff", "act-1", "127")
    before = len(room.vitals())
    room.wait(1.1)
    again = room.vitals()[before:]
    assert [each["type"] for each in again].count("progress") == 0, "progress is never repeated"
    assert [each["value"] for each in again if each["type"] == "reading"] == ["127", "76"]


def test_the_gp_is_told_who_took_a_reading_and_which_time_it_was(room: Room) -> None:
    room.tap(Action.CONTINUE)
    room.connect()
    room.reads("cuff", "act-1", systolic=None, diastolic=None)
    for group in ("act-2", "act-3"):
        room.reads("cuff", group, systolic="127", diastolic="76")
    room.reads("oximeter", spo2="97")
    told = {(each["measure"], each["group"]): each for each in room.vitals("reading")}
    assert told["systolic", "act-2"]["attempt"] == 1, "what gave no value was no measurement"
    assert told["systolic", "act-3"]["attempt"] == told["diastolic", "act-3"]["attempt"] == 2
    assert told["spo2", ""]["attempt"] == 0
    assert (told["spo2", ""]["taken_by"], told["spo2", ""]["helped_by"]) == ("patient", None)
    room.wait(1.1)
    again = [each for each in room.vitals("reading") if each["measure"] == "systolic"][-1]
    assert (again["group"], again["attempt"]) == ("act-3", 2)


def test_an_act_of_measuring_is_found_whole(room: Room) -> None:
    visit = room.conductor.memory.visit
    assert visit is not None
    act = room.reads("cuff", "act-1", systolic="127", diastolic="76", cuff_pulse=None)
    (weight,) = room.reads("scale", weight="82.4")
    assert visit.vitals.group_of(act[1]) == (act[0], act[1])
    assert visit.vitals.group_of(weight) == (weight,)


def test_a_scan_never_reaches_anybody_while_measuring(room: Room) -> None:
    room.tap(Action.CONTINUE)
    room.connect()
    before, call = room.screen, len(room.outside.call)
    room.conductor.instrument(Scan(instrument="reader", text="191212121212", at=room.clock.now()))
    assert room.screen == before and len(room.outside.call) == call


# ---------------------------------------------------------------------------------------------- anything at all

_NAMES = st.sampled_from(["oximeter", "cuff", "board", "meter", "stranger", ""])
_STEPS = st.one_of(
    st.tuples(st.just("says"), _NAMES, st.sampled_from(S), st.sampled_from([None, *Failure])),
    st.tuples(st.just("reads"), _NAMES, st.sampled_from(Measure), st.sampled_from(["0", "12.50", None])),
    st.tuples(st.just("tap"), st.sampled_from([each for each in Action if "measure" in each or "instrument" in each]),
              st.sampled_from(["", "1", "4", "x"])),
    st.tuples(st.just("wait"), st.sampled_from([1, 7])),
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(_STEPS, max_size=25))
def test_whatever_instruments_say_the_screen_is_whole(steps: list[tuple[object, ...]]) -> None:
    room = Room((OXIMETER, CUFF, BOARD, METER))
    for what, *rest in steps:
        if what == "says":
            room.says(rest[0], rest[1], rest[2] if rest[1] is S.FAILED else None)  # type: ignore[arg-type]
        elif what == "reads":
            measure = Measure(str(rest[1]))
            room.reads(str(rest[0]), **{measure.replace("-", "_"): rest[2]})  # type: ignore[arg-type]
        elif what == "tap":
            room.tap(rest[0], str(rest[1]))  # type: ignore[arg-type]
        else:
            room.wait(rest[0], 1)  # type: ignore[arg-type]
        view = room.screen.view
        if not isinstance(view, MeasureView):
            return
        assert len(view.instruments) == 6 and 1 <= view.shown <= 6
        for each in view.instruments:
            guide = GUIDES[each.capability]
            assert tuple(value.measure for value in each.values) == guide.shown
            assert all(value.unit in UNITS[value.measure] for value in each.values)
            assert not (each.done and any(not v.text for v in each.values if v.measure in guide.done_with))
            assert not (each.advice and each.state is not S.FAILED)
            assert not (guide.positive and any(value.text == "0" for value in each.values))


def test_a_spot_check_of_an_oximeter_stands_like_any_result(room: Room) -> None:
    room.reads("oximeter", "act-1", spo2="97", pulse="71")
    room.wait(6)
    assert room.numbers(1) == ("97", "71"), "one act of measuring, not a stream"
    room.says("oximeter", S.UNPLUGGED)
    assert room.numbers(1) == ("97", "71") and room.notices == []


def test_looking_into_a_machine_s_memory_is_no_squeezing(room: Room) -> None:
    room.says("cuff", S.SEARCHING)
    assert room.screen.cuff == 0 and room.instrument(2).picture == "arm-in-cuff"


def test_every_failure_has_an_advice_and_a_known_one_does_not_call_the_staff() -> None:
    staff = {Failure.LOW_BATTERY, Failure.DEVICE_FAULT, Failure.WRONG_FORMAT}
    for guide in GUIDES.values():
        assert {failure for failure in staff if guide.advice(failure) != "guide.failed.call-staff"} == set()
        assert guide.advice(Failure.UNKNOWN) == "guide.failed.try-again"
        assert guide.advice(Failure.OLD_RESULT) == "guide.failed.old-result"


def test_the_gp_hears_of_the_instruments_in_the_order_of_their_numbers() -> None:
    vitals = Vitals((OXIMETER, CUFF, SCALE))
    now = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    for name in ("scale", "oximeter", "cuff"):
        vitals.take(SensorChange(instrument=name, device=DEVICE, state=S.READY, at=now))
    assert [message["instrument"] for message in vitals.repeated(now)] == ["oximeter", "cuff", "scale"]
