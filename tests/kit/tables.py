# SPDX-License-Identifier: EUPL-1.2
"""State tables as Markdown, and where they stand in ARCHITECTURE.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

Table = Mapping[tuple[StrEnum, StrEnum], StrEnum]


def as_markdown(table: Mapping[tuple[StrEnum, StrEnum], StrEnum] | Table) -> str:
    """Write a machine's table: a row per state, its events and where they lead."""
    states = {state for state, _ in table}
    events = {event for _, event in table}
    (state_kind,) = {type(state) for state in states}
    (event_kind,) = {type(event) for event in events}
    lines = ["| state | event → next state |", "| --- | --- |"]
    for state in state_kind:
        moves = [
            f"{event} → {_told(table[state, event], state_kind)}" for event in event_kind if (state, event) in table
        ]
        lines.append(f"| **{state}** | {' · '.join(moves) or '(the end)'} |")
    return "\n".join(lines)


def _told(to: StrEnum, state_kind: type[StrEnum]) -> str:
    """What is no state says how it is found."""
    return str(to) if isinstance(to, state_kind) else f"*{to}*"


def between(text: str, marker: str) -> str:
    """Return what stands between ``<!-- marker -->`` and ``<!-- /marker -->``."""
    found = re.search(_pattern(marker), text, re.DOTALL)
    if found is None:
        raise LookupError(f"there is no <!-- {marker} --> … <!-- /{marker} -->")
    return found[2].strip("\n")


def put_between(text: str, marker: str, content: str) -> str:
    """Return ``text`` with ``content`` between the markers."""
    return re.sub(_pattern(marker), lambda found: f"{found[1]}\n{content}\n{found[3]}", text, count=1, flags=re.DOTALL)


def _pattern(marker: str) -> str:
    return f"(<!-- {marker} -->)(.*?)(<!-- /{marker} -->)"
