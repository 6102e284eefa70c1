# SPDX-License-Identifier: EUPL-1.2
"""Which screen shows a view."""

from __future__ import annotations

from kiosk import assistant_view as a
from kiosk import messages as m
from kiosk import staff_view as s
from kiosk import technician_view as t
from ui.touch.screens.acute import Acute
from ui.touch.screens.assistant import AssistantOverview
from ui.touch.screens.assistant_guest import AssistantGuest
from ui.touch.screens.assistant_lesson import AssistantLesson
from ui.touch.screens.assistant_sign_in import AssistantLocked, AssistantNumber, AssistantPin
from ui.touch.screens.assistant_steps import AssistantSteps
from ui.touch.screens.attract import Attract
from ui.touch.screens.base import Screen
from ui.touch.screens.call import Call
from ui.touch.screens.call_me import CallMe
from ui.touch.screens.cleaning import Cleaning
from ui.touch.screens.code import Code
from ui.touch.screens.company import WithWhom
from ui.touch.screens.consent import Consent
from ui.touch.screens.drop_in import DropIn
from ui.touch.screens.erased import Erased
from ui.touch.screens.expired import Expired
from ui.touch.screens.goodbye import Goodbye
from ui.touch.screens.gp_absent import GpAbsent
from ui.touch.screens.how_to import HowTo
from ui.touch.screens.language import Language
from ui.touch.screens.locked import Locked
from ui.touch.screens.measure import Measure
from ui.touch.screens.prepare import Prepare
from ui.touch.screens.purpose import Purpose
from ui.touch.screens.rating import Rating
from ui.touch.screens.reconnecting import Reconnecting
from ui.touch.screens.review import Review
from ui.touch.screens.staff_camera import StaffCamera
from ui.touch.screens.staff_devices import StaffCheck, StaffDrivers, StaffKinds
from ui.touch.screens.staff_instruments import StaffInstrument, StaffInstruments
from ui.touch.screens.staff_lines import StaffLog, StaffNetwork, StaffVersions
from ui.touch.screens.staff_panel import StaffPanel
from ui.touch.screens.staff_pin import StaffPin
from ui.touch.screens.staff_ports import StaffPort, StaffPorts
from ui.touch.screens.staff_self_test import StaffSelfTest, StaffTouch
from ui.touch.screens.staff_sound import StaffSound
from ui.touch.screens.staff_station import StaffRestart, StaffStation
from ui.touch.screens.staff_touch_fit import StaffTouchFit
from ui.touch.screens.summary import Summary
from ui.touch.screens.unavailable import Unavailable
from ui.touch.screens.waiting import Waiting
from ui.touch.screens.who_for import WhoFor

SCREENS: dict[type[m.View], type[Screen]] = {
    m.AttractView: Attract,
    m.UnavailableView: Unavailable,
    m.LanguageView: Language,
    m.HowToView: HowTo,
    m.PurposeView: Purpose,
    m.DropInView: DropIn,
    m.AcuteView: Acute,
    m.CallMeView: CallMe,
    m.CodeView: Code,
    m.LockedView: Locked,
    m.ExpiredView: Expired,
    m.WhoForView: WhoFor,
    m.CompanyView: WithWhom,
    m.ConsentView: Consent,
    m.PrepareView: Prepare,
    m.MeasureView: Measure,
    m.ReviewView: Review,
    m.WaitingView: Waiting,
    m.GpAbsentView: GpAbsent,
    m.CallView: Call,
    m.ReconnectingView: Reconnecting,
    m.SummaryView: Summary,
    m.RatingView: Rating,
    m.GoodbyeView: Goodbye,
    m.ErasedView: Erased,
    m.CleaningView: Cleaning,
    s.StaffPinView: StaffPin,
    s.StaffView: StaffInstruments,
    s.StaffInstrumentView: StaffInstrument,
    s.StaffPortsView: StaffPorts,
    s.StaffPortView: StaffPort,
    s.StaffKindsView: StaffKinds,
    s.StaffDriversView: StaffDrivers,
    s.StaffCheckView: StaffCheck,
    s.StaffSelfTestView: StaffSelfTest,
    s.StaffTouchView: StaffTouch,
    t.StationView: StaffStation,
    t.VersionsView: StaffVersions,
    t.LogView: StaffLog,
    t.NetworkView: StaffNetwork,
    t.RestartView: StaffRestart,
    t.SoundView: StaffSound,
    t.PanelView: StaffPanel,
    t.TouchFitView: StaffTouchFit,
    t.CameraFitView: StaffCamera,
    a.AssistantNumberView: AssistantNumber,
    a.AssistantPinView: AssistantPin,
    a.AssistantLockedView: AssistantLocked,
    a.AssistantView: AssistantOverview,
    a.AssistantStepsView: AssistantSteps,
    a.AssistantPersonView: AssistantGuest,
    a.AssistantLessonView: AssistantLesson,
}
