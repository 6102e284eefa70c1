# SPDX-License-Identifier: EUPL-1.2
"""The room's switches and lamps. Seen from outside: the pins belong to the station while it runs."""

from __future__ import annotations

import os

from kiosk.cabinet import CabinetError, Output, Switch, cabinet_factory
from kiosk.cabinet_report import read_report
from kiosk.doctor.finding import Finding, Subject, failure, not_checked, ok, warning

CHECK = "cabinet"
FAULTS = {
    Switch.EMERGENCY_STOP: (
        "The emergency stop is pressed, or its wire is cut: no cuff can be started.",
        "Turn it to let it go; if it is not pressed, see to its wire.",
    ),
    Switch.LID: ("The lid over the instruments is open.", "Close it."),
    Switch.TAMPER: ("The housing is open.", "Close it, and ask who opened it."),
}
KEEP_OUTPUTS = ("pinctrl_bcm2835", "pinctrl_rp1")
"""Raspberry Pi's kernels (since 2024) leave an output as it was when its program ends, unless told otherwise."""


def check_cabinet(subject: Subject) -> tuple[Finding, ...]:
    """See that the cabinet's pins can be used, and hear what the running station says of them."""
    section = subject.settings.cabinet
    if not section.kind:
        if section.pins:
            return warning(CHECK, "Pins are set, but cabinet.kind is empty.", 'Set cabinet.kind = "gpio".')
        return ok(CHECK, "No switches or lamps of the room are wired; the screen does everything.")
    try:
        wired = cabinet_factory(section.kind)(section.pins, subject.clock, section.times).wired
    except CabinetError as problem:
        return failure(CHECK, str(problem), "")
    except ImportError:
        return not_checked(CHECK, "What reaches the pins is not installed.", "Run ./run setup.")
    return (*_pins(subject, wired), *_door(subject, wired), *_faults(subject))


def _pins(subject: Subject, wired: tuple[str, ...]) -> tuple[Finding, ...]:
    # Without its emergency stop a station must not pass for well; without lamps it may.
    bad = failure if Switch.EMERGENCY_STOP in wired else warning
    report = read_report(subject.settings.station.runtime)
    if report is not None and report.problem:
        return bad(CHECK, f"The station runs without its switches and lamps. {report.problem}", "")
    if simulated := subject.machine.environ.get("GPIOZERO_PIN_FACTORY", ""):
        return warning(
            CHECK, f"GPIOZERO_PIN_FACTORY is '{simulated}': the pins may not be real.", "Unset it on a station."
        )
    chips = sorted(subject.machine.dev.glob("gpiochip*"))
    if not chips:
        return bad(CHECK, "This machine has no pins (there is no /dev/gpiochip0).", 'Set cabinet.kind = "".')
    if not any(os.access(chip, os.R_OK | os.W_OK) for chip in chips):
        return bad(CHECK, f"{chips[0]} may not be opened by this user.", "Add the user to the group 'gpio'.")
    return ok(CHECK, f"Wired: {', '.join(wired) or 'nothing'}. `kiosk cabinet test` tries them.")


def _door(subject: Subject, wired: tuple[str, ...]) -> tuple[Finding, ...]:
    if Output.DOOR_LOCK not in wired:
        return ()
    for module in KEEP_OUTPUTS:
        parameter = subject.machine.sys / "module" / module / "parameters/persist_gpio_outputs"
        if parameter.is_file() and parameter.read_text(encoding="utf-8").strip() == "Y":
            return warning(
                CHECK,
                "If the station dies while the door's strike is released, it stays so until the station is back.",
                "Write dtparam=strict_gpiod into /boot/firmware/config.txt and start the machine anew.",
            )
    return ()


def _faults(subject: Subject) -> tuple[Finding, ...]:
    report = read_report(subject.settings.station.runtime)
    found: list[Finding] = []
    for fault in report.faults if report is not None else ():
        name = fault.removesuffix("-stuck")
        if fault != name:
            found += warning(CHECK, f"The button '{name}' is stuck.", "See what leans on it, and to its wire.")
        elif name in FAULTS:
            found += warning(CHECK, *FAULTS[Switch(name)])
    return tuple(found)
