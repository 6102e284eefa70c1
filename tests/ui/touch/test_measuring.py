# SPDX-License-Identifier: EUPL-1.2
"""Measuring with the real ui process: choosing, starting, stopping from everywhere; numbers as people write them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec import structs

from kiosk import messages as m
from kiosk.capability import Capability, Command
from kiosk.guide import GUIDES
from kiosk.reading import UNITS, Measure, SensorState
from tests.ui.touch.station import screen
from tests.ui.touch.views import (
    BP_DONE,
    BP_FAILED,
    BP_FAILED_AGAIN,
    BP_INFLATING,
    BP_READY,
    CASES,
    GP,
    SCALE_DONE,
    SCALE_MOVING,
    SIX,
    call,
    instrument,
    oximeter,
    several,
)
from ui.touch.stage_client import StageClient, StageError
from ui.touch.units import SYMBOLS, number, symbol
from ui.touch.widgets.readings import joined, parts, together


async def _until(stage: StageClient, ident: str, key: str, value: Any, deadline_s: float = 10.0) -> dict[str, Any]:
    """Wait until a part of the screen says ``value``."""
    async with asyncio.timeout(deadline_s):
        while True:
            found = [widget for widget in await stage.tree() if widget["id"] == ident]
            if found and found[0][key] == value:
                return found[0]


async def _gone(stage: StageClient, ident: str, deadline_s: float = 10.0) -> None:
    async with asyncio.timeout(deadline_s):
        while any(widget["id"] == ident for widget in await stage.tree()):
            pass


def measure(*views: m.InstrumentView, shown: int = 1, complete: bool = False) -> m.MeasureView:
    return m.MeasureView(instruments=views, shown=shown, complete=complete)


async def test_every_button_says_which_instrument_it_means(display: str, tmp_path: Any) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        three = several(oximeter(SensorState.FINGER_OUT), BP_READY, SCALE_DONE)
        station.show(measure(*three, shown=2))
        await stage.wait("measure")
        await stage.tap("start-measuring")
        assert await station.tap() == m.Tap(action=m.Action.MEASURE_START, value="2")
        await stage.tap("tile-3")
        assert await station.tap() == m.Tap(action=m.Action.CHOOSE_INSTRUMENT, value="3")
        await stage.tap("next")
        assert await station.tap() == m.Tap(action=m.Action.NEXT_INSTRUMENT)
        station.show(measure(*three, shown=3))
        await _until(stage, "picture", "key", "scale")
        await stage.tap("retake")
        assert await station.tap() == m.Tap(action=m.Action.RETAKE, value="3")
        station.show(measure(*several(oximeter(), BP_INFLATING, SCALE_DONE), shown=2), cuff=2)
        await _until(stage, "picture", "key", "cuff-inflating")
        await stage.tap("stop")
        assert await station.tap() == m.Tap(action=m.Action.MEASURE_STOP, value="2")


async def test_the_same_pane_goes_through_a_whole_measurement(display: str, tmp_path: Any) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(measure(BP_READY))
        await stage.wait("measure")
        assert (await stage.find("sensor"))["text"] == "Mätaren är redo."
        station.show(measure(BP_INFLATING), cuff=1)
        assert (
            "148 mmHg"
            in (await _until(stage, "progress-bar", "state", "0.74") and await stage.find("progress"))["text"]
        )
        station.show(measure(BP_FAILED))
        await _gone(stage, "progress")
        assert (await stage.find("advice"))["text"].startswith("Slangen är böjd")
        assert (await stage.find("start-measuring"))["text"] == "Mät igen"
        station.show(measure(BP_DONE, complete=True))
        await _until(stage, "systolic", "text", "Blodtryck 127/76 mmHg")
        assert not [each for each in await stage.tree() if each["id"] in ("advice", "sensor")]
        station.show(measure(BP_FAILED_AGAIN, complete=True))
        assert (await _until(stage, "kept", "role", "text"))["text"] == "127/76\xa0mmHg  64\xa0/min"
        station.show(measure(structs.replace(BP_DONE, number=1, done=True), complete=True))
        await _gone(stage, "kept")


async def test_a_cuff_is_stopped_from_any_screen(display: str, tmp_path: Any) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        for view in (
            m.WaitingView(gp_name=GP, waited_s=100),
            m.GpAbsentView(gp_name=GP, waited_s=700),
            m.ReconnectingView(gp_name=GP, cause="line"),
            measure(*several(oximeter(), BP_INFLATING)),
        ):
            station.show(view, cuff=2)
            await stage.wait(str(view.__struct_config__.tag))
            await stage.tap("stop-cuff")
            assert await station.tap() == m.Tap(action=m.Action.MEASURE_STOP)
            station.show(view)
            await _gone(stage, "stop-cuff")


async def test_a_question_does_not_hide_the_stop_button(display: str, tmp_path: Any) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(measure(BP_READY))
        await stage.wait("measure")
        await stage.tap("leave")
        await stage.find("leave-yes")
        station.show(measure(BP_INFLATING), cuff=1)
        await _gone(stage, "leave-yes")
        await stage.tap("stop")
        assert (await station.tap()).action is m.Action.MEASURE_STOP
        await stage.tap("leave")
        await stage.tap("stop-cuff")
        assert (await station.tap()).action is m.Action.MEASURE_STOP, "also from the question asked meanwhile"


async def test_a_notice_that_comes_does_not_take_the_stop_button_from_under_a_finger(
    display: str, tmp_path: Any
) -> None:
    view = m.WaitingView(gp_name=GP, waited_s=100)
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(view, cuff=2)
        await stage.wait("waiting")
        notices = (m.Notice(key=m.NoticeKey.BROKER_AWAY),)
        station.show(view, cuff=2, notices=notices)
        await _until(stage, "notice-broker-away", "role", "notice")
        await stage.tap("stop-cuff")
        assert (await station.tap()).action is m.Action.MEASURE_STOP


async def test_in_a_call_the_instruments_open_by_a_touch_or_by_a_cuff(display: str, tmp_path: Any) -> None:
    idle = several(oximeter(), BP_READY, SCALE_DONE)
    busy = several(oximeter(), BP_INFLATING, SCALE_DONE)
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(call(instruments=idle))
        await stage.wait("call")
        assert "82,40" in (await stage.find("readings"))["text"]
        await stage.tap("readings")
        await _until(stage, "pane", "role", "group")
        with pytest.raises(StageError):
            await stage.tap("say-yes")
        await stage.tap("close-bench")
        await stage.find("readings")
        station.show(call(instruments=busy, shown=2), cuff=2)
        await _until(stage, "stop", "role", "button")
        await stage.tap("stop")
        assert await station.tap() == m.Tap(action=m.Action.MEASURE_STOP, value="2")
        station.show(call(instruments=several(oximeter(), BP_DONE, SCALE_DONE), shown=2))
        assert "127/76" in (await _until(stage, "readings", "role", "button"))["text"], "the picture is back by itself"
        assert await _until(stage, "gp-picture", "role", "image")


async def test_a_call_closed_over_a_cuff_still_offers_to_stop_it(display: str, tmp_path: Any) -> None:
    busy = several(oximeter(), BP_INFLATING)
    async with screen(display, tmp_path) as (station, stage, _process):
        station.show(call(instruments=busy, shown=2), cuff=2)
        await stage.wait("call")
        await _until(stage, "stop", "role", "button")
        await stage.tap("close-bench")
        station.show(call(instruments=busy, shown=2, chat=()), cuff=2)
        await stage.tap((await _until(stage, "stop-cuff", "role", "button"))["id"])
        assert await station.tap() == m.Tap(action=m.Action.MEASURE_STOP)


async def test_the_curve_belongs_to_the_instrument_on_stage(display: str, tmp_path: Any) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        two = several(oximeter(), SCALE_DONE)
        station.show(measure(*two))
        await stage.wait("measure")
        for seq in range(3):
            station.send(m.Wave(seq=seq, rate_hz=60.0, lower=0, upper=100, samples=tuple(range(30))))
        await _until(stage, "pleth", "state", "drawn")
        station.show(measure(*two, shown=2))
        await _gone(stage, "pleth")
        station.show(measure(*two, shown=1))
        await _until(stage, "pleth", "state", "empty")


@pytest.mark.parametrize("name", ["six-inflating", "bp-failed", "call-six"])
async def test_small_and_large_panels_keep_what_matters(display: str, tmp_path: Any, name: str) -> None:
    case = CASES[name]
    panel = ("panel.width_px=800", "panel.height_px=480", "panel.width_mm=154.0")
    async with screen(display, tmp_path, *panel) as (station, stage, _process):
        station.show(case.view, "nb", **case.show)
        await stage.wait(str(case.view.__struct_config__.tag))
        tree = {widget["id"]: widget for widget in await stage.tree()}
        for ident in {"stop", "start-measuring", "readings"} & set(case.buttons):
            assert min(tree[ident]["mm"]) >= 20.0
        assert all(widget.get("fits", True) for widget in tree.values())


# ---------------------------------------------------------------------------------------------- in words


def test_every_unit_has_a_symbol_and_an_unknown_one_stands_as_it_is() -> None:
    assert {unit for units in UNITS.values() for unit in units} <= set(SYMBOLS)
    assert (symbol("mm[Hg]"), symbol("mmol/L"), symbol("Cel"), symbol("[new]")) == ("mmHg", "mmol/l", "°C", "[new]")


def test_a_number_keeps_its_digits_and_gets_the_sign_of_the_language() -> None:
    assert [number("82.40", language) for language in ("sv", "nb", "en")] == ["82,40", "82,40", "82.40"]


def test_numbers_of_one_unit_are_written_together() -> None:
    assert parts(BP_DONE, "sv") == ["127/76\xa0mmHg", "64\xa0/min"]
    half = instrument(Capability.BLOOD_PRESSURE, SensorState.READY, {"systolic": "127"})
    assert joined(together(half)[0], "sv") == "127/–"
    assert parts(SCALE_MOVING, "sv") == ["71,2\xa0kg\xa0…"]
    assert parts(SIX[4], "sv") == []


def test_only_a_cuff_can_be_stopped_from_everywhere() -> None:
    """The bar says 'the cuff'; a guide that squeezes anything else needs other words."""
    assert [capability for capability, guide in GUIDES.items() if guide.cuff] == [Capability.BLOOD_PRESSURE]
    assert BP_INFLATING.commands == (Command.STOP,) and BP_INFLATING.progress is not None
    assert BP_INFLATING.progress.measure is Measure.CUFF_PRESSURE
