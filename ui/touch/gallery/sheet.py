# SPDX-License-Identifier: EUPL-1.2
"""The contact sheet: one HTML file that needs nothing but the pictures beside it, and opens without a server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path

import msgspec

from ui.touch.gallery.folder import SUFFIX
from ui.touch.gallery.gallery import Row
from ui.touch.gallery.golden import Outcome
from ui.touch.gallery.look import PANELS, Key, Look

TEMPLATE = Path(__file__).with_name("sheet.html")
MEANING = {
    Outcome.FAILED: "could not be drawn",
    Outcome.CHANGED: "differs from the accepted picture",
    Outcome.NEW: "has no accepted picture",
    Outcome.GONE: "was accepted, but there is no such screen any more",
    Outcome.NEAR: "is the accepted picture, rounded by another rasteriser",
    Outcome.SAME: "is the accepted picture",
}


def sheet(rows: Sequence[Row], *, made: str, rasterisers: Sequence[str], missing: int = 0) -> str:
    """Write the sheet. ``made``: when, in words; ``missing``: how many pictures a run that was ended did not draw."""
    data = {
        "rows": [_listed(row) for row in rows],
        "panels": {name: [panel.width_px, panel.height_px, panel.width_mm] for name, panel in PANELS.items()},
        "looks": list(Look),
        "outcomes": {outcome: meaning for outcome, meaning in MEANING.items() if _any(rows, outcome)},
        "suffix": SUFFIX,
    }
    # "</script>" in a text must not end the script
    embedded = msgspec.json.encode(data).decode().replace("<", "\\u003c")
    about = f"Made {made}. Drawn by {'; '.join(rasterisers) or 'nothing'}."
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in (("SUMMARY", escape(summary(rows, missing))), ("ABOUT", escape(about)), ("DATA", embedded)):
        text = text.replace(f"@{name}@", value, 1)
    return text


def summary(rows: Sequence[Row], missing: int = 0) -> str:
    """Say in a sentence how the pictures stand."""
    counts = Counter(row.outcome for row in rows)
    parts = [f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]]
    undone = [f"{missing} not drawn"] if missing else []
    return f"{len(rows)} pictures: {', '.join(parts + undone) or 'none'}."


def _listed(row: Row) -> list[object]:
    key: Key = row.key
    return [key.screen, key.language, key.look, key.panel, row.outcome, row.before, row.changed, row.problem]


def _any(rows: Sequence[Row], outcome: Outcome) -> bool:
    return any(row.outcome is outcome for row in rows)
