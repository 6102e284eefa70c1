# SPDX-License-Identifier: EUPL-1.2
"""The technician's hand on the station itself: which page, what is done there. Only while staff are at the screen.

It waits for nothing: whatever takes time is done by `TechnicianHands`, which tell it when they are done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk import log
from kiosk.fitting import Fitting
from kiosk.log_tail import Tail
from kiosk.messages import Action, Fit, Message, Tap
from kiosk.power import PowerError, Restart
from kiosk.station.conductor import Conductor
from kiosk.station.technician_camera import CameraPage
from kiosk.station.technician_hands import TechnicianHands
from kiosk.station.technician_pages import Fitter, Page
from kiosk.station.technician_panel import PanelPage
from kiosk.station.technician_session import Deed, TechnicianSession, deed_of
from kiosk.station.technician_sound import SoundPage
from kiosk.station.technician_touch import TouchPage
from kiosk.station.technician_views import offered
from kiosk.technician_view import NetworkLine, TechnicianPage, Told, VersionLine
from kiosk.visit.machine import State

_log = log.EventLog("technician")


@dataclass(slots=True)
class Technician:
    """Told of taps by `kiosk.station.staff`, which has seen to it that only staff are here."""

    conductor: Conductor
    hands: TechnicianHands
    fitter: Fitter = field(init=False)
    _pages: Mapping[TechnicianPage, Page] = field(init=False)
    _begin: Mapping[TechnicianPage, Callable[[], None]] = field(init=False)
    _do: Mapping[Deed, Callable[[str], None]] = field(init=False)

    def __post_init__(self) -> None:
        self.fitter = fitter = Fitter(self.conductor, self.hands, self.conductor.settings)
        self._pages = {
            TechnicianPage.PANEL: PanelPage(fitter),
            TechnicianPage.TOUCH: TouchPage(fitter),
            TechnicianPage.SOUND: SoundPage(fitter),
            TechnicianPage.CAMERA: CameraPage(fitter),
        }
        self._begin = {
            TechnicianPage.NETWORK: self._look_at_network,
            TechnicianPage.LOG: self._read_log,
            TechnicianPage.VERSIONS: self.hands.versions,
        }
        self._do = {Deed.AGAIN: self._again, Deed.SERIOUS: self._serious, Deed.RESTART: self._restart}

    @property
    def session(self) -> TechnicianSession:
        return self.conductor.memory.staff.session.technician

    @property
    def fit(self) -> Fit:
        """What the screens' process must know before it shows anything."""
        return self.fitter.fit()

    def take(self, tap: Tap) -> bool:
        """Act on a tap; False: it leads out of these pages."""
        match tap.action:
            case Action.STAFF_STATION:
                self.open(tap.value)
            case Action.STAFF_DO:
                self._deed(tap.value)
            case Action.STAFF_BACK if self.session.page is not None:
                self.leave()
            case _:
                return False
        return True

    def open(self, page: str) -> None:
        """Show a page; empty: the list of them."""
        if page and not offered(page):
            return
        self.leave()
        session = self.session
        session.able = self.hands.able
        self.fitter.look()
        session.page = TechnicianPage(page) if page else None
        self._start(session.page)

    def leave(self) -> None:
        """Stop whatever goes on: staff are gone, or look at something else."""
        session = self.session
        page = self._page
        if page is not None:
            page.end()
        self.hands.stop()
        session.page, session.told, session.before = None, Told.NOTHING, None

    def tick(self, now_s: float) -> None:
        """Let time pass."""
        page = self._page
        if page is not None:
            page.tick(now_s)
            self.conductor.refresh()

    def heard(self, message: Message) -> None:
        """Take what the call process says, if it is for the page that is shown."""
        page = self._page
        if page is not None and self.conductor.state is State.STAFF:
            page.heard(message)
            self.conductor.refresh()

    def _start(self, page: TechnicianPage | None) -> None:
        """Have done what a page shows."""
        if page is None:
            return
        if page in self._begin:
            self._begin[page]()
        elif page in self._pages:
            self._pages[page].begin()

    @property
    def _page(self) -> Page | None:
        """The page that is shown, if it is one that does something meanwhile."""
        page = self.session.page
        return self._pages.get(page) if page is not None else None

    def _deed(self, value: str) -> None:
        deed, how = deed_of(value)
        if deed is None or not self.session.allows(deed):
            return
        self.session.told = Told.NOTHING
        page = self._page
        deeds = page.deeds if page is not None else self._do
        deeds[deed](how)

    # ------------------------------------------------------------------------------------------ what is done

    def _again(self, _: str) -> None:
        self._start(self.session.page)

    def _serious(self, how: str) -> None:
        self.session.serious = how == "on"

    def _restart(self, how: str) -> None:
        if how in set(Restart):
            _log.warning("restart", kind=how)
            self.session.told = Told.RESTARTING
            self.hands.restart(Restart(how))

    def _read_log(self) -> None:
        self.session.tail = None
        self.hands.read_log()

    def _look_at_network(self) -> None:
        self.session.network.running = True
        self.hands.look_at_network()

    # ------------------------------------------------------------------------------------------ from the hands

    def versions_are(self, lines: tuple[VersionLine, ...]) -> None:
        """Take the versions."""
        self.session.versions = lines
        self.conductor.refresh()

    def log_is(self, tail: Tail) -> None:
        """Take the newest lines of the log."""
        self.session.tail = tail
        self.conductor.refresh()

    def network_is(self, lines: tuple[NetworkLine, ...], *, running: bool) -> None:
        """Take what is known of the network so far."""
        network = self.session.network
        network.lines, network.running = lines, running
        self.conductor.sign_of_life()
        self.conductor.refresh()

    def kept(self, fitting: Fitting | None, told: Told) -> None:
        """Hear what became of what was to be kept; None: it could not be."""
        _log.info("fitting", ok=fitting is not None, action=told)
        self.fitter.kept(fitting, told)
        page = self._page
        if isinstance(page, PanelPage):
            page.refresh()
        self.conductor.refresh()

    def restarts(self, problem: PowerError | None) -> None:
        """Hear whether the restart has begun, or why not."""
        if problem is not None:
            _log.error("no-restart", problem)
        if self.conductor.state is State.STAFF:
            self.session.told = Told(str(problem.reason)) if problem is not None else Told.RESTARTING
            self.conductor.refresh()
