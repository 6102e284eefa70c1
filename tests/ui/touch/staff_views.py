# SPDX-License-Identifier: EUPL-1.2
"""The staff screens that are looked at."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk import messages as m
from kiosk import staff_view as s
from kiosk.capability import Capability
from kiosk.selftest.consequences import Fitness
from kiosk.selftest.report import Check, Reason
from kiosk.selftest.report import Outcome as Ended
from kiosk.workbench import Outcome, PortKind, Verdict
from tests.ui.touch.assistant_views import ASSISTANT_CASES
from tests.ui.touch.technician_views import TECHNICIAN_CASES, TECHNICIAN_PAGED
from tests.ui.touch.views import Case

STAFF_SMALLEST = 0.5
"""Staff read long names from near."""

_PATH = "/dev/serial/by-path/platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.2:1.0-port0"
FREE = s.PortLine(address=_PATH, kind=PortKind.USB, cable="CP210x cable", socket="1-1.2")
HELD = s.PortLine(
    address="/dev/b", kind=PortKind.USB, cable="FTDI cable, two ports", socket="1-1.3", holder=Capability.PULSE_OXIMETRY
)
FOUND = s.PortLine(
    address="/dev/c", kind=PortKind.USB, cable="PL2303 cable", socket="1-1.4", heard=Outcome.FOUND,
    answered="Contec oximeters, newer 9-byte protocol",
)  # fmt: skip
SILENT = s.PortLine(address="/dev/ttyAMA0", kind=PortKind.BUILT_IN, socket="ttyAMA0", heard=Outcome.SILENT)
CONSOLE = s.PortLine(address="/dev/ttyS0", kind=PortKind.CONSOLE, socket="ttyS0")
HID = s.PortLine(address="", kind=PortKind.HID, cable="CP2110 HID bridge", socket="1-1.1")
GONE = s.PortLine(address="/dev/d", kind=PortKind.BY_HAND, socket="usb:0403:6001:FT12AB", there=False)
NETWORK = s.PortLine(
    address="rfc2217://10.0.0.7:2217", kind=PortKind.BY_HAND, socket="rfc2217://10.0.0.7:2217", heard=Outcome.NOT_OPEN
)
OXIMETER = s.InstrumentLine(
    name="oximeter", capability=Capability.PULSE_OXIMETRY, device="Contec oximeters, newer 9-byte protocol", port=HELD,
    assigned=True,
)  # fmt: skip
CUFF = s.InstrumentLine(
    name="cuff", capability=Capability.BLOOD_PRESSURE, device="A&D blood-pressure stations for an arm", port=GONE,
    assigned=False,
)  # fmt: skip
SIX = tuple(
    s.InstrumentLine(name=f"i-{number}", capability=capability, device="A device", port=FREE, assigned=True)
    for number, capability in enumerate(list(Capability)[:6])
)
CONTEC = s.DriverLine(
    name="contec_9byte", title="Contec oximeters, newer 9-byte protocol", devices="CMS50D+, CMS50E, CMS50F, CMS50I",
    sure=True,
)  # fmt: skip
OMRON = s.DriverLine(
    name="omron_hbp9020_8e1", title="Omron HBP-9020 blood-pressure station, even parity",
    devices="Omron HBP-9020 set to 8E1 or 8E2",
)  # fmt: skip
_MANY = tuple(
    s.DriverLine(name=f"driver_{number}", title=f"{OMRON.title} {number}", devices=OMRON.devices)
    for number in range(14)
)
_KEYS = tuple(f"key-{digit}" for digit in "1234567890")
_WORK = s.Work(share=0.37, line="115200 8N1")


TESTED = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
EVERY_RESULT = tuple(
    s.SelfTestLine(check=Check.INSTRUMENT, name=f"i-{number}", outcome=Ended.FAILED, reason=reason)
    for number, reason in enumerate(reason for reason in Reason if reason)
)
"""Every reason, to see that its sentence has room; most are no instrument's."""


def _case(view: m.AnyView, *buttons: str, **show: object) -> Case:
    return Case(view, buttons, dict(show), STAFF_SMALLEST)


def check(**changes: object) -> s.StaffCheckView:
    """A device on the test bench."""
    usual: dict[str, object] = {"port": FREE, "driver": CONTEC, "capability": Capability.PULSE_OXIMETRY, "waits": False}
    return s.StaffCheckView(**{**usual, **changes})  # type: ignore[arg-type]


