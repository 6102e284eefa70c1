# SPDX-License-Identifier: EUPL-1.2
"""One's own picture in a corner of the GP's. A touch moves it to the next corner, after the last puts it away, and then
brings it back: nothing is dragged, and the sign on it says what the touch does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.preferences import OwnPicture
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.call_icons import corners
from ui.touch.widgets.icons import person, slash
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, line_width, text_width
from ui.touch.widgets.video import Video

ORDER = (
    OwnPicture.BOTTOM_END, OwnPicture.BOTTOM_START, OwnPicture.TOP_START, OwnPicture.TOP_END, OwnPicture.HIDDEN,
)  # fmt: skip
BOTTOM = frozenset({OwnPicture.BOTTOM_END, OwnPicture.BOTTOM_START})
AT_START = frozenset({OwnPicture.BOTTOM_START, OwnPicture.TOP_START})
SHAPE, LEAST_SHAPE = 16 / 9, 1.25
"""Width over height; where it is as small as a target may be, it covers less of the GP."""
SHARE = 0.27
"""How much of the GP's picture it is as wide as."""


class _Label(Part):
    """What a touch does: a sign at the foot of the picture, which words would hide; words where there is none."""

    role = ""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.prompt = Prompt(theme, size=Size.BODY, align="center")
        self.prompt.role = ""
        self.add_widget(self.prompt)
        self.does = OwnPicture.HIDDEN
        """Where a touch puts the picture."""
        self.away = False

    def draw(self) -> None:
        theme, colours, mm = self.theme, self.theme.colours, self.theme.mm
        self.canvas.before.clear()
        if self.away:
            sign, words = self.box.inset(mm(2), mm(0.2 if theme.large_mm else 1)).cut_left(mm(7), mm(1.5))
            ground, edge = self.box, max(2, mm(0.5))
        else:
            ground, words, edge = self.box.cut_bottom(mm(9))[0].cut_left(mm(9))[0], NOWHERE, 0
            sign = ground
        square = sign.centred(mm(7), mm(7))
        with self.canvas.before:
            card(ground, colours.surface, theme.radius, colours.edge if edge else None, edge)
            if self.away or self.does is OwnPicture.HIDDEN:
                person(square, colours.pine)
                if not self.away:
                    slash(square, colours.pine, colours.surface)
            else:
                corners(square, colours.pine)
        self.prompt.box = NOWHERE
        self.prompt.place(words)


class OwnView(Touchable):
    """``on_move`` is told where it shall be next; it stands where it was last told."""

    def __init__(self, theme: Theme, words: Words, on_move: Callable[[OwnPicture], None]) -> None:
        super().__init__("own-view", lambda: on_move(self.next))
        self.theme = theme
        self._words = words
        self.where = OwnPicture.BOTTOM_END
        self.video = Video(theme, "own-picture", words("video.own"), mirror=True)
        self._label = _Label(theme)
        self.label = self._label.prompt
        self.add_widget(self.video)
        self.add_widget(self._label)
        self.put(self.where)

    @property
    def next(self) -> OwnPicture:
        return ORDER[(ORDER.index(self.where) + 1) % len(ORDER)]

    @property
    def away(self) -> bool:
        return self.where is OwnPicture.HIDDEN

    def put(self, where: OwnPicture) -> bool:
        """Take where it shall stand; tell whether that is another place."""
        before, self.where = self.where, where
        key = "show" if self.away else "hide" if self.next is OwnPicture.HIDDEN else "move"
        self.label.text = self._words(f"call.own-{key}")
        self._label.away, self._label.does = self.away, self.next
        if where is before:
            return False
        self.box = NOWHERE
        return True

    def place_in(self, picture: Box) -> Box:
        """Stand in a corner of ``picture``; return the place."""
        theme = self.theme
        if self.away:
            on_two_lines = round(line_width(theme, self.label.text, Size.BODY) * 0.75)
            words = max(text_width(theme, self.label.text, Size.BODY), on_two_lines)
            wide, high = max(theme.target, words + theme.mm(14)), theme.target
        else:
            wide = round(max(theme.target * LEAST_SHAPE, picture.w * SHARE))
            high = max(theme.target, round(wide / SHAPE))
        column = picture.cut_left(wide)[0] if self.where in AT_START else picture.cut_right(wide)[0]
        low = self.where in BOTTOM or self.away
        place = column.cut_bottom(high)[0] if low else column.cut_top(high)[0]
        self.place(place)
        return place

    def draw(self) -> None:
        if self.hidden:
            return
        theme, colours = self.theme, self.theme.colours
        self.canvas.before.clear()
        if not self.away:
            with self.canvas.before:
                card(self.box, colours.pine if self.pressed else colours.on_night, theme.radius)
        edge = max(2, theme.mm(0.6))
        self.video.place(NOWHERE if self.away else self.box.inset(edge))
        self._label.box = NOWHERE
        self._label.place(self.box if self.away else self.box.inset(edge + theme.mm(1)))

    def describe(self) -> dict[str, Any]:
        drawn = self.label.describe() if self.label.box.w else {"fits": True, "scale": 1.0}
        name = "" if self.away else f"{self.video.name}: "
        return {**drawn, **super().describe(), "text": name + self.label.text, "state": self.where.value}
