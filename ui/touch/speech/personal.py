# SPDX-License-Identifier: EUPL-1.2
"""Which texts of a view say something of a person: names, places, what was written, what was measured. Pure.

A view brings keys and such texts in the same fields' type. What is put together like a key is one, unless the field is
known to be a person's; everything else counts as private. A new view is covered by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from kiosk.messages import ChatLine

PERSONAL_FIELDS = frozenset({"gp_name", "clinic", "text", "name_of_patient"})
_KEY = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")


def personal(view: Struct) -> frozenset[str]:
    """Collect the texts that nobody else may hear."""
    return frozenset(_texts(view, ""))


def _texts(value: object, field: str) -> Iterator[str]:
    if isinstance(value, ChatLine):
        return  # stands in a part that is private altogether; and a 'yes' would be found in every sentence
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name), name)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each, field)
    elif isinstance(value, str) and not isinstance(value, Enum):
        text = value.strip()
        if text and (field in PERSONAL_FIELDS or not _KEY.fullmatch(text)):
            yield text
