# SPDX-License-Identifier: EUPL-1.2
"""What the technician's screens show. Pure: session in, view out."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.log_tail import LogEntry
from kiosk.selftest.report import Reason
from kiosk.station.technician_session import TechnicianSession
from kiosk.technician_view import (
    AnyTechnicianView,
    CameraFitView,
    LogLine,
    LogView,
    NetworkView,
    PanelView,
    RestartView,
    SoundView,
    StationView,
    TechnicianPage,
    TouchFitView,
    VersionsView,
)
from kiosk.touch_map import TARGETS


def technician_view(session: TechnicianSession) -> AnyTechnicianView:
    """Make the view of the page that is looked at."""
    if session.page is None:
        return StationView(pages=tuple(page for page in TechnicianPage if page in _PAGES))
    return _PAGES[session.page](session)


def offered(page: str) -> bool:
    """Tell whether there is such a page."""
    return page in _PAGES


def _versions(session: TechnicianSession) -> AnyTechnicianView:
    return VersionsView(lines=session.versions)


def _log(session: TechnicianSession) -> AnyTechnicianView:
    return LogView(
        lines=tuple(_log_line(entry) for entry in session.entries),
        looked=session.tail is not None,
        serious=session.serious,
        others=session.tail.others if session.tail is not None else 0,
    )


def _log_line(entry: LogEntry) -> LogLine:
    fields = "  ".join(f"{name} {value}" for name, value in entry.fields)
    return LogLine(at=entry.at, serious=entry.serious, text=f"{entry.part}: {entry.event}  {fields}".strip())


def _network(session: TechnicianSession) -> AnyTechnicianView:
    return NetworkView(lines=session.network.lines, running=session.network.running)


def _restart(session: TechnicianSession) -> AnyTechnicianView:
    return RestartView(able=session.able, told=session.told)


def _sound(session: TechnicianSession) -> AnyTechnicianView:
    sound, result = session.sound, session.sound.result
    return SoundView(
        microphone=sound.microphone,
        trying=sound.trying_s is not None,
        outcome=result.outcome if result is not None else None,
        reason=result.reason if result is not None else Reason.NONE,
        step=sound.step,
        start=session.fitting.volume,
        speaking=sound.speaking,
        undo=session.before is not None,
        told=session.told,
    )


def _panel(session: TechnicianSession) -> AnyTechnicianView:
    panel = session.panel
    return PanelView(
        yardstick=panel.yardstick,
        length_px=panel.length_px,
        width_mm=panel.width_mm,
        kept_mm=session.kept_mm,
        viewing_mm=panel.viewing_mm,
        undo=session.before is not None,
        told=session.told,
    )


def _touch(session: TechnicianSession) -> AnyTechnicianView:
    touch = session.touch
    number = min(len(touch.touches), len(TARGETS) - 1)
    return TouchFitView(
        phase=touch.phase,
        number=number + 1,
        count=len(TARGETS),
        x=TARGETS[number][0],
        y=TARGETS[number][1],
        off_mm=touch.off_mm,
        remaining_s=touch.remaining_s,
        aligned=session.fitting.touch is not None,
        undo=session.before is not None,
        told=session.told,
    )


def _camera(session: TechnicianSession) -> AnyTechnicianView:
    camera = session.camera
    return CameraFitView(there=camera.there, examination=camera.examination, other=camera.other)


_PAGES: dict[TechnicianPage, Callable[[TechnicianSession], AnyTechnicianView]] = {
    TechnicianPage.PANEL: _panel,
    TechnicianPage.TOUCH: _touch,
    TechnicianPage.SOUND: _sound,
    TechnicianPage.NETWORK: _network,
    TechnicianPage.CAMERA: _camera,
    TechnicianPage.LOG: _log,
    TechnicianPage.VERSIONS: _versions,
    TechnicianPage.RESTART: _restart,
}
