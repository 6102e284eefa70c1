# SPDX-License-Identifier: EUPL-1.2
"""The technician's pages that measure: sound, panel, touch panel, camera; what is kept, undone, and given up."""

from __future__ import annotations

import pytest

from kiosk.fitting import Fitting
from kiosk.messages import (
    Action,
    CameraName,
    CameraReport,
    ChooseCamera,
    DevicesTried,
    Fit,
    Preview,
    Sources,
    SourceState,
    TryDevices,
)
from kiosk.selftest.report import Check, Outcome, passed
from kiosk.station.technician_session import Deed
from kiosk.station.technician_sound import TRY_S
from kiosk.station.technician_touch import CONFIRM_S
from kiosk.technician_view import Aligning, CameraFitView, PanelView, SoundView, TechnicianPage, Told, TouchFitView
from kiosk.touch_map import IDENTITY, TARGETS
from kiosk.visit.machine import State
from kiosk.volume import START
from kiosk.yardstick import Yardstick
from tests.kiosk.station.test_technician import DO, TechnicianRig

BACK = Action.STAFF_BACK


class FitRig(TechnicianRig):
    """A technician whose hands keep what they are asked to keep, at once, unless ``full``."""

    def __init__(self) -> None:
        super().__init__()
        self.full = False
        self.fits: list[Fit] = []
        self.room.keep = self._keep  # type: ignore[attr-defined]
        self.room.tell_screen = self.fits.append  # type: ignore[attr-defined]
        self.technician.fitter.hands = self.room  # type: ignore[assignment]

    def _keep(self, fitting: Fitting, told: Told) -> None:
        self.technician.kept(None if self.full else fitting, told)

    def do(self, deed: Deed, how: str = "") -> None:
        self.tap(DO, f"{deed}={how}" if how else deed.value)

    def sent(self, kind: type) -> list[object]:
        return [message for message in self.outside.call if isinstance(message, kind)]


@pytest.fixture
def rig() -> FitRig:
    return FitRig()


def test_a_card_is_held_against_the_screen_and_the_width_is_kept(rig: FitRig) -> None:
    rig.page(TechnicianPage.PANEL)
    view = rig.view
    assert isinstance(view, PanelView)
    assert (view.length_px, view.kept_mm, view.undo) == (505, 217.0, False)
    for _ in range(5):
        rig.do(Deed.LENGTH, "10")
    rig.do(Deed.LENGTH, "-1")
    assert rig.view.length_px == 554
    assert rig.fits == [], "nothing is kept yet"
    rig.do(Deed.KEEP)
    assert rig.fits[-1].width_mm == rig.view.kept_mm == pytest.approx(197.78)
    assert (rig.view.told, rig.view.undo) == (Told.KEPT, True)
    assert rig.conductor.settings.panel.width_mm == pytest.approx(197.78)
    rig.do(Deed.UNDO)
    assert rig.fits[-1].width_mm == 217.0
    assert (rig.view.told, rig.view.undo, rig.view.length_px) == (Told.UNDONE, False, 505)


def test_one_may_measure_with_a_ruler_and_say_how_far_one_sits(rig: FitRig) -> None:
    rig.page(TechnicianPage.PANEL)
    rig.do(Deed.YARDSTICK, Yardstick.RULER)
    assert rig.view.length_px == 295
    rig.do(Deed.VIEWING, "-50")
    for wrong in ("much", "9999", "-", ""):
        rig.do(Deed.VIEWING, wrong)
        rig.do(Deed.LENGTH, wrong)
    rig.do(Deed.KEEP)
    assert rig.fits[-1].viewing_mm == 550.0
    rig.do(Deed.FORGET)
    assert (rig.fits[-1].viewing_mm, rig.view.viewing_mm) == (0.0, 600.0), "it goes by the panel's size again"


def test_a_full_disk_is_told_and_nothing_counts(rig: FitRig) -> None:
    rig.page(TechnicianPage.PANEL)
    rig.full = True
    rig.do(Deed.LENGTH, "10")
    rig.do(Deed.KEEP)
    assert (rig.view.told, rig.view.undo) == (Told.NOT_KEPT, False)
    assert rig.conductor.settings.panel.width_mm == 217.0


def touch_marks(rig: FitRig, shift: float = 0.05, miss: int | None = None) -> None:
    """Touch the marks on a panel that is off by ``shift``, and one of them beside."""
    rig.do(Deed.AGAIN)
    for number, (x, y) in enumerate(TARGETS):
        beside = 0.2 if number == miss else 0.0
        rig.do(Deed.POINT, f"{x - shift + beside},{y}")


