# SPDX-License-Identifier: EUPL-1.2
"""The way to the wishes: a button on every screen of a patient, and what it opens in that screen's place.

The visit knows nothing of it; only a wish that is chosen is sent, as from the screen on which one is asked for them.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.clock import Clock
from kiosk.preferences import Preferences
from ui.touch.box import Box
from ui.touch.context import Context
from ui.touch.screens.wishes import Wishes
from ui.touch.widgets.button import Button
from ui.touch.widgets.edge_button import EdgeButton, cut_for
from ui.touch.widgets.icons import sliders
from ui.touch.wishes_tags import STANDS_S, has_help, has_wishes

OPEN = "wishes-open"


class WishesLine:
    """``changed`` is called when the wishes are opened or closed."""

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._context: Context | None = None
        self._preferences = Preferences()
        self._touched_s = 0.0
        self._helped = False
        self.button: EdgeButton | None = None
        self.screen: Wishes | None = None

    def dress(self, context: Context, tag: str) -> Button | None:
        """Make the button anew, in the words and colours of the screen called ``tag``; None: it has none.

        Whoever calls puts it there, and closes what is open first if that belongs to another screen.
        """
        self._context, self.button, self._helped = context, None, has_help(tag)
        if has_wishes(tag):
            self.button = EdgeButton(context.theme, OPEN, context.words("wishes.open"), self.open, icon=sliders)
        if self.screen is not None:
            self._build(context, self.screen.pager.number)
        return self.button

    def place(self, strip: Box) -> Box:
        """Put the button at the end of what is left of the strip; return what is left then."""
        if self.button is None or self._context is None:
            return strip
        place, rest = cut_for(self.button, strip, self._context.panel)
        self.button.place(place)
        return rest

    def prefer(self, preferences: Preferences) -> None:
        """Take what the station says has been chosen."""
        self._preferences = preferences
        if self.screen is not None:
            self.screen.prefer(preferences)

    def open(self) -> None:
        """Show the wishes in the place of the screen."""
        if self.screen is None and self._context is not None:
            self._touched_s = self._clock.monotonic_s()
            self._build(self._context, 0)
            self._changed()

    def close(self) -> None:
        """Show the screen again."""
        if self.screen is not None:
            self.drop()
            self._changed()

    def drop(self) -> None:
        """Forget them, for another screen comes anyway."""
        self.screen = None

    def touched(self) -> None:
        """Somebody is there: it stands anew."""
        self._touched_s = self._clock.monotonic_s()

    def tick(self) -> None:
        """Close what nobody wants any more; once a frame."""
        if self.screen is not None and self._clock.monotonic_s() - self._touched_s >= STANDS_S:
            self.close()

    def _build(self, context: Context, page: int) -> None:
        self.screen = Wishes(context, None)
        self.screen.on_close = self.close
        if self._helped:
            self.screen.offer_help()
        self.screen.pager.number = page
        self.screen.prefer(self._preferences)
