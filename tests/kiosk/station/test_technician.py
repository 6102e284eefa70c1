# SPDX-License-Identifier: EUPL-1.2
"""The technician's pages: where each tap leads; they end with the stay, and are never seen in a visit."""

from __future__ import annotations

import pytest

from kiosk.log_tail import LogEntry, Tail
from kiosk.messages import Action, Tap
from kiosk.power import PowerError, PowerReason, Restart
from kiosk.staff_view import StaffView
from kiosk.station.staff import Staff
from kiosk.station.technician import Technician
from kiosk.station.technician_session import Deed
from kiosk.technician_view import (
    Link,
    LogView,
    NetworkLine,
    NetworkView,
    Place,
    RestartView,
    StationView,
    TechnicianPage,
    Told,
    Version,
    VersionLine,
    VersionsView,
)
from kiosk.visit.machine import FOR_STAFF, State
from tests.kiosk.station.test_staff import StaffRig

OPEN, DO, BACK = Action.STAFF_STATION, Action.STAFF_DO, Action.STAFF_BACK
ENTRY = LogEntry(at="06:00:01", level="info", part="visit", event="visit", fields=(("state", "attract"),))
FAULT = LogEntry(at="06:00:02", level="error", part="broker", event="lost")


class FakeTechnicianHands:
    """Hands that write down what they are asked; a test answers for them."""

    able = True

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        def ask(*arguments: object) -> None:
            self.asked.append(" ".join((name, *map(str, arguments))))

        return ask


class TechnicianRig(StaffRig):
    """A station with a technician at its screen."""

    def __init__(self) -> None:
        super().__init__()
        self.room = FakeTechnicianHands()
        self.technician = Technician(self.conductor, self.room)  # type: ignore[arg-type]
        self.staff = Staff(self.conductor, self.hands, self.technician)

    def page(self, page: TechnicianPage | str = "") -> TechnicianRig:
        self.enter()
        self.tap(OPEN)
        if page:
            self.tap(OPEN, page)
        return self


@pytest.fixture
def rig() -> TechnicianRig:
    return TechnicianRig()


def test_the_list_leads_to_each_page_and_back(rig: TechnicianRig) -> None:
    rig.page()
    listed = rig.view
    assert isinstance(listed, StationView)
    for page in listed.pages:
        rig.tap(OPEN, page)
        assert rig.view != listed
        rig.tap(BACK)
        assert rig.view == listed
    rig.tap(BACK)
    assert isinstance(rig.view, StaffView)


def test_a_page_that_is_none_is_not_shown(rig: TechnicianRig) -> None:
    rig.page()
    before = rig.view
    rig.tap(OPEN, "patients")
    rig.tap(DO, "restart=machine")
    assert rig.view == before
    assert not [asked for asked in rig.room.asked if asked.startswith("restart")]


def test_versions_are_collected_when_they_are_looked_at(rig: TechnicianRig) -> None:
    rig.page(TechnicianPage.VERSIONS)
    assert rig.view == VersionsView()
    assert rig.room.asked[-1] == "versions"
    line = VersionLine(part=Version.PYTHON, value="3.11.2")
    rig.technician.versions_are((line,))
    assert rig.view == VersionsView(lines=(line,))


def test_the_log_is_read_and_sifted(rig: TechnicianRig) -> None:
    rig.page(TechnicianPage.LOG)
    assert rig.view == LogView(looked=False)
    rig.technician.log_is(Tail(entries=(FAULT, ENTRY), others=3))
    view = rig.view
    assert isinstance(view, LogView)
    assert [line.text for line in view.lines] == ["broker: lost", "visit: visit  state attract"]
    assert (view.looked, view.others) == (True, 3)
    rig.tap(DO, f"{Deed.SERIOUS}=on")
    view = rig.view
    assert isinstance(view, LogView)
    assert [line.serious for line in view.lines] == [True]
    rig.tap(DO, Deed.AGAIN)
    assert rig.room.asked.count("read_log") == 2


def test_the_network_is_shown_as_it_becomes_known(rig: TechnicianRig) -> None:
    rig.page(TechnicianPage.NETWORK)
    assert rig.view == NetworkView(running=True)
    line = NetworkLine(place=Place.WIRED, name="eth0", link=Link.NO_CABLE)
    rig.technician.network_is((line,), running=False)
    assert rig.view == NetworkView(lines=(line,))


@pytest.mark.parametrize("reason", PowerReason)
def test_a_restart_is_told_also_when_it_is_refused(rig: TechnicianRig, reason: PowerReason) -> None:
    rig.page(TechnicianPage.RESTART)
    assert rig.view == RestartView(able=True)
    rig.tap(DO, f"{Deed.RESTART}={Restart.PROGRAMS}")
    assert rig.room.asked[-1] == "restart programs"
    assert rig.view == RestartView(able=True, told=Told.RESTARTING)
    rig.technician.restarts(PowerError("no", reason=reason))
    assert rig.view == RestartView(able=True, told=Told(reason.value))


def test_when_staff_go_everything_stops_and_is_forgotten(rig: TechnicianRig) -> None:
    rig.page(TechnicianPage.LOG)
    rig.technician.log_is(Tail(entries=(FAULT,)))
    rig.room.asked.clear()
    rig.tap(Action.LEAVE)
    assert rig.conductor.state is State.ATTRACT
    assert "stop" in rig.room.asked
    assert rig.technician.session.tail is None


@pytest.mark.parametrize("state", [state for state in State if state not in FOR_STAFF])
def test_nothing_of_it_is_done_in_any_state_of_a_visit(rig: TechnicianRig, state: State) -> None:
    rig.conductor.state = state
    rig.conductor.refresh = lambda: None  # type: ignore[method-assign]  # there is no visit that could be shown
    rig.room.asked.clear()
    for action, value in ((OPEN, ""), (OPEN, TechnicianPage.RESTART), (DO, f"{Deed.RESTART}={Restart.MACHINE}")):
        rig.staff.take(Tap(action=action, value=value))
    assert rig.room.asked == []
    assert rig.technician.session.page is None
