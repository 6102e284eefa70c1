# SPDX-License-Identifier: EUPL-1.2
"""On which screens the way to the wishes stands, and for how long they are open. Knows nothing of Kivy."""

from __future__ import annotations

WITHOUT = frozenset({"attract", "unavailable", "language", "how-to", "cleaning"})
"""Screens before anybody has chosen a language, those of nobody, and the one that asks for the wishes itself."""
STANDS_S = 120.0
"""Wishes that nobody touches are closed by themselves: the screen below may have come to matter."""


HELPED = frozenset(
    {
        "who-for", "company", "consent", "prepare", "measure", "review", "waiting", "gp-absent", "call-me", "call",
        "reconnecting",
    }
)  # fmt: skip
"""Screens of a patient whom somebody may come to help."""


def has_help(tag: str) -> bool:
    """Tell whether an assistant may say on the screen called ``tag`` that she is there."""
    return tag in HELPED


def has_wishes(tag: str) -> bool:
    """Tell whether the screen called ``tag`` is a patient's own."""
    return tag not in WITHOUT and not tag.startswith("staff")
