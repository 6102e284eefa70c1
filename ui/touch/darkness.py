# SPDX-License-Identifier: EUPL-1.2
"""The dark screen: lit again by anything, or by a touch alone where somebody goes on by ear.

Whoever hears the screens in a headset and uses keys or switches needs no light: the controls below the darkness are
hers as before, and the last of them lights the screen.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages import Action, Show, Tap
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.widgets.blank import Blank
from ui.touch.widgets.part import Part


class Darkness:
    """``part`` is there while it is dark; ``by_ear``: keys and switches act below it."""

    def __init__(
        self, add: Callable[[Blank], None], remove: Callable[[Blank], None], send: Callable[[Tap], None]
    ) -> None:
        self._add, self._remove, self._send = add, remove, send
        self.part: Blank | None = None
        self.by_ear = False

    @property
    def covers(self) -> Blank | None:
        """The only thing that can be used, if it is."""
        return None if self.by_ear else self.part

    def over(self, asked: Part | None) -> Blank | None:
        """Return what hides everything, and takes every touch; a question that is ``asked`` stands above it."""
        return self.part if asked is None else None

    def take(self, show: Show | None, panel: Box) -> bool:
        """Cover everything or light it again, as is shown; tell whether it has just been lit."""
        dark = show is not None and show.blank
        self.by_ear = show is not None and show.by_ear
        if dark and self.part is None:
            self.part = Blank(lambda: self._send(Tap(action=Action.WAKE)))
            self._add(self.part)
            self.part.place(panel)
        if self.part is not None and show is not None:
            self.part.tell(Words(show.language)("wishes.light") if self.by_ear else "")
        lit = not dark and self.part is not None
        if lit and self.part is not None:
            self._remove(self.part)
            self.part = None
        return lit
