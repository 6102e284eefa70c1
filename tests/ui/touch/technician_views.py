# SPDX-License-Identifier: EUPL-1.2
"""The technician's screens, in the states in which they look different."""

from __future__ import annotations

from typing import Any

from kiosk import technician_view as t
from kiosk.selftest.report import Outcome, Reason
from kiosk.yardstick import LENGTH_MM, Yardstick, length_px
from tests.ui.touch.views import Case

SMALLEST = 0.4
"""Staff read long lines from near."""
PAGES = tuple(t.TechnicianPage)
VERSIONS = tuple(
    t.VersionLine(part=part, value=value)
    for part, value in {
        t.Version.STATION: "slussfors-1",
        t.Version.SOFTWARE: "0.5.0",
        t.Version.SETTINGS: "3f1e77a0b9c2",
        t.Version.MODEL: "Raspberry Pi 5 Model B Rev 1.0",
        t.Version.SYSTEM: "Debian GNU/Linux 12 (bookworm)",
        t.Version.KERNEL: "6.6.51+rpt-rpi-2712 aarch64",
        t.Version.PYTHON: "3.11.2",
        t.Version.KIVY: "2.3.1",
        t.Version.AIORTC: "1.13.0",
        t.Version.AV: "14.4.0",
    }.items()
)
LOG = tuple(
    t.LogLine(
        at=f"06:0{number % 6}:{number:02}",
        serious=number % 4 == 1,
        text=f"selftest: checked  check turn  state failed  reason unreached  duration_s {number}.5",
    )
    for number in range(30)
)
HERE = (
    t.NetworkLine(place=t.Place.WIRED, name="eth0", address="192.0.2.17 2001:db8::4711:1", link=t.Link.UP),
    t.NetworkLine(place=t.Place.WIRELESS, name="wlan0", link=t.Link.NOT_JOINED),
    t.NetworkLine(place=t.Place.MOBILE, name="wwan0", link=t.Link.OFF),
    t.NetworkLine(place=t.Place.ROUTE, name="eth0", address="192.0.2.1", link=t.Link.UP),
    t.NetworkLine(place=t.Place.NAMES, address="192.0.2.1", link=t.Link.UP),
)
REACHED = (
    t.NetworkLine(
        place=t.Place.BROKER, address="broker.clinic.example:8883", outcome=Outcome.FAILED, reason=Reason.NO_NAME
    ),
    t.NetworkLine(place=t.Place.DESK, address="https://desk.clinic.example:8444", outcome=Outcome.PASSED),
    t.NetworkLine(place=t.Place.TURN, outcome=Outcome.SKIPPED, reason=Reason.NOT_SET),
)


def _case(view: t.AnyTechnicianView, *buttons: str) -> Case:
    return Case(view, ("back", *buttons), {}, SMALLEST)


_VOLUME = ("quieter", "louder")
_PANEL = ("shorter-10", "shorter-1", "longer-1", "longer-10")


def panel(yardstick: Yardstick, **changes: Any) -> t.PanelView:
    """A panel of 10.1 inches, measured."""
    length = length_px(yardstick, 217.0, 1280) if yardstick in LENGTH_MM else 0
    usual: dict[str, Any] = {
        "yardstick": yardstick, "length_px": length, "width_mm": 216.97, "kept_mm": 217.0, "viewing_mm": 600.0,
    }  # fmt: skip
    return t.PanelView(**usual, **changes)


TECHNICIAN_CASES = {
    "staff-versions": _case(t.VersionsView(lines=VERSIONS), "before", "after"),
    "staff-versions-looking": _case(t.VersionsView(), "before", "after"),
    "staff-log": _case(t.LogView(lines=LOG, others=12), "again", "serious", "before", "after"),
    "staff-log-none": _case(t.LogView(serious=True), "again", "serious", "before", "after"),
    "staff-network": _case(t.NetworkView(lines=(*HERE, *REACHED)), "again", "before", "after"),
    "staff-network-trying": _case(t.NetworkView(lines=HERE[:1], running=True), "again", "before", "after"),
    "staff-restart": _case(t.RestartView(able=True), "restart-programs", "restart-machine"),
    "staff-restart-refused": _case(
        t.RestartView(able=True, told=t.Told.REFUSED), "restart-programs", "restart-machine"
    ),
    "staff-restart-unmanaged": _case(t.RestartView(able=False)),
    "staff-sound": _case(t.SoundView(microphone=True, step=2, start=2), "tone", "speak", *_VOLUME),
    "staff-sound-deaf": _case(
        t.SoundView(
            microphone=False, outcome=Outcome.FAILED, reason=Reason.NOTHING_HEARD, step=1, start=2, speaking=True
        ),
        "tone",
        "speak",
        "keep",
        *_VOLUME,
    ),
    "staff-sound-kept": _case(
        t.SoundView(microphone=True, outcome=Outcome.PASSED, step=1, start=1, undo=True, told=t.Told.KEPT),
        "tone",
        "speak",
        "undo",
        *_VOLUME,
    ),
    "staff-panel": _case(panel(Yardstick.CARD), "yardstick", "keep", *_PANEL),
    "staff-panel-ruler": _case(
        panel(Yardstick.RULER, undo=True, told=t.Told.KEPT), "undo", "yardstick", "keep", *_PANEL
    ),
    "staff-panel-eyes": _case(panel(Yardstick.EYES), "yardstick", "keep", *_PANEL),
    "staff-touch-fit": _case(t.TouchFitView(phase=t.Aligning.IDLE), "begin"),
    "staff-touch-fit-mark": _case(t.TouchFitView(phase=t.Aligning.TARGET, number=1, count=5, x=0.1, y=0.7)),
    "staff-touch-fit-corner": _case(t.TouchFitView(phase=t.Aligning.TARGET, number=4, count=5, x=0.1, y=0.1)),
    "staff-touch-fit-confirm": _case(
        t.TouchFitView(phase=t.Aligning.CONFIRM, number=5, count=5, off_mm=1.24, remaining_s=17), "fits"
    ),
    "staff-touch-fit-missed": _case(
        t.TouchFitView(phase=t.Aligning.IDLE, off_mm=11.6, aligned=True, told=t.Told.TOO_FAR), "forget", "begin"
    ),
    "staff-camera": _case(t.CameraFitView(there=True)),
    "staff-camera-missing": _case(t.CameraFitView(there=False, other=True), "other"),
    "staff-camera-examination": _case(t.CameraFitView(there=True, examination=True, other=True), "other"),
}
"""Those whose buttons depend on nothing but the view."""

TECHNICIAN_PAGED: dict[str, t.AnyTechnicianView] = {
    "staff-station": t.StationView(pages=PAGES),
}
"""Lists that may have further pages."""
