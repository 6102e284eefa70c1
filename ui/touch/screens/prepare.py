# SPDX-License-Identifier: EUPL-1.2
"""What to do before anything is measured, and how long one had better rest before the cuff."""

from __future__ import annotations

from kiosk.messages import Action, PrepareView
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.screens.shelf import has_room, shelve
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import even, text_height
from ui.touch.widgets.rest_card import RestCard
from ui.touch.widgets.scene_card import SceneCard

REST = "rest"
BESIDE = 1.9
"""Width over height of a card with words beside its picture."""
TITLED_FROM_MM = 84.0
"""A lower place has no room for the heading; the pictures say what is wanted."""


class Prepare(Screen):
    leave = Leave.ASK
    back = True

    def build(self, view: PrepareView) -> None:
        self.title = self.prompt("title", self.words("prepare.title"), Size.TITLE)
        self.cards: dict[str, Part] = {}
        self.note = self.prompt("rest-note", "", Size.BODY, colour=self.theme.colours.quiet)
        self.go_on = self.action("continue", self.words("continue"), Action.CONTINUE)

    def show(self, view: PrepareView) -> None:
        left_s = view.rest_remaining_s
        changed = self._show_cards(view.items)
        rest = self.cards.get(REST)
        if isinstance(rest, RestCard):
            rest.show(left_s or 0)
        note = "" if left_s is None else self.words("prepare.early" if left_s else "prepare.rested")
        changed |= note != self.note.text
        self.note.text = note
        self.go_on.wear(Kind.SECONDARY if left_s else Kind.PRIMARY)
        if changed and self.box.w:
            self.note.place(NOWHERE)
            self.draw()

    def _show_cards(self, items: tuple[str, ...]) -> bool:
        """Make a card for each item; tell whether anything changed."""
        if items == tuple(self.cards):
            return False
        for card in self.cards.values():
            self.remove_widget(card)
        self.cards = {item: self._card(item) for item in items}
        for card in self.cards.values():
            self.add_widget(card, index=int(self.children.index(self.note)) + 1)  # read before the note
        return True

    def _card(self, item: str) -> Part:
        if item == REST:
            return RestCard(self.theme, self.words, self.context.rest_s)
        return SceneCard(self.theme, f"item-{item}", item, self.words(f"prepare.{item}"))

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        high = text_height(self.theme, self.title.text, Size.TITLE, body.w)
        titled = body.h >= (high + 2 * self.theme.target if self.theme.large_mm else mm(TITLED_FROM_MM))
        cards = list(self.cards.values())
        if (
            titled
            and not self.theme.large_mm
            and not body.upright_shape
            and not self._holds_all(body, max(high, mm(13)) + mm(1), cards)
        ):
            titled = False  # the sentences stay as large as they are meant to be
        head, rest = body.cut_top(max(high, mm(13)) if titled else 0, mm(1 if titled or self.theme.large_mm else 2))
        self.title.place(head if titled else NOWHERE)
        if self.theme.large_mm:
            said = [self.note] if self.note.text else []
            shelve(self.theme, self.pager, self, rest.cut_bottom(mm(1))[1], [*cards, *said], BESIDE)
            return
        below, rest = self._cut_note(rest)
        self.note.place(below)
        mine, place = self._cut_rest(rest)
        if mine != NOWHERE:
            self.cards[REST].place(mine)
            cards.remove(self.cards[REST])
        shelve(self.theme, self.pager, self, place, cards, BESIDE)
        even(card.label for card in cards if isinstance(card, SceneCard))

    def _holds_all(self, body: Box, head_px: int, cards: list[Part]) -> bool:
        """Tell whether the cards keep their sentences large below a heading so high."""
        mine, place = self._cut_rest(self._cut_note(body.cut_top(head_px)[1])[1])
        others = [card for card in cards if mine == NOWHERE or card is not self.cards[REST]]
        return has_room(self.theme, place, others, BESIDE)

    def _cut_note(self, place: Box) -> tuple[Box, Box]:
        """Give the note its place below the cards; return it and what is left."""
        if not self.note.text:
            return NOWHERE, place
        place = place.cut_bottom(self.theme.mm(1))[1]
        high = min(text_height(self.theme, self.note.text, Size.BODY, place.w), round(place.h * 0.3))
        return place.cut_bottom(high, self.theme.mm(2.5))

    def _cut_rest(self, place: Box) -> tuple[Box, Box]:
        """Give the rest its place beside or above the other cards; return it and what is left for them."""
        place, gap = place.cut_bottom(self.theme.mm(1))[1], self.theme.mm(3.5)
        if REST not in self.cards or len(self.cards) == 1:
            return NOWHERE, place
        return place.cut_top(place.h * 0.3, gap) if place.h > place.w else place.cut_left(place.w * 0.36, gap)
