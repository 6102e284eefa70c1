# SPDX-License-Identifier: EUPL-1.2
"""The way to help in an emergency: a button on every screen, and what it opens, which outlives the screens below it.

It takes nothing from the station but what stands on the screen anyway, so it is there while the station's process is
away as well.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.clock import Clock
from kiosk.settings import StationSection
from ui.touch.box import Box
from ui.touch.context import Context
from ui.touch.widgets.button import Button
from ui.touch.widgets.edge_button import EdgeButton
from ui.touch.widgets.emergency import Emergency, Whereabouts, button_width, emergency_button
from ui.touch.widgets.part import Part
from ui.touch.widgets.stop_bar import stop_button

STANDS_S = 180.0
"""What nobody closes is closed by itself, and the visit goes on as if nobody were there."""


class HelpLine:
    """``put``: shows a part above all others; ``drop``: takes it away; ``alive``: somebody is there."""

    def __init__(
        self,
        station: StationSection,
        clock: Clock,
        put: Callable[[Part], None],
        drop: Callable[[Part], None],
        alive: Callable[[], None],
    ) -> None:
        self._station = station
        self._clock = clock
        self._put, self._drop, self._alive = put, drop, alive
        self._context: Context | None = None
        self._cuff = 0
        self._opened_s = 0.0
        self.button: EdgeButton | None = None
        self.overlay: Emergency | None = None

    def dress(self, context: Context) -> Button:
        """Make the button anew, in another language or other colours; whoever calls puts it on the screen."""
        self._context = context
        self.button = emergency_button(context.theme, context.words, context.emergency_number, self.open)
        if self.overlay is not None:
            self._build()
        return self.button

    def fade(self, opacity: float) -> float:
        """Make the button as visible as that; return it."""
        if self.button is not None:
            self.button.opacity = opacity
        return opacity

    @property
    def standing_px(self) -> int:
        """How wide its button is in a strip that stands."""
        return self.button.standing_px if self.button is not None else 0

    def place(self, strip: Box) -> Box:
        """Put the button at the end of a strip that lies, or on top of one that stands; return what is left of it."""
        assert self.button is not None and self._context is not None
        theme = self._context.theme
        if strip.h > strip.w:
            inner = strip.inset(theme.mm(2), theme.mm(2))
            place, rest = inner.cut_top(theme.target, theme.mm(3))
        else:
            inner = strip.inset(theme.margin, theme.mm(1))
            place, rest = inner.cut_right(button_width(self.button, strip, inner), theme.mm(3))
        self.button.place(place)
        return rest

    def squeeze(self, cuff: int) -> None:
        """Take the news that a cuff inflates, or that none does (0): its stop button must be in sight."""
        changed, self._cuff = bool(cuff) != bool(self._cuff), cuff
        if changed and self.overlay is not None:
            self._build()

    def open(self) -> None:
        """Show whom to ring and where one is."""
        self._opened_s = self._clock.monotonic_s()
        if self.overlay is None:
            self._build()

    def close(self) -> None:
        """Show the screen below again."""
        if self.overlay is not None:
            self._drop(self.overlay)
            self.overlay = None

    def touched(self) -> None:
        """Somebody touches it: it stands anew."""
        self._opened_s = self._clock.monotonic_s()

    def tick(self) -> None:
        """Keep the visit alive while it is open, but not for ever."""
        if self.overlay is None:
            return
        if self._clock.monotonic_s() - self._opened_s >= STANDS_S:
            self.close()
        else:
            self._alive()

    def _build(self) -> None:
        context = self._context
        if context is None:
            return
        self.close()
        stop = stop_button(context.theme, context.words, context.send) if self._cuff else None
        self.overlay = Emergency(context.theme, context.words, self._where(context), self.close, stop)
        self._put(self.overlay)
        self.overlay.place(context.panel)

    def _where(self, context: Context) -> Whereabouts:
        station = self._station
        return Whereabouts(
            number=station.emergency_number,
            address=station.address or context.station_name or station.name,
            phone=context.phone or station.phone,
        )
