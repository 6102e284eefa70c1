# SPDX-License-Identifier: EUPL-1.2
"""The visit itself: the GP large, oneself small, the numbers, what is written, and how to answer without speaking.

Where there is more than a curve to watch, a touch on the numbers opens the instruments in the place of the picture,
which then stands small beside them; a cuff that begins to inflate opens them by itself.
"""

from __future__ import annotations

from kiosk.line_quality import CallMode, Cause, Grade
from kiosk.messages import Action, CallView, CameraName, InstrumentView, Notice, Wave
from ui.touch.bench import Bench
from ui.touch.box import Box
from ui.touch.notices import gravest, sentence
from ui.touch.pane import AT_WORK, status
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.units import number, symbol
from ui.touch.widgets.button import Kind
from ui.touch.widgets.captions import Captions
from ui.touch.widgets.flash import Flash
from ui.touch.widgets.guidance import Guidance
from ui.touch.widgets.icons import camera, microphone
from ui.touch.widgets.line import LineQuality
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, text_height
from ui.touch.widgets.readings import Readings
from ui.touch.widgets.toggle import Toggle
from ui.touch.widgets.told import Told
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
        strip = self.box.cut_top(min(height, self.box.h // 2))[0]
        with self.canvas.before:
            card(strip, theme.colours.amber_tint, theme.radius)
        self.prompt.box = NOWHERE
        self.prompt.place(strip.inset(theme.mm(3), theme.mm(1.2)))

    def say(self, text: str) -> None:
        if text != self.prompt.text:
            self.prompt.text = text
            self.draw()

    @property
    def height_px(self) -> int:
        """How high what it says is; 0: it says nothing."""
        theme = self.prompt.theme
        inner = self.box.w - 2 * theme.mm(3)
        high = text_height(theme, self.prompt.text, Size.BODY, inner) if self.prompt.text and inner > 0 else 0
        return min(high + 2 * theme.mm(1.2), self.box.h // 2) if high else 0


class Call(Screen):
    leave = Leave.NO

    def build(self, view: CallView) -> None:
        words, theme = self.words, self.theme
        self.remote = Video(theme, "gp-picture", view.gp_name, empty=words("call.no-picture", gp=view.gp_name))
        self.own = Video(theme, "own-picture", words("video.own"), mirror=True, empty=words("call.camera-off"))
        self.captions = Captions(theme, words("call.you"))
        self.line = LineQuality(theme, words)
        self.badge = _Badge(Prompt(theme, ident="call-state"))
        self.told = Told(theme, words)
        self.guidance = Guidance(theme, words)
        self.flash = Flash(theme, view.picture_taken, calm=self.context.reduced_motion)
        self.microphone = Toggle(
            theme, "microphone", (words("call.microphone-off"), words("call.microphone-on")), microphone,
            lambda on: self.send(Action.MICROPHONE, "on" if on else "off"),
        )  # fmt: skip
        self.camera = Toggle(
            theme, "camera", (words("call.camera-off"), words("call.camera-on")), camera,
            lambda on: self.send(Action.CAMERA, "on" if on else "off"),
        )  # fmt: skip
        self.pleth = Waveform(theme, "pleth", words("value.wave"))
        self.readings = Readings(theme, words, lambda: self._open_bench(True))
        self.bench = Bench(theme, words, self.send, railed=False)
        self.bench_open = self._opened_by_cuff = self._followed = self.listed = False
        self.values: list[Value] = []
        for part in (self.remote, self.own, self.bench, self.pleth, self.readings, self.captions, self.badge,
                     self.told, self.guidance, self.flash, self.line, self.microphone, self.camera):  # fmt: skip
            self.add_widget(part)
        self.end = self.button("end", words("call.end"), self._end, kind=Kind.END)
        self.replies = [self._reply(key) for key in REPLIES]
        self.close_bench = self.button("close-bench", words("call.close-bench"), lambda: self._open_bench(False))
        self.another = self.button("next", words("measure.next"), lambda: self.send(Action.NEXT_INSTRUMENT))
        self._rings = ("", "")
        self._notice = ""

    def _build_numbers(self, view: CallView) -> bool:
        """Tell whether other parts are needed: one instrument with a curve is watched, any others are opened."""
        words, theme = self.words, self.theme
        only = view.instruments[0] if len(view.instruments) == 1 and view.instruments[0].waves else None
        measures = [value.measure for value in only.values] if only is not None else []
        listed = only is None and bool(view.instruments)
        if (listed, measures) == (self.listed, [value.ident for value in self.values]):
            return False
        for value in self.values:
            self.remove_widget(value)
        self.listed = listed
        self.values = [Value(theme, each, words(f"value.{each}"), "", Size.TITLE) for each in measures]
        for value in self.values:
            self.add_widget(value)
        return True

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
        self.line.show(view.quality.grade)
        self.told.show(view)
        self.guidance.show(view)
        self.flash.show(view.picture_taken)
        self._say()
        self._mirror(view.camera_shown is CameraName.ROOM)
        self._watch_own()
        if self._build_numbers(view) and self.box.w:
            self.draw()
        self._follow_cuff()
        self.readings.show(view.instruments)
        shown = self.bench.show(view.instruments, view.shown) if self.listed else None
        if self._opened_by_cuff and not self.cuff and shown is not None and shown.done:
            self._open_bench(False)
        self._show_numbers(view.instruments[0] if view.instruments else None)

    def _show_numbers(self, instrument: InstrumentView | None) -> None:
        self.pleth.hint(status(instrument, self.words) if instrument is not None else self.words("sensor.none"))
        if instrument is None or instrument.state not in AT_WORK:
            self.pleth.clear()
        for part, value in zip(self.values, instrument.values if instrument is not None else (), strict=False):
            part.show(number(value.text, self.words.language), symbol(value.unit))

    def squeeze(self, cuff: int) -> None:
        super().squeeze(cuff)
        self._follow_cuff()

    def _follow_cuff(self) -> None:
        """Open the instruments for a cuff that begins to inflate, once."""
        if not self.cuff:
            self._followed = False
        elif self.listed and not self._followed:
            self._followed = True
            if not self.bench_open:
                self._open_bench(True)
                self._opened_by_cuff = True

    def stops(self, cuff: int) -> bool:
        return self.bench_open and self.bench.stops

    def _open_bench(self, opened: bool) -> None:
        """Put the instruments in the place of the picture, or away again."""
        self.bench_open, self._opened_by_cuff = opened, False
        if self.box.w:
            self.draw()

    def notify(self, notices: tuple[Notice, ...]) -> bool:
        """Notices stand over the picture: the picture must not grow small for them."""
        chosen = gravest(notices, 1)
        self._notice = sentence(chosen[0], self.words) if chosen else ""
        self._say()
        return True

    def _say(self) -> None:
        """Put the sentence over the picture, beside the bars of the line."""
        assert self.remote is not None
        text = self._badge_text(self._view)
        if self.line.brief is not bool(text):
            self.line.shorten(bool(text))
            if self.remote.box.w and not self.bench_open:
                self._arrange_over(self.remote.box)
        self.badge.say(text)
        self._place_told()

    def _badge_text(self, view: CallView) -> str:
        if view.line_lost or view.quality.cause is Cause.GONE:
            return self.words("call.line-lost")
        if self._notice:
            return self._notice
        of_line = self._line_text(view)
        if of_line:
            return of_line
        if view.stethoscope:
            return self.told.sentence if self.bench_open else ""
        if not view.gp_microphone:
            return self.words("call.gp-microphone-off", gp=view.gp_name)
        if not view.gp_camera:
            return self.words("call.gp-camera-off", gp=view.gp_name)
        return self.told.sentence if self.bench_open else ""

    def _place_told(self) -> None:
        """Put what the GP asks for, else what she does, below what is said of the line.

        Beside the instruments there is room for what she asks alone, over her small picture.
        """
        if self.bench_open or not self.badge.box.w:
            self.told.place(NOWHERE)
            small = self.remote.box if self.remote is not None and self.bench_open else NOWHERE
            self.guidance.place(small if self.guidance.text else NOWHERE)
            return
        taken = self.badge.height_px
        place = self.badge.box.cut_top(taken, self.theme.mm(1.5))[1] if taken else self.badge.box
        asked = bool(self.guidance.text)
        self.guidance.place(place if asked else NOWHERE)
        if asked:
            self.told.place(NOWHERE)
        else:
            self.told.put(place, brief=bool(taken))

    def _mirror(self, mirrored: bool) -> None:
        """Show oneself as in a mirror, and anything held before a camera as it is."""
        if self.own is not None and self.own.mirror is not mirrored:
            self.own.mirror = mirrored
            self.own.draw()

    def _line_text(self, view: CallView) -> str:
        """Say what the line leaves out, or why one may not see and hear well."""
        if view.mode is not CallMode.FULL:
            return self.words(f"line.mode.{view.mode}", gp=view.gp_name)
        if not view.gp_video:
            return self.words("line.no-gp-video", gp=view.gp_name)
        if view.quality.grade in (Grade.POOR, Grade.BAD):
            return self.words(f"line.cause.{view.quality.cause}", gp=view.gp_name)
        return ""

    def watch(self, own: str, remote: str) -> None:
        self._rings = (own, remote)
        super().watch(own, remote)
        self._watch_own()

    def _watch_own(self) -> None:
        if self.own is not None:
            self.own.watch(self._rings[0] if self._camera_on else "")

    def wave(self, wave: Wave) -> None:
        self.pleth.add(wave)
        self.bench.wave(wave)

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        self.pleth.tick(now_s)
        self.bench.tick(now_s)
        self.flash.tick(now_s)

    def arrange(self, body: Box) -> None:
        mm, target = self.theme.mm, self.theme.target
        foot, rest = self.box.inset(mm(4), mm(3)).cut_bottom(target, mm(2.5))
        self._arrange_foot_row(foot)
        row, rest = rest.cut_bottom(target, mm(3))
        lower, other = [*self.replies], [self.close_bench, self.another]
        for hidden in lower if self.bench_open else other:
            hidden.place(NOWHERE)
        lower = other if self.bench_open else lower
        for button, column in zip(lower, row.columns(len(lower), mm(3)), strict=True):
            button.place(column)
        side_width = mm(58) if self.bench_open else max(mm(58), rest.w - round(rest.h * 16 / 9) - mm(4))
        if rest.upright_shape:
            side, picture = rest.cut_bottom(rest.h * (0.35 if self.bench_open else 0.42), mm(4))
        else:
            side, picture = rest.cut_right(side_width, mm(4))
        if self.bench_open:
            self._arrange_bench(picture, side)
        else:
            self._arrange_picture(picture)
            self._arrange_side(side)
        self._say()

    def _arrange_picture(self, picture: Box) -> None:
        assert self.remote is not None
        self.bench.place(NOWHERE)
        self.remote.place(picture)
        self.captions.place(picture.inset(self.theme.mm(2)))
        self._arrange_over(picture)

    def _arrange_over(self, picture: Box) -> None:
        inner = picture.inset(self.theme.mm(2))
        self.line.place(inner)
        self.badge.place(inner.cut_right(self.line.width_px, self.theme.mm(2))[1])

    def _arrange_bench(self, place: Box, side: Box) -> None:
        """The instruments large; the GP small beside them, and below what is written."""
        mm = self.theme.mm
        assert self.remote is not None and self.own is not None
        for hidden in (self.own, self.flash, self.readings, self.pleth, self.line, *self.values):
            hidden.place(NOWHERE)
        self.bench.place(place)
        if self.box.upright_shape:
            picture, rest = side.cut_left(side.w * 0.5, mm(3))
        else:
            picture, rest = side.cut_top(min(side.w * 9 / 16, side.h * 0.6), mm(3))
        self.remote.place(picture.fitted(16 / 9))
        self.badge.place(side)
        self.captions.place(rest)

    def reading(self) -> list[Part]:
        """What is seen and read, then the row of buttons below it, then the foot, the way out last."""
        last = [*self.replies, self.close_bench, self.another, self.microphone, self.camera, self.end]
        parts = [part for part in super().reading() if part not in last]
        modal = [self.question] if self.question is not None else []
        return [*(part for part in parts if part not in modal), *last, *modal]

    def _arrange_foot_row(self, foot: Box) -> None:
        end, rest = foot.cut_left(foot.w * 0.32, self.theme.mm(5))
        self.end.place(end)
        for toggle, column in zip((self.microphone, self.camera), rest.columns(2, self.theme.mm(3)), strict=True):
            toggle.place(column)

    def _arrange_side(self, side: Box) -> None:
        mm = self.theme.mm
        assert self.own is not None
        if self.box.upright_shape:
            own, rest = side.cut_left(side.w * 0.42, mm(3))
        else:
            own, rest = side.cut_top(min(side.w * 9 / 16, side.h * (0.32 if self.listed else 0.46)), mm(3))
        self.own.place(own.fitted(16 / 9))
        self.flash.place(self.own.box)
        self.readings.place(rest if self.listed else NOWHERE)
        if self.listed:
            self.pleth.place(NOWHERE)
            return
        numbers, strip = rest.cut_top(rest.h * 0.68, mm(2)) if self.values else (rest, rest)
        for value, column in zip(self.values, numbers.columns(max(len(self.values), 1), mm(3)), strict=False):
            value.place(column)
        self.pleth.place(strip)
