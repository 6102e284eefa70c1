# SPDX-License-Identifier: EUPL-1.2
"""The controls of a tree of parts in reading order: the order in which parts were added, unless a part says another."""

from __future__ import annotations

from collections.abc import Iterator

from ui.touch.operating.focus import Item
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.part import Part

ROLES = frozenset({"button", "toggle"})


def controls(root: Part) -> Iterator[Touchable]:
    """List what can be used by a tap, in reading order; what is not shown is left out."""
    if isinstance(root, Touchable) and root.role in ROLES and not root.hidden:
        yield root
    for part in root.reading():
        yield from controls(part)


def item(control: Touchable, rows: dict[Part, str]) -> Item:
    """Describe a control."""
    label = getattr(control, "label", None)
    return Item(
        ident=control.ident,
        text=getattr(label, "text", ""),
        enabled=control.enabled,
        row=rows.get(control, ""),
        urgent=control.urgent,
    )


def rows(root: Part) -> dict[Part, str]:
    """Name the row of each control that stands in a pad."""
    found: dict[Part, str] = {}
    for part in root.reading():
        for number, row in enumerate(part.pad_rows(), start=1):
            found |= dict.fromkeys(row, f"{part.ident}-row-{number}")
        found |= rows(part)
    return found
