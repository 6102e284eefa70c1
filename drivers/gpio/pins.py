# SPDX-License-Identifier: EUPL-1.2
"""Which pin serves which purpose: the settings' text becomes a frozen specification. Pure.

`GPIO17` is the seventeenth line of the Raspberry Pi's header by the chip's own count, as in every diagram. Each purpose
has its usual wiring (WIRING.md); words behind the number change it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.cabinet import (
    MAX_INSTRUMENT_LIGHTS,
    CabinetError,
    CabinetReason,
    Output,
    Switch,
    instrument_light,
)

MAX_NUMBER = 27
"""The last line that is on the 40-pin header."""


class Pull(StrEnum):
    """Which way a resistor in the chip draws an open input."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wiring:
    """How a purpose is wired. ``pull`` means nothing for an output.

    ``fail_safe``, for a lock alone: it is closed by its current and opens without; else it is opened by it.
    """

    active_high: bool
    pull: Pull = Pull.NONE
    fail_safe: bool = False

    @property
    def active_when_cut(self) -> bool | None:
        """What an input reads once its wire is cut; None where only the wiring outside could tell."""
        return None if self.pull is Pull.NONE else (self.pull is Pull.UP) == self.active_high


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """One pin and what it is for."""

    purpose: str
    number: int
    wiring: Wiring

    @property
    def name(self) -> str:
        return f"GPIO{self.number}"


_PUSHED_TO_GROUND = Wiring(active_high=False, pull=Pull.UP)
_CLOSED_TO_GROUND = Wiring(active_high=True, pull=Pull.UP)
"""A contact that is closed while all is well, so that a cut wire is noticed."""
_DRIVEN = Wiring(active_high=True, pull=Pull.DOWN)
_OUTPUT = Wiring(active_high=True)

USUAL: dict[str, Wiring] = {
    Switch.CALL: _PUSHED_TO_GROUND,
    Switch.CONFIRM: _PUSHED_TO_GROUND,
    Switch.SWITCH_1: _PUSHED_TO_GROUND,
    Switch.SWITCH_2: _PUSHED_TO_GROUND,
    Switch.HEADSET: _PUSHED_TO_GROUND,
    Switch.EMERGENCY_STOP: _CLOSED_TO_GROUND,
    Switch.PRESENCE: _DRIVEN,
    Switch.DOOR: _CLOSED_TO_GROUND,
    Switch.LID: _CLOSED_TO_GROUND,
    Switch.TAMPER: _CLOSED_TO_GROUND,
    Switch.SERVICE_KEY: _PUSHED_TO_GROUND,
    Output.STATUS_LAMP: _OUTPUT,
    Output.CAMERA_LIGHT: _OUTPUT,
    Output.TORCH: _OUTPUT,
    Output.DOOR_LOCK: _OUTPUT,
    **{instrument_light(number): _OUTPUT for number in range(1, MAX_INSTRUMENT_LIGHTS + 1)},
}
"""Every purpose, in the order in which they are shown."""

_LEVELS = {"active-high": True, "active-low": False}
_PULLS = {"pull-up": Pull.UP, "pull-down": Pull.DOWN, "no-pull": Pull.NONE}
_FAIL_SAFE = "fail-safe"
_INPUTS = frozenset(Switch)
_NUMBER = re.compile(r"GPIO(\d{1,2})", re.IGNORECASE)


def parse_pins(texts: Mapping[str, str]) -> tuple[Pin, ...]:
    """Read every pin, in the order of `USUAL`; raises `CabinetError` for one that is wrong or set twice."""
    for purpose in texts:
        if purpose not in USUAL:
            near = difflib.get_close_matches(purpose, USUAL, n=1)
            raise CabinetError(
                f"A pin is set for '{purpose}', which a station does not have.",
                reason=CabinetReason.UNKNOWN_PURPOSE,
                hint=f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(USUAL)}.",
            )
    pins = tuple(parse_pin(purpose, texts[purpose]) for purpose in USUAL if purpose in texts)
    owners: dict[int, Pin] = {}
    for pin in pins:
        other = owners.setdefault(pin.number, pin)
        if other is not pin:
            raise CabinetError(
                f"{pin.name} is set for '{other.purpose}' and for '{pin.purpose}'.",
                reason=CabinetReason.SAME_PIN,
                hint="Give each a pin of its own.",
            )
    return pins


def parse_pin(purpose: str, text: str) -> Pin:
    """Read one pin's text, like ``GPIO17 active-low no-pull``."""
    first, *words = text.split() or [""]
    match = _NUMBER.fullmatch(first)
    if match is None or int(match[1]) > MAX_NUMBER:
        raise _bad(purpose, f"'{first}' is no pin", f"Write GPIO0 to GPIO{MAX_NUMBER}, for example GPIO17.")
    wiring = USUAL[purpose]
    level, pull, fail_safe = wiring.active_high, wiring.pull, wiring.fail_safe
    for word in words:
        if word in _LEVELS:
            level = _LEVELS[word]
        elif word in _PULLS and purpose in _INPUTS:
            pull = _PULLS[word]
        elif word == _FAIL_SAFE and purpose == Output.DOOR_LOCK:
            fail_safe = True
        else:
            raise _bad(purpose, f"'{word}' means nothing there", f"There are: {', '.join(_words_for(purpose))}.")
    pin = Pin(purpose=purpose, number=int(match[1]), wiring=Wiring(active_high=level, pull=pull, fail_safe=fail_safe))
    if purpose == Switch.EMERGENCY_STOP and pin.wiring.active_when_cut is False:
        raise _bad(
            purpose, "a cut wire would not be noticed", "Use a normally closed contact to ground, as WIRING.md shows."
        )
    return pin


def _words_for(purpose: str) -> tuple[str, ...]:
    more = tuple(_PULLS) if purpose in _INPUTS else (_FAIL_SAFE,) if purpose == Output.DOOR_LOCK else ()
    return (*_LEVELS, *more)


def _bad(purpose: str, what: str, hint: str) -> CabinetError:
    return CabinetError(f"The pin set for '{purpose}': {what}.", reason=CabinetReason.BAD_PIN, hint=hint)
