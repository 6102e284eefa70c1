# SPDX-License-Identifier: EUPL-1.2
"""What stands over the GP's picture, at its upper edge: how the line is, what is wrong, what she asks for and does.

One sentence at a time, the gravest: there must be room for her face.
"""

from __future__ import annotations

import re

from kiosk.line_quality import CallMode, Cause, Grade
from kiosk.messages import CallView
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.guidance import Guidance
from ui.touch.widgets.line import LineQuality
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, text_height
from ui.touch.widgets.told import Told

_SENTENCE = re.compile(r"(?<=[.!?؟]) ")


class Badge(Part):
    """A sentence on a strip as high as it needs; nothing where nothing is to be said."""

    def __init__(self, prompt: Prompt) -> None:
        super().__init__()
        self.prompt = prompt
        self.add_widget(prompt)

    def draw(self) -> None:
        self.canvas.before.clear()
        high = self.height_px
        if not high:
            self.prompt.place(NOWHERE)
            return
        theme = self.prompt.theme
        strip = self.box.cut_top(high)[0]
        with self.canvas.before:
            card(strip, theme.colours.amber_tint, theme.radius)
        self.prompt.box = NOWHERE
        self.prompt.place(strip.inset(*self._margins))

    @property
    def _margins(self) -> tuple[int, int]:
        """Beside the words, and above and below them."""
        theme = self.prompt.theme
        return (theme.mm(1.5), theme.mm(0.5)) if theme.large_mm else (theme.mm(3), theme.mm(1.2))

    @property
    def height_px(self) -> int:
        """How high what it says is; 0: it says nothing."""
        return min(self.height_for(self.prompt.text, self.box.w), self.box.h)

    def height_for(self, text: str, width: int) -> int:
        """Measure how high ``text`` is on a strip so wide."""
        beside, above = self._margins
        inner = width - 2 * beside
        if not text or inner <= 0:
            return 0
        return text_height(self.prompt.theme, text, Size.BODY, inner) + 2 * above


class PictureWords(Part):
    """``small``: the picture is small, because something else has the room.

    ``apart``: large words stand beside the picture, for on it they had no room; ``curt``: of several sentences the
    first, for even there is no room for more.
    """

    def __init__(self, theme: Theme, words: Words, view: CallView) -> None:
        super().__init__("picture-words")
        self.theme = theme
        self.words = words
        self.small = self.apart = self.curt = False
        self._view = view
        self._notice = ""
        self.badge = Badge(Prompt(theme, ident="call-state"))
        self.told = Told(theme, words)
        self.guidance = Guidance(theme, words)
        self.line = LineQuality(theme, words)
        for part in (self.badge, self.told, self.guidance, self.line):
            self.add_widget(part)

    def show(self, view: CallView) -> None:
        self._view = view
        self.line.show(view.quality.grade)
        self.told.show(view)
        self.guidance.show(view)
        self.draw()

    def notify(self, notice: str) -> None:
        """Say what is wrong, unless the line is."""
        self._notice = notice
        self.draw()

    @property
    def said(self) -> str:
        """What is said now."""
        return self.guidance.text or self._text() or self.told.sentence

    @property
    def crowded(self) -> bool:
        """Whether large words had to be smaller where they stand."""
        prompts = (self.guidance.prompt, self.badge.prompt, self.told.prompt)
        shown = (prompt for prompt in prompts if not prompt.hidden and prompt.shown)
        return any(prompt.describe()["capital_mm"] < self.theme.large_mm - 0.01 for prompt in shown)

    @property
    def taken_px(self) -> int:
        """How much of the picture's height the sentences take, at its top."""
        taken = self.badge.height_px if not self.badge.hidden else 0
        below = max(self.guidance.taken_px, 0 if self.told.prompt.hidden else self.told.taken_px)
        return taken + (below + self.theme.mm(1.5) if taken and below else below)

    def height_for(self, width: int) -> int:
        """Measure how high a strip beside the picture is in which large words have room."""
        if self.guidance.text:
            return self.guidance.height_for(width)
        return self.badge.height_for(self._text(), width) if self._text() else self.told.height_for(width)

    def stand_apart(self, place: Box, *, curt: bool = False) -> None:
        """Stand in ``place``, which is beside the picture."""
        self.put(place, small=False)
        self.apart, self.curt = True, curt
        self.draw()

    def put(self, place: Box, *, small: bool) -> None:
        """Stand in ``place``, the picture without what else lies over it."""
        self.small, self.apart, self.curt = small, False, False
        self.box = NOWHERE
        self.place(place)

    def draw(self) -> None:
        """Put the sentence beside the bars of the line, and below it what she asks for, else what she does."""
        if self.hidden:
            return
        text = self._text()
        brief = self.small or bool(text) or bool(self.theme.large_mm)
        if brief is not self.line.brief:
            self.line.shorten(brief)
        self.badge.prompt.text = text
        if self.small or self.apart:
            self._draw_small()
            return
        self.line.place(self.box)
        self.badge.box = NOWHERE
        self.badge.place(self.box.cut_right(self.line.width_px, self.theme.mm(2))[1])
        taken = self.badge.height_px
        place = self.badge.box.cut_top(taken, self.theme.mm(1.5))[1] if taken else self.badge.box
        asked = bool(self.guidance.text)
        self.guidance.place(place if asked else NOWHERE)
        if asked:
            self.told.place(NOWHERE)
        else:
            self.told.put(place, brief=bool(taken))

    def _draw_small(self) -> None:
        """What she asks for has a small picture to itself; the bars stand there where nothing is said."""
        asked, said = bool(self.guidance.text), bool(self.badge.prompt.text)
        if self.apart and not asked and not said:
            self.told.put(self.box, brief=False)
        elif self.theme.large_mm and not asked and not said:
            self.told.put(self.box.cut_right(self.line.width_px, self.theme.mm(2))[1], brief=True)
        else:
            self.told.place(NOWHERE)
        self.guidance.place(self.box if asked else NOWHERE)
        self.badge.box = NOWHERE
        self.badge.place(self.box if said and not asked else NOWHERE)
        self.line.place(NOWHERE if asked or said or self.apart else self.box)

    def _text(self) -> str:
        text = self._sentences()
        return _SENTENCE.split(text, maxsplit=1)[0] if self.curt else text

    def _sentences(self) -> str:
        view, words = self._view, self.words
        if view.line_lost or view.quality.cause is Cause.GONE:
            return words("call.line-lost")
        if self._notice:
            return self._notice
        of_line = self._line_text(view)
        if of_line:
            return of_line
        if not view.stethoscope:
            if not view.gp_microphone:
                return words("call.gp-microphone-off", gp=view.gp_name)
            if not view.gp_camera:
                return words("call.gp-camera-off", gp=view.gp_name)
        if self.small and not self.theme.large_mm and self.told.sentence:
            return self.told.sentence
        return words("call.with-guest", name=words(f"guest.{view.guest}"), gp=view.gp_name) if view.guest else ""

    def _line_text(self, view: CallView) -> str:
        """Say what the line leaves out, or why one may not see and hear well."""
        if view.mode is not CallMode.FULL:
            return self.words(f"line.mode.{view.mode}", gp=view.gp_name)
        if not view.gp_video:
            return self.words("line.no-gp-video", gp=view.gp_name)
        if view.quality.grade in (Grade.POOR, Grade.BAD):
            return self.words(f"line.cause.{view.quality.cause}", gp=view.gp_name)
        return ""
