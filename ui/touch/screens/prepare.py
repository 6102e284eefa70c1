# SPDX-License-Identifier: EUPL-1.2
"""What to do before anything is measured, and how long one had better rest before the cuff."""

from __future__ import annotations

from kiosk.messages import Action, PrepareView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.choosing import grid
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.countdown import Countdown
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import text_height
from ui.touch.widgets.scene_card import SceneCard


class Prepare(Screen):
    leave = Leave.ASK
    back = True

    def build(self, view: PrepareView) -> None:
        self.title = self.prompt("title", self.words("prepare.title"), Size.TITLE)
        self.cards: dict[str, SceneCard] = {}
        self.ring = Countdown(self.theme, "rest", self.context.rest_s)
        self.add_widget(self.ring)
        self.left = self.prompt("rest-words", "", Size.BODY, align="center", valign="top")
        self.note = self.prompt("rest-note", "", Size.BODY, colour=self.theme.colours.quiet)
        self.go_on = self.action("continue", self.words("continue"), Action.CONTINUE)
        self.resting = False

    def show(self, view: PrepareView) -> None:
        left_s = view.rest_remaining_s
        changed = self._show_cards(view.items) or self.resting != (left_s is not None)
        self.resting = left_s is not None
        self.ring.show(left_s or 0)
        self.left.say(self.words("prepare.left") if left_s else "")
        note = "" if left_s is None else self.words("prepare.early" if left_s else "prepare.rested")
        changed |= note != self.note.text
        self.note.text = note
        self.go_on.wear(Kind.SECONDARY if left_s else Kind.PRIMARY)
        if changed and self.box.w:
            self.note.box = NOWHERE
            self.draw()

    def _show_cards(self, items: tuple[str, ...]) -> bool:
        """Make a card for each item; tell whether anything changed."""
        if items == tuple(self.cards):
            return False
        for card in self.cards.values():
            self.remove_widget(card)
        self.cards = {
            item: SceneCard(self.theme, f"item-{item}", item, self.words(f"prepare.{item}")) for item in items
        }
        for card in self.cards.values():
            self.add_widget(card, index=self._behind)
        return True

    @property
    def _behind(self) -> int:
        """The cards are read after the title, before the ring."""
        return int(self.children.index(self.ring)) + 1

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        head, rest = body.cut_top(mm(13), mm(1))
        self.title.place(head)
        if self.note.text:
            high = min(text_height(self.theme, self.note.text, Size.BODY, rest.w), round(rest.h * 0.3))
            below, rest = rest.cut_bottom(high, mm(2.5))
            self.note.place(below)
        else:
            self.note.place(NOWHERE)
        rest = rest.cut_bottom(mm(1))[1]
        cards = dict(self.cards)
        if self.resting and "rest" in cards:
            rest = self._arrange_rest(cards.pop("rest"), rest, alone=not cards)
        else:
            self.ring.place(NOWHERE)
            self.left.place(NOWHERE)
        for card, cell in zip(cards.values(), grid(rest, max(1, len(cards)), mm(3.5)), strict=False):
            card.place(cell)

    def _arrange_rest(self, card: SceneCard, rest: Box, *, alone: bool) -> Box:
        """Put the resting and its ring together; return what is left for the others."""
        mm = self.theme.mm
        upright = rest.h > rest.w
        if alone:
            place, others = rest, NOWHERE
        elif upright:
            place, others = rest.cut_top(rest.h * 0.32, mm(3.5))
        else:
            place, others = rest.cut_left(rest.w * 0.42, mm(3.5))
        ring, picture = place.cut_right(min(place.w * 0.42, mm(46)), mm(3))
        words, ring = ring.cut_bottom(text_height(self.theme, self.left.text, Size.BODY, ring.w), mm(1))
        card.place(picture)
        self.ring.place(ring.centred(ring.w, min(ring.h, mm(44))))
        self.left.place(words)
        return others
