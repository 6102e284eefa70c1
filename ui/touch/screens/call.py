# SPDX-License-Identifier: EUPL-1.2
"""The visit itself: the GP large, oneself in a corner, the numbers, what is written, and answers without speaking.

Something else may have the room, with the GP small beside it: the instruments (by a touch on the numbers, or by itself
when a cuff begins to inflate), help for who does not hear her, or the letters to write with.
"""

from __future__ import annotations

from enum import Enum

from kiosk.messages import Action, CallView, CameraName, Notice, Wave
from kiosk.preferences import Preferences
from ui.touch.bench import Bench
from ui.touch.box import Box
from ui.touch.notices import gravest, sentence
from ui.touch.screens import call_layout
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.call_help import CallHelp
from ui.touch.screens.call_numbers import CallNumbers
from ui.touch.screens.letter_pad import LetterPad
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.call_icons import pencil
from ui.touch.widgets.captions import Captions
from ui.touch.widgets.flash import Flash
from ui.touch.widgets.icons import camera, microphone
from ui.touch.widgets.own_view import OwnView
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.picture_words import PictureWords
from ui.touch.widgets.sending import Sending
from ui.touch.widgets.toggle import Toggle
from ui.touch.widgets.tray import Tray
from ui.touch.widgets.video import Video

REPLIES = ("yes", "no", "please-write")


class Mode(Enum):
    """What has the room."""

    TALK = "talk"
    """The GP's picture."""
    BENCH = "bench"
    """The instruments."""
    HELP = "help"
    """What to try when one does not hear her."""
    WRITE = "write"
    """The letters, and what is written."""


