# SPDX-License-Identifier: EUPL-1.2
"""The visit itself: the GP large, oneself small, the numbers, what is written, and how to answer without speaking."""

from __future__ import annotations

from kiosk.messages import Action, CallView, Notice, Wave
from ui.touch import theme as t
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.measure import SEES_FINGER
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.captions import Captions
from ui.touch.widgets.icons import camera, microphone
from ui.touch.widgets.notice import gravest
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, text_height
from ui.touch.widgets.toggle import Toggle
from ui.touch.widgets.value import Value
from ui.touch.widgets.video import Video
from ui.touch.widgets.waveform import Waveform

REPLIES = ("yes", "no", "cannot-hear", "please-write")


class _Badge(Part):
    """A line about the other side, at the top of the picture."""

    def __init__(self, prompt: Prompt) -> None:
        super().__init__()
        self.prompt = prompt
        self.add_widget(prompt)

    def draw(self) -> None:
        self.canvas.before.clear()
        if not self.prompt.text or not self.box.w:
            self.prompt.place(NOWHERE)
            return
        theme = self.prompt.theme
        inner = self.box.w - 2 * theme.mm(3)
        height = text_height(theme, self.prompt.text, Size.BODY, inner) + 2 * theme.mm(1.2)
        strip = self.box.cut_top(height)[0]
        with self.canvas.before:
            card(strip, t.AMBER_TINT, theme.radius)
        self.prompt.box = NOWHERE
        self.prompt.place(strip.inset(theme.mm(3), theme.mm(1.2)))

    def say(self, text: str) -> None:
        if text != self.prompt.text:
            self.prompt.text = text
            self.draw()


class Call(Screen):
    leave = Leave.NO

    def build(self, view: CallView) -> None:
        words, theme = self.words, self.theme
        self.remote = Video(theme, "gp-picture", view.gp_name, empty=words("call.no-picture", gp=view.gp_name))
        self.own = Video(theme, "own-picture", words("video.own"), mirror=True, empty=words("call.camera-off"))
        self.captions = Captions(theme, words("call.you"))
        self.badge = _Badge(Prompt(theme, ident="call-state"))
        self.spo2 = Value(theme, "spo2", words("value.spo2-short"), words("unit.percent"), Size.TITLE)
        self.pulse = Value(theme, "pulse", words("value.pulse"), words("unit.per-minute"), Size.TITLE)
        self.pleth = Waveform(theme, "pleth", words("value.pleth"))
        self.microphone = Toggle(
            theme, "microphone", (words("call.microphone-off"), words("call.microphone-on")), microphone,
            lambda on: self.send(Action.MICROPHONE, "on" if on else "off"),
        )  # fmt: skip
        self.camera = Toggle(
            theme, "camera", (words("call.camera-off"), words("call.camera-on")), camera,
            lambda on: self.send(Action.CAMERA, "on" if on else "off"),
        )  # fmt: skip
        for part in (self.remote, self.own, self.captions, self.badge, self.spo2, self.pulse, self.pleth,
                     self.microphone, self.camera):  # fmt: skip
            self.add_widget(part)
        self.end = self.button("end", words("call.end"), self._end, kind=Kind.END)
        self.replies = [self._reply(key) for key in REPLIES]
        self._rings = ("", "")
        self._notice = ""

    def _reply(self, key: str) -> Part:
        text = self.words(f"say.{key}")
        return self.button(f"say-{key}", text, lambda: self.send(Action.SAY, text))

    def _end(self) -> None:
        self.ask("end", (self.words("end.yes"), lambda: self.send(Action.END)), self.words("end.no"))

    def show(self, view: CallView) -> None:
        self._camera_on = view.camera
        self.microphone.turn(view.microphone)
        self.camera.turn(view.camera)
        self.captions.show(view.chat)
        self._view = view
        self.badge.say(self._badge_text(view))
        self._watch_own()
        instrument = view.instruments[0] if view.instruments else None
        self.spo2.show(instrument.spo2 if instrument else "")
        self.pulse.show(instrument.pulse if instrument else "")
        self.pleth.hint(self.words(f"sensor.{instrument.state}" if instrument else "sensor.none"))
        if instrument is None or instrument.state not in SEES_FINGER:
            self.pleth.clear()

    def notify(self, notices: tuple[Notice, ...]) -> bool:
        """Notices stand over the picture: the picture must not grow small for them."""
        keys = gravest(notices, 1)
        self._notice = self.words(f"notice.{keys[0]}") if keys else ""
        self.badge.say(self._badge_text(self._view))
        return True

    def _badge_text(self, view: CallView) -> str:
        if view.line_lost:
            return self.words("call.line-lost")
        if self._notice:
            return self._notice
        if not view.gp_microphone:
            return self.words("call.gp-microphone-off", gp=view.gp_name)
        return "" if view.gp_camera else self.words("call.gp-camera-off", gp=view.gp_name)

    def watch(self, own: str, remote: str) -> None:
        self._rings = (own, remote)
        super().watch(own, remote)
        self._watch_own()

    def _watch_own(self) -> None:
        if self.own is not None:
            self.own.watch(self._rings[0] if self._camera_on else "")

    def wave(self, wave: Wave) -> None:
        self.pleth.add(wave)

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        self.pleth.tick(now_s)

    def arrange(self, body: Box) -> None:
        mm, target = self.theme.mm, self.theme.target
        foot, rest = self.box.inset(mm(4), mm(3)).cut_bottom(target, mm(2.5))
        self._arrange_foot_row(foot)
        row, rest = rest.cut_bottom(target, mm(3))
        for button, column in zip(self.replies, row.columns(len(self.replies), mm(3)), strict=True):
            button.place(column)
        side_width = max(mm(58), rest.w - round(rest.h * 16 / 9) - mm(4))
        side, picture = rest.cut_right(side_width, mm(4))
        assert self.remote is not None
        self.remote.place(picture)
        self.captions.place(picture.inset(mm(2)))
        self.badge.place(picture.inset(mm(2)))
        self._arrange_side(side)

    def _arrange_foot_row(self, foot: Box) -> None:
        end, rest = foot.cut_left(foot.w * 0.32, self.theme.mm(5))
        self.end.place(end)
        for toggle, column in zip((self.microphone, self.camera), rest.columns(2, self.theme.mm(3)), strict=True):
            toggle.place(column)

    def _arrange_side(self, side: Box) -> None:
        mm = self.theme.mm
        assert self.own is not None
        own, rest = side.cut_top(min(side.w * 9 / 16, side.h * 0.46), mm(3))
        self.own.place(own.fitted(16 / 9))
        numbers, strip = rest.cut_top(rest.h * 0.68, mm(2))
        for value, column in zip((self.spo2, self.pulse), numbers.columns(2, mm(3)), strict=True):
            value.place(column)
        self.pleth.place(strip)
