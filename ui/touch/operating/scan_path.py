# SPDX-License-Identifier: EUPL-1.2
"""The stops of a scan: a large pad is gone through row by row, and inside the chosen row key by key. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from ui.touch.operating.focus import Item


class Kind(StrEnum):
    """What choosing a stop does."""

    CONTROL = "control"
    """Does what a touch on it does."""
    ROW = "row"
    """Goes into the row."""
    BACK = "back"
    """Goes out of the row again; stands after its last key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """Something that is marked for a while. ``items``: what the mark goes round; never empty."""

    kind: Kind
    items: tuple[Item, ...]

    @property
    def ident(self) -> str:
        """The control, or the row it is about."""
        return self.items[0].ident if self.kind is Kind.CONTROL else self.items[0].row

    @property
    def urgent(self) -> bool:
        return any(item.urgent for item in self.items)


def stops(items: Sequence[Item]) -> tuple[Stop, ...]:
    """Put the rows of pads together: each is one stop, and everything else is a stop of its own."""
    found: list[Stop] = []
    for row, group in groupby((item for item in items if item.enabled), key=lambda item: item.row):
        members = tuple(group)
        if row and len(members) > 1:
            found.append(Stop(kind=Kind.ROW, items=members))
        else:
            found += [Stop(kind=Kind.CONTROL, items=(item,)) for item in members]
    return tuple(found)


def inside(items: Sequence[Item], row: str) -> tuple[Stop, ...]:
    """List the stops inside ``row``: its controls, then the way back. Empty if the row is gone."""
    members = tuple(item for item in items if item.enabled and item.row == row)
    if not row or not members:
        return ()
    return (*(Stop(kind=Kind.CONTROL, items=(item,)) for item in members), Stop(kind=Kind.BACK, items=members))