def test_five_marks_make_a_map_that_counts_once_it_is_confirmed(rig: FitRig) -> None:
    rig.page(TechnicianPage.TOUCH)
    touch_marks(rig)
    view = rig.view
    assert isinstance(view, TouchFitView)
    assert (view.phase, view.aligned) == (Aligning.CONFIRM, False)
    assert rig.fits[-1].touch == pytest.approx((1, 0, 0.05, 0, 1, 0), abs=1e-6)
    rig.do(Deed.KEEP)
    assert (rig.view.phase, rig.view.aligned, rig.view.told) == (Aligning.IDLE, True, Told.KEPT)
    rig.do(Deed.UNDO)
    assert (rig.fits[-1].touch, rig.view.aligned) == (IDENTITY, False)


def test_a_map_that_nobody_confirms_is_taken_back(rig: FitRig) -> None:
    rig.page(TechnicianPage.TOUCH)
    touch_marks(rig)
    rig.wait(CONFIRM_S - 1)
    assert (rig.view.phase, rig.view.remaining_s) == (Aligning.CONFIRM, 1)
    rig.wait(2)
    assert (rig.view.phase, rig.view.told) == (Aligning.IDLE, Told.NOT_CONFIRMED)
    assert rig.fits[-1].touch == IDENTITY


@pytest.mark.parametrize("way", [BACK, Action.LEAVE])
def test_going_away_takes_it_back_too(rig: FitRig, way: Action) -> None:
    rig.page(TechnicianPage.TOUCH)
    touch_marks(rig)
    rig.tap(way)
    assert rig.fits[-1].touch == IDENTITY


def test_a_missed_mark_and_nonsense_change_nothing(rig: FitRig) -> None:
    rig.page(TechnicianPage.TOUCH)
    rig.do(Deed.POINT, "0.1,0.1")
    rig.do(Deed.AGAIN)
    for nonsense in ("", "0.1", "a,b", "7,7", "nan,0.1"):
        rig.do(Deed.POINT, nonsense)
    assert rig.view.number == 1
    touch_marks(rig, miss=3)
    assert (rig.view.phase, rig.view.told) == (Aligning.IDLE, Told.TOO_FAR)
    assert rig.fits == []


def test_two_notes_are_played_and_listened_for(rig: FitRig) -> None:
    rig.conductor.memory.call_process_here = True
    rig.page(TechnicianPage.SOUND)
    assert rig.sent(Preview)[-1] == Preview(on=True)
    rig.do(Deed.TONE)
    [asked] = rig.sent(TryDevices)
    assert isinstance(asked, TryDevices)
    assert rig.view.trying
    rig.technician.heard(DevicesTried(id="other", results=(passed(Check.SOUND),)))
    assert rig.view.trying
    rig.technician.heard(DevicesTried(id=asked.id, results=(passed(Check.CAMERA), passed(Check.SOUND))))
    assert (rig.view.trying, rig.view.outcome) == (False, Outcome.PASSED)
    rig.tap(BACK)
    assert rig.sent(Preview)[-1] == Preview(on=False)


def test_a_call_process_that_is_silent_or_not_there_is_told(rig: FitRig) -> None:
    rig.conductor.memory.call_process_here = False
    rig.page(TechnicianPage.SOUND)
    rig.do(Deed.TONE)
    assert rig.view.reason == "no-process"
    rig.conductor.memory.call_process_here = True
    rig.do(Deed.TONE)
    rig.wait(TRY_S + 1)
    assert rig.view.reason == "no-answer"


def test_every_visit_begins_as_loud_as_was_kept(rig: FitRig) -> None:
    rig.page(TechnicianPage.SOUND)
    rig.do(Deed.VOLUME, "1")
    rig.do(Deed.SPEAK, "on")
    assert rig.conductor.memory.preferences.speech
    view = rig.view
    assert isinstance(view, SoundView)
    assert (view.step, view.start) == (1, START)
    rig.do(Deed.KEEP)
    assert rig.view.start == 1
    rig.tap(Action.LEAVE)
    assert rig.conductor.state is State.ATTRACT
    assert (rig.conductor.memory.preferences.volume_step, rig.conductor.memory.preferences.speech) == (1, False)


def test_the_camera_is_seen_and_its_pictures_are_erased(rig: FitRig) -> None:
    rig.page(TechnicianPage.CAMERA)
    assert rig.view == CameraFitView(there=False)
    rig.technician.heard(Sources(camera=SourceState.OK, microphone=SourceState.OFF, speaker=SourceState.OFF))
    rig.technician.heard(CameraReport(examination=True))
    assert rig.view == CameraFitView(there=True, other=True)
    rig.do(Deed.CAMERA, CameraName.EXAMINATION)
    assert rig.sent(ChooseCamera)[-1] == ChooseCamera(camera=CameraName.EXAMINATION)
    rig.technician.heard(CameraReport(examination=True, shown=CameraName.EXAMINATION))
    assert rig.view.examination
    rig.wait(200)  # nobody is there any more
    assert rig.conductor.state is State.ATTRACT
    assert rig.sent(ChooseCamera)[-1] == ChooseCamera(camera=CameraName.ROOM)
    assert rig.sent(Preview)[-1] == Preview(on=False)
    assert rig.room.asked.count("close_camera") == 1
