# SPDX-License-Identifier: EUPL-1.2
"""The settings' text of a pin: what it means, and what is said of one that is wrong."""

from __future__ import annotations

import msgspec
import pytest

from drivers.gpio.pins import USUAL, Pin, Pull, Wiring, parse_pin, parse_pins
from kiosk.cabinet import CabinetError, CabinetReason, Output, Switch, instrument_light
from kiosk.cabinet_settings import CabinetSection


def refusal(pins: dict[str, str]) -> CabinetError:
    with pytest.raises(CabinetError) as caught:
        parse_pins(pins)
    return caught.value


def test_a_number_alone_means_the_usual_wiring() -> None:
    assert parse_pin("call", "GPIO17") == Pin(purpose="call", number=17, wiring=Wiring(active_high=False, pull=Pull.UP))
    assert parse_pin("call", "gpio17").name == "GPIO17"


def test_words_change_the_wiring() -> None:
    pin = parse_pin("call", "GPIO17 active-high no-pull")
    assert pin.wiring == Wiring(active_high=True, pull=Pull.NONE)
    assert parse_pin("door-lock", "GPIO5 fail-safe").wiring.fail_safe
    assert not parse_pin("status-lamp", "GPIO5 active-low").wiring.active_high


@pytest.mark.parametrize("purpose", [Switch.EMERGENCY_STOP, Switch.DOOR, Switch.LID, Switch.TAMPER])
def test_what_guards_notices_a_cut_wire(purpose: Switch) -> None:
    assert USUAL[purpose].active_when_cut


@pytest.mark.parametrize("purpose", [Switch.CALL, Switch.CONFIRM, Switch.PRESENCE])
def test_a_cut_wire_presses_no_button(purpose: Switch) -> None:
    assert USUAL[purpose].active_when_cut is False


@pytest.mark.parametrize("text", ["GPIO5 active-low", "GPIO5 pull-down"])
def test_an_emergency_stop_that_misses_a_cut_wire_is_refused(text: str) -> None:
    problem = refusal({"emergency-stop": text})
    assert problem.reason is CabinetReason.BAD_PIN
    assert "cut wire" in str(problem)


def test_an_emergency_stop_may_be_closed_to_the_supply_or_pulled_outside() -> None:
    assert parse_pin("emergency-stop", "GPIO5 pull-down active-low").wiring.active_when_cut
    assert parse_pin("emergency-stop", "GPIO5 no-pull").wiring.active_when_cut is None


@pytest.mark.parametrize(
    ("pins", "reason", "words"),
    [
        ({"call": "17"}, CabinetReason.BAD_PIN, ("'call'", "'17' is no pin", "GPIO17")),
        ({"call": "GPIO28"}, CabinetReason.BAD_PIN, ("'GPIO28'", "GPIO27")),
        ({"call": "  "}, CabinetReason.BAD_PIN, ("'call'",)),
        ({"call": "GPIO17 aktive-low"}, CabinetReason.BAD_PIN, ("'aktive-low'", "active-low", "pull-up")),
        ({"call": "GPIO17 fail-safe"}, CabinetReason.BAD_PIN, ("'fail-safe'",)),
        ({"status-lamp": "GPIO17 pull-up"}, CabinetReason.BAD_PIN, ("'pull-up'",)),
        ({"cal": "GPIO17"}, CabinetReason.UNKNOWN_PURPOSE, ("'cal'", "'call'")),
        ({"instrument-77": "GPIO17"}, CabinetReason.UNKNOWN_PURPOSE, ("'instrument-77'",)),
        ({"lid": "GPIO17", "call": "GPIO17"}, CabinetReason.SAME_PIN, ("GPIO17", "'call'", "'lid'")),
    ],
)
def test_a_wrong_pin_is_named(pins: dict[str, str], reason: CabinetReason, words: tuple[str, ...]) -> None:
    problem = refusal(pins)
    assert problem.reason is reason
    assert all(word in str(problem) for word in words), str(problem)


def test_every_setting_of_a_pin_has_a_purpose() -> None:
    numbers = iter(range(2, 28))
    text = {purpose.replace("-", "_"): f"GPIO{next(numbers)}" for purpose in (*Switch, *Output)}
    section = msgspec.convert(
        {"kind": "gpio", "instrument_lights": "GPIO20, GPIO21 active-low,, GPIO23", **text}, CabinetSection
    )
    pins = parse_pins(section.pins)
    assert [pin.purpose for pin in pins if not pin.purpose.startswith("instrument")] == [*Switch, *Output]
    lights = {pin.purpose: pin.number for pin in pins if pin.purpose.startswith("instrument")}
    assert lights == {instrument_light(1): 20, instrument_light(2): 21, instrument_light(4): 23}


def test_switches_that_are_not_wired_have_no_pin() -> None:
    assert CabinetSection().pins == {}