class Call(Screen):
    leave = Leave.NO

    def build(self, view: CallView) -> None:
        words, theme = self.words, self.theme
        self._view = view
        self.writing = self.bench_open = self._opened_by_cuff = self._followed = False
        self._rings = ("", "")
        self._said = ""
        self.remote = Video(theme, "gp-picture", view.gp_name, empty=words("call.no-picture", gp=view.gp_name))
        self.over = PictureWords(theme, words, view)
        self.captions = Captions(theme, words("call.you"), words("call.write-hint", gp=view.gp_name))
        self.own_view = OwnView(theme, words, lambda where: self.send(Action.PREFER, f"own_picture={where}"))
        self.own = self.own_view.video
        self.sending = Sending(theme, words)
        self.flash = Flash(theme, view.picture_taken, calm=self.context.reduced_motion)
        self.numbers = CallNumbers(theme, words, lambda: self._open_bench(True))
        self.bench = Bench(theme, words, self.send, railed=False)
        self.help = CallHelp(theme, words, gp=view.gp_name, phone=self.context.phone, send=self.send)
        self.pad = LetterPad(theme, words, lambda sign: self.send(Action.TYPE, sign))
        self.row, self.foot = Tray(theme, words, "answers"), Tray(theme, words, "talk")
        for part in (self.remote, self.bench, self.help, self.captions, self.sending, self.over, self.own_view,
                     self.flash, self.numbers, self.pad, self.row, self.foot):  # fmt: skip
            self.add_widget(part)
        self._build_buttons()
        self.mode = self._mode()

    def _build_buttons(self) -> None:
        words, theme = self.words, self.theme
        self.microphone = Toggle(
            theme, "microphone", (words("call.microphone-off"), words("call.microphone-on")), microphone,
            lambda on: self.send(Action.MICROPHONE, "on" if on else "off"),
        )  # fmt: skip
        self.camera = Toggle(
            theme, "camera", (words("call.camera-off"), words("call.camera-on")), camera,
            lambda on: self.send(Action.CAMERA, "on" if on else "off"),
        )  # fmt: skip
        self.end = Button(theme, "end", words("call.end"), self._end, kind=Kind.END)
        self.replies = [self._reply(key) for key in REPLIES]
        self.cannot_hear = self._reply("cannot-hear", Action.CANNOT_HEAR)
        self.write = Button(theme, "write", words("call.write"), lambda: self._write(True), icon=pencil)
        self.open_bench = Button(theme, "readings", words("call.readings"), lambda: self._open_bench(True))
        self.close_bench = Button(theme, "close-bench", words("call.close-bench"), lambda: self._open_bench(False))
        self.another = Button(theme, "next", words("measure.next"), lambda: self.send(Action.NEXT_INSTRUMENT))
        self.hears = Button(theme, "hears", words("call.hears"), lambda: self.send(Action.CANNOT_HEAR))
        self.other_step = Button(theme, "help-next", words("call.help-next"), self.help.next)
        self.close_pad = Button(theme, "close-pad", words("call.close-pad"), lambda: self._write(False))
        self.text_call = Button(theme, "text-call", words("call.text-on"), self._text_call)

    def _reply(self, key: str, action: Action = Action.SAY) -> Button:
        text = self.words(f"say.{key}")
        return Button(self.theme, f"say-{key}", text, lambda: self.send(action, text))

    # ------------------------------------------------------------------------------------------ what is touched

    def _end(self) -> None:
        self.ask("end", (self.words("end.yes"), lambda: self.send(Action.END)), self.words("end.no"))

    def _text_call(self) -> None:
        self.writing = False
        self.send(Action.TEXT_CALL, "off" if self._view.text_call else "on")

    def _write(self, writing: bool) -> None:
        self.writing = writing
        self._changed()

    def _open_bench(self, opened: bool) -> None:
        """Put the instruments in the place of the picture, or away again."""
        self.bench_open, self._opened_by_cuff = opened, False
        self._changed()

    # ------------------------------------------------------------------------------------------ what comes in

    def show(self, view: CallView) -> None:
        before, self._view = self._view, view
        self.microphone.turn(view.microphone)
        self.camera.turn(view.camera)
        self.sending.show(microphone=view.microphone, camera=view.camera)
        self.captions.show(view.chat, writing=bool(view.draft))
        self.pad.line = view.draft
        self.text_call.say(self.words("call.text-off" if view.text_call else "call.text-on"))
        self.over.show(view)
        self.flash.show(view.picture_taken)
        self._mirror(view.camera_shown is CameraName.ROOM)
        self._watch_own()
        listed = self.listed
        self.numbers.show(view)
        if view.cannot_hear and not before.cannot_hear:
            self.help.begin()
        if self._mode() is not self.mode or listed is not self.listed or before.text_call is not view.text_call:
            self._changed()
        self._follow_cuff()
        self._hear_words()
        shown = self.bench.show(view.instruments, view.shown) if self.listed else None
        if self._opened_by_cuff and not self.cuff and shown is not None and shown.done:
            self._open_bench(False)

    def prefer(self, preferences: Preferences) -> None:
        self.help.prefer(preferences)
        if self.own_view.put(preferences.own_picture):
            self._changed()

    @property
    def listed(self) -> bool:
        """Whether the instruments are opened: with large text always, for there is no room for numbers."""
        return self.numbers.listed or (bool(self.theme.large_mm) and bool(self._view.instruments))

    def _mode(self) -> Mode:
        if self.bench_open:
            return Mode.BENCH
        if self._view.text_call or self.writing:
            return Mode.WRITE
        return Mode.HELP if self._view.cannot_hear else Mode.TALK

    def _changed(self) -> None:
        """Arrange everything anew, if it stands anywhere yet."""
        self.mode = self._mode()
        if self.box.w:
            self.draw()

    @property
    def texting(self) -> bool:
        """Whether writing has taken the place of speaking."""
        return self._view.text_call

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

    def notify(self, notices: tuple[Notice, ...]) -> bool:
        """Notices stand over the picture: the picture must not grow small for them."""
        chosen = gravest(notices, 1)
        self.over.notify(sentence(chosen[0], self.words) if chosen else "")
        self._hear_words()
        return True

    def _hear_words(self) -> None:
        """Arrange anew when words come or go: large ones may need a place of their own, and none stand on others."""
        said, self._said = self._said, self.over.said
        if said != self._said:
            self._changed()

    def _mirror(self, mirrored: bool) -> None:
        """Show oneself as in a mirror, and anything held before a camera as it is."""
        if self.own is not None and self.own.mirror is not mirrored:
            self.own.mirror = mirrored
            self.own.draw()

    def watch(self, own: str, remote: str) -> None:
        self._rings = (own, remote)
        super().watch(own, remote)
        self._watch_own()

    def _watch_own(self) -> None:
        if self.own is not None:
            self.own.watch(self._rings[0] if self._view.camera else "")

    def wave(self, wave: Wave) -> None:
        self.numbers.wave(wave)
        self.bench.wave(wave)

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        self.numbers.tick(now_s)
        self.bench.tick(now_s)
        self.flash.tick(now_s)

    def reading(self) -> list[Part]:
        """How one looks oneself comes after everything that is for talking."""
        parts = super().reading()
        return sorted(parts, key=lambda part: (part is self.question, part is self.own_view))

    # ------------------------------------------------------------------------------------------ places

    def arrange(self, body: Box) -> None:
        call_layout.arrange(self, self.box.inset(self.theme.mm(4), self.theme.mm(3)))

    def put_away(self, *parts: Part) -> None:
        """Hide what this arrangement has no place for."""
        for part in (self.own_view, self.flash, self.numbers, self.bench, self.help, self.pad, self.sending):
            if part not in parts:
                part.place(NOWHERE)
