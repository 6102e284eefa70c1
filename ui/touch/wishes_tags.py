# SPDX-License-Identifier: EUPL-1.2
"""On which screens the way to the wishes stands. Knows nothing of Kivy."""

from __future__ import annotations

WITHOUT = frozenset({"attract", "unavailable", "language", "how-to", "cleaning"})
"""Screens before anybody has chosen a language, those of nobody, and the one that asks for the wishes itself."""


def has_wishes(tag: str) -> bool:
    """Tell whether the screen called ``tag`` is a patient's own."""
    return tag not in WITHOUT and not tag.startswith("staff")
