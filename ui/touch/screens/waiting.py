# SPDX-License-Identifier: EUPL-1.2
"""The waiting room: who will come and when, how one looks and is heard, and something quiet to look at."""

from __future__ import annotations

from kiosk.messages import SoundLevel, WaitingView
from ui.touch.box import Box
from ui.touch.hearing import Heard, Hearing
from ui.touch.light import Light, LightWatch, judge
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.calm import Calm
from ui.touch.widgets.check_line import CheckLine
from ui.touch.widgets.icons import microphone
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import text_height
from ui.touch.widgets.video import Video

LOOK_S = 1.0
"""How often the light is looked at."""
PICTURE_MM, CAPTION_MM, LARGE_PICTURE_MM = 16.0, 30.0, 24.0
"""The least height of one's own picture, and that from which there is room to say what it is."""
CALM_MM = 40.0
"""Less of a landscape is a sliver."""


class Waiting(Screen):
    leave = Leave.ASK

    def build(self, view: WaitingView) -> None:
        theme, words, quiet = self.theme, self.words, self.theme.colours.quiet
        self.title = self.prompt("title", "", Size.TITLE)
        self.text = self.prompt("text", "", Size.LEAD, colour=quiet)
        self.queue = self.prompt("queue", "", Size.LEAD)
        self.waited = self.prompt("waited", "", Size.BODY, colour=quiet)
        self.calm = Calm(theme, still=self.context.reduced_motion)
        self.add_widget(self.calm)
        self.own = Video(theme, "own-picture", words("video.own"), mirror=True, empty=words("video.own-missing"))
        self.caption = self.prompt("own-caption", self._caption(view), align="center", colour=quiet)
        self.add_widget(self.own)
        self.light = CheckLine(theme, "light")
        self.sound = CheckLine(theme, "sound", bar=True, asks=microphone)
        self.add_widget(self.light)
        self.add_widget(self.sound)
        self._light, self._hearing = LightWatch(), Hearing()
        self._looked_s = 0.0
        self._view = view

    def _caption(self, view: WaitingView) -> str:
        return self.words("waiting.own", gp=view.gp_name) if view.gp_name else self.words("waiting.own-any")

    def show(self, view: WaitingView) -> None:
        self._view = view
        words, which = self.words, "here" if view.gp_here else "soon"
        queue = "" if view.gp_here else self._queue(view)
        self.caption.text = self._caption(view)
        texts = {
            self.title: words(f"waiting.{which}-title", gp=self.gp(view.gp_name)),
            self.text: "" if queue else words(f"waiting.{which}-text"),
            self.queue: queue,
            self.waited: "" if view.gp_here else waited(self, view.waited_s),
        }
        changed = any(prompt.text != text for prompt, text in texts.items())
        for prompt, text in texts.items():
            prompt.text = text
        if (self._check() or changed) and self.box.w:
            self.draw()

    def _queue(self, view: WaitingView) -> str:
        """Say which place in the queue it is and how long it will take, as far as anybody knows."""
        said = []
        if view.place is not None:
            is_next = view.place <= 1
            said.append(self.words("waiting.next") if is_next else self.words("waiting.place", place=str(view.place)))
        if view.expected_min is not None:
            said.append(self.words.count("waiting.expected", view.expected_min))
        return " ".join(said)

    def _check(self) -> bool:
        """Say how light and sound are; tell whether that is something else than before."""
        light, heard = self._light.light, self._hearing.heard
        seen = self._view.camera and light is not Light.UNKNOWN
        said = self.light.say(self.words(f"waiting.light.{light}") if seen else "", good=light is Light.GOOD)
        sound = self.words(f"waiting.sound.{heard}") if self._view.microphone else ""
        return self.sound.say(sound, good=heard is Heard.HEARD) or said

    def hear(self, level: SoundLevel) -> None:
        self._hearing.take(level.level_db)
        if self.sound.bar is not None:
            self.sound.bar.show(self._hearing.share)
        if self._check() and self.box.w:
            self.draw()

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        self.calm.tick(now_s)
        if now_s - self._looked_s >= LOOK_S:
            self._looked_s = now_s
            self._look()

    def _look(self) -> None:
        assert self.own is not None
        picture = self.own.reader.newest() if self.own.reader is not None else None
        seen = judge(picture.planes, picture.width, picture.height) if picture is not None else Light.UNKNOWN
        before = self._light.light
        if self._light.look(seen) is not before and self._check() and self.box.w:
            self.draw()

    # ------------------------------------------------------------------------------------------ places

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        inner = body.inset(0, mm(2))
        if self.theme.large_mm and self.context.panel.upright_shape:
            words, checks = inner.cut_top(inner.h * 0.45, mm(4))
        else:
            words, checks = inner.split(0.43 if self.theme.large_mm else 0.47, 0.45, mm(6))
        self.stack(words, (self.title, self.text, self.queue, self.waited), gap_mm=4, centre=True)
        self._arrange_checks(checks)

    def _arrange_foot(self, foot: Box, rows: int = 1) -> None:
        """The landscape lies beside the way out, where nothing else is."""
        super()._arrange_foot(foot, rows)
        gap = self.theme.gap
        row = foot.cut_top(self.theme.target)[0].cut_left(
            self.leave_button.box.w if self.leave_button is not None else 0, gap
        )[1]
        if self.pager.seated and self.pager.owner is not None:
            row = row.cut_right(self.pager.box.w, gap)[1]
        self.calm.place(row if row.w >= self.theme.mm(CALM_MM) else NOWHERE)

    def _arrange_checks(self, place: Box) -> None:
        """Put what is checked below the picture, which takes what is left."""
        mm = self.theme.mm
        least = mm(LARGE_PICTURE_MM if self.theme.large_mm else PICTURE_MM)
        for line in (self.sound, self.light):
            height = line.height_for(place.w)
            if height and place.h - height >= least:
                row, place = place.cut_bottom(height, mm(2))
                line.place(row)
            else:
                line.place(NOWHERE)
        caption = text_height(self.theme, self.caption.text, Size.BODY, place.w)
        if place.h - caption >= mm(CAPTION_MM):
            picture = round(min(place.h - caption - mm(1), place.w * 9 / 16))
            place = place.centred(place.w, picture + mm(1) + caption)
            row, place = place.cut_bottom(caption, mm(1))
            self.caption.place(row)
        else:
            self.caption.place(NOWHERE)
        assert self.own is not None
        self.own.place(place.fitted(16 / 9))


def waited(screen: Screen, seconds: int) -> str:
    """Say how long somebody has waited, in whole minutes."""
    minutes = seconds // 60
    return screen.words.count("waiting.waited", minutes) if minutes else screen.words("waiting.just-now")
