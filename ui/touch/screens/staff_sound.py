# SPDX-License-Identifier: EUPL-1.2
"""For staff: the microphone, the loudspeaker, the voice, and how loud every visit begins."""

from __future__ import annotations

from kiosk.messages import SoundLevel
from kiosk.selftest.report import Outcome, Reason
from kiosk.station.technician_session import Deed
from kiosk.technician_view import SoundView
from ui.touch.box import Box
from ui.touch.hearing import Hearing
from ui.touch.screens.staff_station import TechnicianScreen
from ui.touch.widgets.button import Kind
from ui.touch.widgets.check_line import CheckLine
from ui.touch.widgets.icons import microphone
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.volume import Volume


class StaffSound(TechnicianScreen):
    def fill(self) -> Part:
        self.level = CheckLine(self.theme, "level", bar=True, asks=microphone)
        self.result = CheckLine(self.theme, "result")
        self.volume = Volume(self.theme, self.words, lambda step: self.do(Deed.VOLUME, str(step)))
        self._hearing = Hearing()
        field = Part("sound")
        for part in (self.level, self.result, self.volume):
            field.add_widget(part)
        return field

    def make(self) -> None:
        words = self.words
        self.put_back()
        self.tone = self.deed("tone", words("technician.sound.tone"), Deed.TONE)
        self.speak = self.button("speak", words("technician.sound.speak"), self._speak)
        self.keep = self.deed("keep", words("technician.sound.keep"), Deed.KEEP, kind=Kind.PRIMARY)
        self.undo = self.deed("undo", words("staff.undo"), Deed.UNDO)
        self._speaking = False

    def show(self, view: SoundView) -> None:
        words, self._speaking = self.words, view.speaking
        start = words("technician.sound.start", step=words.number(view.start + 1))
        told = words(f"technician.told.{view.told}") if view.told else ""
        news = view.trying or view.outcome is not None
        self.say(words("technician.page.sound"), told or ("" if news else start))
        self.level.say(words("technician.sound.level" if view.microphone else "technician.sound.deaf"), good=False)
        self.result.say(self._result(view), good=view.outcome is Outcome.PASSED)
        self.speak.say(words("technician.sound.quiet" if view.speaking else "technician.sound.speak"))
        self.volume.show(view.step)
        self.tone.enable(not view.trying)
        changed = view.step != view.start
        self.offer(self.tone, self.speak, *((self.keep,) if changed else (self.undo,) if view.undo else ()))
        if self.box.w:
            self.draw()

    def _result(self, view: SoundView) -> str:
        if view.trying:
            return self.words("technician.sound.trying")
        if view.outcome is None:
            return ""
        if view.reason is Reason.NONE:
            return self.words("technician.sound.heard")
        return self.words(f"selftest.reason.{view.reason}")

    def hear(self, level: SoundLevel) -> None:
        self._hearing.take(level.level_db)
        if self.level.bar is not None:
            self.level.bar.show(self._hearing.share)

    def _speak(self) -> None:
        self.do(Deed.SPEAK, "off" if self._speaking else "on")

    def arrange(self, body: Box) -> None:
        super().arrange(body)
        mm = self.theme.mm
        row, rest = self.content.box.cut_bottom(self.theme.target, mm(2))
        self.volume.place(row)
        for line in (self.level, self.result):
            height = min(line.height_for(rest.w), rest.h)
            if height:
                row, rest = rest.cut_top(height, mm(2))
                line.place(row)
            else:
                line.place(NOWHERE)
