# SPDX-License-Identifier: EUPL-1.2
"""Which control of a screen is marked, and which comes after it. One order for keys, switches and speech. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NOTHING = ""
"""No control is marked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A control as it is gone to. ``text``: what stands on it; ``row``: the row of a pad it belongs to, if any.

    ``urgent``: it stops a cuff that may be squeezing somebody; it is gone to first.
    """

    ident: str
    text: str = ""
    enabled: bool = True
    row: str = ""
    urgent: bool = False


class FocusRing:
    """The controls of the present screen in reading order; after the last comes the first.

    A control that cannot be used just now is passed over, and keeps its place.
    """

    def __init__(self) -> None:
        self.items: tuple[Item, ...] = ()
        self.focus = NOTHING

    @property
    def usable(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.enabled)

    @property
    def current(self) -> Item | None:
        """The marked control; None where nothing is marked."""
        return next((item for item in self.usable if item.ident == self.focus), None)

    def replace(self, items: Sequence[Item]) -> None:
        """Take another screen's controls; nothing is marked then."""
        self.items, self.focus = tuple(items), NOTHING

    def update(self, items: Sequence[Item]) -> None:
        """Take the same screen's controls as they are now. What is marked stays, or its nearest neighbour is marked.

        A control that stops a cuff, and was not there before, is marked in any case.
        """
        before, self.items = self.items, tuple(items)
        old = {item.ident for item in before if item.urgent and item.enabled}
        new = [item.ident for item in self.usable if item.urgent and item.ident not in old]
        if self.focus == NOTHING:
            return
        if new:
            self.focus = new[0]
        elif self.current is None:
            self.focus = _nearest(before, self.focus, self.usable)

    def first(self) -> str:
        """Mark the first control: what stops a cuff before all else."""
        usable = self.usable
        start = next((item for item in usable if item.urgent), usable[0] if usable else None)
        self.focus = start.ident if start is not None else NOTHING
        return self.focus

    def go(self, ident: str) -> str:
        """Mark ``ident`` if it can be used; otherwise leave the mark where it is."""
        if any(item.ident == ident for item in self.usable):
            self.focus = ident
        return self.focus

    def next(self) -> str:
        """Mark the control after this one."""
        return self._step(1)

    def previous(self) -> str:
        """Mark the control before this one."""
        return self._step(-1)

    def clear(self) -> None:
        """Mark nothing."""
        self.focus = NOTHING

    def _step(self, by: int) -> str:
        idents = [item.ident for item in self.usable]
        if self.focus not in idents:
            return self.first()
        self.focus = idents[(idents.index(self.focus) + by) % len(idents)]
        return self.focus


def _nearest(before: Sequence[Item], focus: str, usable: Sequence[Item]) -> str:
    """Find what is left nearest to where ``focus`` stood: the next one after it, else the last before it."""
    left = {item.ident for item in usable}
    idents = [item.ident for item in before]
    place = idents.index(focus) if focus in idents else 0
    after = (ident for ident in idents[place:] if ident in left)
    ahead = (ident for ident in reversed(idents[:place]) if ident in left)
    return next(after, next(ahead, usable[0].ident if usable else NOTHING))
