# SPDX-License-Identifier: EUPL-1.2
"""What the staff screen shows on each of its pages. Pure: session in, view out."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.capability import Assignment, Capability
from kiosk.messages import AnyView
from kiosk.selftest.consequences import fitness_of
from kiosk.selftest.report import Outcome as Ended
from kiosk.selftest.report import Result
from kiosk.staff_view import (
    DriverLine,
    InstrumentLine,
    PortLine,
    SelfTestLine,
    StaffCheckView,
    StaffDriversView,
    StaffInstrumentView,
    StaffKindsView,
    StaffPortsView,
    StaffPortView,
    StaffSelfTestView,
    StaffTouchView,
    StaffView,
    Work,
)
from kiosk.station.memory import SelfTestMemory
from kiosk.station.staff_session import Page, StaffSession
from kiosk.station.technician_views import technician_view
from kiosk.workbench import Candidate, Finding, Outcome, PortKind, PortView

MOST_CANDIDATES = 4
"""More drivers than that understand only what anybody would."""


def page_view(session: StaffSession, self_test: SelfTestMemory = SelfTestMemory()) -> AnyView:  # noqa: B008 - frozen
    """Make the view of the page somebody is at; one whose instrument is gone shows the instruments."""
    if session.page is Page.SELF_TEST:
        return _self_test(session, self_test)
    if session.page is Page.STATION:
        return technician_view(session.technician)
    return _PAGES[session.page](session)


def _instruments(session: StaffSession) -> AnyView:
    return StaffView(
        instruments=tuple(_instrument_line(session, each) for each in session.instruments),
        looked=session.looked,
        said=session.said,
        undo=session.undo is not None,
    )


def _instrument(session: StaffSession) -> AnyView:
    chosen = session.instrument(session.name)
    if chosen is None:
        return _instruments(session)
    return StaffInstrumentView(instrument=_instrument_line(session, chosen), said=session.said)


def _ports(session: StaffSession) -> AnyView:
    chosen = session.instrument(session.name)
    return StaffPortsView(
        ports=tuple(_port_line(session, each) for each in session.ports),
        looked=session.looked,
        wanted=session.capability_of(chosen.driver) if chosen is not None else None,
        work=_work(session),
    )


def _port(session: StaffSession) -> AnyView:
    finding = session.findings.get(session.port)
    candidates = finding.candidates[:MOST_CANDIDATES] if finding is not None else ()
    return StaffPortView(
        port=_line_at(session, session.port),
        work=_work(session),
        trouble=finding.trouble if finding is not None else "",
        drivers=tuple(_candidate_line(session, each) for each in candidates if each.driver in session.drivers),
    )


def _kinds(session: StaffSession) -> AnyView:
    return StaffKindsView(kinds=session.kinds)


def _drivers(session: StaffSession) -> AnyView:
    kind = session.kind or Capability.CODE_READING
    able = [view.name for view in session.drivers.values() if kind in view.capabilities]
    return StaffDriversView(kind=kind, drivers=tuple(_driver_line(session, name) for name in able))


def _check(session: StaffSession) -> AnyView:
    view, trial, wish = session.drivers.get(session.driver), session.trial, session.wish()
    return StaffCheckView(
        port=_line_at(session, session.port),
        driver=_driver_line(session, session.driver),
        capability=session.capability_of(session.driver),
        waits=view is not None and view.waits,
        work=_work(session),
        verdict=trial.verdict if trial is not None else None,
        problems=tuple(problem.value for problem in trial.problems) if trial is not None else (),
        said=session.said,
        saved=wish in session.instruments,
    )


def _touch(session: StaffSession) -> AnyView:
    columns, rows = session.grid
    return StaffTouchView(columns=columns, rows=rows, left=tuple(sorted(session.left)))


def _self_test(session: StaffSession, self_test: SelfTestMemory) -> AnyView:
    report = self_test.report
    if report is None:
        return StaffSelfTestView(running=self_test.running)
    worst = sorted(report.results, key=lambda result: _FIRST.index(result.outcome))
    return StaffSelfTestView(
        lines=tuple(_self_test_line(session, result) for result in worst),
        at=report.at,
        fitness=fitness_of(report.results),
        running=self_test.running,
    )


_FIRST = (Ended.FAILED, Ended.UNKNOWN, Ended.SKIPPED, Ended.PASSED)


def _self_test_line(session: StaffSession, result: Result) -> SelfTestLine:
    instrument = session.instrument(result.name) if result.name else None
    return SelfTestLine(
        check=result.check,
        outcome=result.outcome,
        reason=result.reason,
        name=result.name,
        capability=session.capability_of(instrument.driver) if instrument is not None else None,
    )


_PAGES: dict[Page, Callable[[StaffSession], AnyView]] = {
    Page.INSTRUMENTS: _instruments,
    Page.INSTRUMENT: _instrument,
    Page.PORTS: _ports,
    Page.PORT: _port,
    Page.KINDS: _kinds,
    Page.DRIVERS: _drivers,
    Page.CHECK: _check,
    Page.TOUCH: _touch,
}


def _instrument_line(session: StaffSession, each: Assignment) -> InstrumentLine:
    return InstrumentLine(
        name=each.name,
        capability=session.capability_of(each.driver),
        device=_title(session, each.driver),
        port=_line_of(session, each),
        assigned=each.name in session.assigned,
    )


def _line_of(session: StaffSession, each: Assignment) -> PortLine:
    """Describe an instrument's port, however its address is written."""
    view = next((view for view in session.ports if view.instrument == each.name), None)
    return _port_line(session, view) if view is not None else _line_at(session, each.port)


def _line_at(session: StaffSession, address: str) -> PortLine:
    """Describe the port at an address, also one that is not there now."""
    view = session.port_view(address)
    if view is not None:
        return _port_line(session, view)
    return PortLine(address=address, kind=PortKind.BY_HAND, socket=_short(address), there=address in session.there)


def _port_line(session: StaffSession, view: PortView) -> PortLine:
    finding = session.findings.get(view.address)
    holder = session.instrument(view.instrument)
    return PortLine(
        address=view.address,
        kind=view.kind,
        cable=view.cable,
        socket=view.socket or _short(view.node or view.address),
        holder=session.capability_of(holder.driver) if holder is not None else None,
        heard=finding.outcome if finding is not None else None,
        answered=_answered(session, finding),
    )


def _answered(session: StaffSession, finding: Finding | None) -> str:
    if finding is None or finding.outcome is not Outcome.FOUND:
        return ""
    surest = finding.candidates[0]
    return surest.told or _title(session, surest.driver)


def _candidate_line(session: StaffSession, candidate: Candidate) -> DriverLine:
    return _driver_line(session, candidate.driver, sure=candidate.sure, told=candidate.told)


def _driver_line(session: StaffSession, name: str, *, sure: bool = False, told: str = "") -> DriverLine:
    view = session.drivers.get(name)
    devices = told or (", ".join(view.devices) if view is not None else "")
    return DriverLine(name=name, title=_title(session, name), devices=devices, sure=sure)


def _title(session: StaffSession, driver: str) -> str:
    view = session.drivers.get(driver)
    return view.title if view is not None else driver


def _short(address: str) -> str:
    """Shorten an address to what tells it from others: the last part of a path, or all of another address."""
    return address.rsplit("/", 1)[-1] if address.startswith("/") else address


def _work(session: StaffSession) -> Work | None:
    job = session.job
    return Work(share=round(job.share, 3), line=job.line) if job is not None else None
