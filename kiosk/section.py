# SPDX-License-Identifier: EUPL-1.2
"""What every table of a settings file is made of."""

from __future__ import annotations

from msgspec import Struct


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the settings file."""