STAFF_CASES = {
    "attract-staff": _case(m.AttractView(staff=True), "start"),
    "unavailable-staff": _case(m.UnavailableView(staff=True)),
    "staff-pin": _case(s.StaffPinView(attempts_left=3), *_KEYS, "erase", "leave"),
    "staff-pin-wrong": _case(s.StaffPinView(attempts_left=1, wrong=True), *_KEYS, "erase", "leave"),
    "staff-pin-practice": _case(s.StaffPinView(attempts_left=3, practice=True), *_KEYS, "erase", "leave", "practise"),
    "staff-none": _case(s.StaffView(instruments=()), "leave", "self-test", "station", "new"),
    "staff-two": _case(
        s.StaffView(instruments=(OXIMETER, CUFF), said="saved", undo=True),
        "leave", "undo", "station", "new", "instrument-oximeter", "instrument-cuff",
    ),
    "staff-idle": _case(s.StaffView(instruments=(OXIMETER,)), "stay", idle_remaining_s=28),
    "staff-instrument": _case(s.StaffInstrumentView(instrument=OXIMETER), "back", "remove", "ports", "check"),
    "staff-instrument-gone": _case(
        s.StaffInstrumentView(instrument=CUFF, said="not-saved"), "back", "ports", "check"
    ),
    "staff-no-ports": _case(s.StaffPortsView(ports=()), "back"),
    "staff-ports": _case(
        s.StaffPortsView(ports=(FREE, HELD, FOUND, HID), wanted=Capability.BLOOD_PRESSURE),
        "back", "listen", "port-1", "port-2", "port-3",
    ),
    "staff-ports-busy": _case(
        s.StaffPortsView(ports=(SILENT, NETWORK), work=s.Work(share=0.6)), "back", "stop", "port-1", "port-2"
    ),
    "staff-port": _case(s.StaffPortView(port=FREE), "back", "listen", "kinds"),
    "staff-port-busy": _case(s.StaffPortView(port=FREE, work=_WORK), "back", "stop"),
    "staff-port-found": _case(
        s.StaffPortView(port=FOUND, drivers=(CONTEC,)), "back", "listen", "kinds", "driver-contec_9byte"
    ),
    "staff-port-silent": _case(s.StaffPortView(port=SILENT), "back", "listen", "kinds"),
    "staff-port-busy-elsewhere": _case(s.StaffPortView(port=NETWORK, trouble="busy"), "back", "listen", "kinds"),
    "staff-check-busy": _case(check(work=_WORK, waits=True, driver=OMRON), "back", "stop"),
    "staff-check-good": _case(check(verdict=Verdict.MEASURES), "back", "check", "save"),
    "staff-check-saved": _case(check(verdict=Verdict.ANSWERS, problems=("clock",), saved=True), "back", "check"),
    "staff-check-bad": _case(
        check(verdict=Verdict.FAILS, problems=("other-device", "noise")), "back", "check", "save"
    ),
    "staff-self-test-none": _case(s.StaffSelfTestView(), "back", "touch", "run"),
    "staff-self-test-running": _case(s.StaffSelfTestView(running=True), "back"),
    "staff-self-test-two": _case(
        s.StaffSelfTestView(
            lines=(
                s.SelfTestLine(check=Check.SOUND, outcome=Ended.FAILED, reason=Reason.NOTHING_HEARD),
                s.SelfTestLine(check=Check.INSTRUMENT, outcome=Ended.PASSED, capability=Capability.PULSE_OXIMETRY),
            ),
            at=TESTED,
            fitness=Fitness.DEGRADED,
        ),
        "back", "touch", "run",
    ),
    "staff-touch": _case(
        s.StaffTouchView(columns=5, rows=2, left=(2, 9)),
        "back", "rest", *(f"field-{number}" for number in range(10)),
    ),
    "staff-check-taken": _case(check(verdict=Verdict.WAITS, said="port-taken"), "back", "check", "save"),
    **TECHNICIAN_CASES,
    **ASSISTANT_CASES,
}  # fmt: skip
"""Those whose buttons depend on nothing but the view."""

PAGED: dict[str, m.AnyView] = {
    "staff-six": s.StaffView(instruments=SIX),
    "staff-ports-six": s.StaffPortsView(ports=(FREE, HELD, FOUND, SILENT, CONSOLE, HID, GONE, NETWORK)),
    "staff-self-test": s.StaffSelfTestView(lines=EVERY_RESULT, at=TESTED, fitness=Fitness.UNAVAILABLE),
    "staff-kinds": s.StaffKindsView(kinds=tuple(Capability)),
    "staff-drivers": s.StaffDriversView(kind=Capability.BLOOD_PRESSURE, drivers=_MANY),
    **TECHNICIAN_PAGED,
}
"""Lists that may have further pages: how many depends on the panel."""
