# SPDX-License-Identifier: EUPL-1.2
"""Root of what the station tells a screen."""

from __future__ import annotations

from msgspec import Struct


class View(Struct, frozen=True, kw_only=True, tag_field="screen"):
    """Root of what a screen needs. The tag names the screen; most have the name of the visit's state."""
