# SPDX-License-Identifier: EUPL-1.2
"""The assistant's way back to her overview: a button on the patient's screens while she is there."""

from __future__ import annotations

from kiosk.messages import Action, Show
from ui.touch.box import Box
from ui.touch.context import Context
from ui.touch.widgets.button import Button
from ui.touch.widgets.edge_button import EdgeButton, cut_for
from ui.touch.widgets.icons import person

OPEN = "assist-overview"


class AssistantLine:
    """Knows only what the station says: whether she is there."""

    def __init__(self) -> None:
        self._context: Context | None = None
        self.button: EdgeButton | None = None

    def dress(self, context: Context, show: Show | None) -> Button | None:
        """Make the button anew for what is shown; None: it has none. Whoever calls puts it there."""
        self._context, self.button = context, None
        if show is not None and show.assistant:
            words = context.words("assist.overview")
            self.button = EdgeButton(context.theme, OPEN, words, lambda: context.send(Action.ASSIST, ""), icon=person)
        return self.button

    def place(self, strip: Box) -> Box:
        """Put the button at the end of what is left of the strip; return what is left then."""
        if self.button is None or self._context is None:
            return strip
        place, rest = cut_for(self.button, strip, self._context.panel)
        self.button.place(place)
        return rest
