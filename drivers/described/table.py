# SPDX-License-Identifier: EUPL-1.2
"""A TOML table that is read key by key: what is missing, wrong or unknown is said with the file and the key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from drivers.described.errors import DescriptionError, DescriptionReason

EnumT = TypeVar("EnumT", bound=StrEnum)
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}\s*)*")


class Table:
    """One table; ``path`` is where it stands in the file."""

    def __init__(self, content: Mapping[str, Any], source: str, path: str = "") -> None:
        self._content = dict(content)
        self._source = source
        self._path = path
        self._known: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def wrong(
        self, key: str, sentence: str, reason: DescriptionReason = DescriptionReason.BAD_VALUE
    ) -> DescriptionError:
        """Make the error about ``key``."""
        return DescriptionError(
            f"{self._source}: '{self._path}{key}' {sentence}.", reason=reason, hint="See drivers/described/__init__.py."
        )

    def close(self) -> None:
        """Refuse keys that were never asked for."""
        for key in self._content:
            if key not in self._known:
                known = ", ".join(sorted(self._known))
                raise self.wrong(key, f"is unknown here (known: {known})", DescriptionReason.UNKNOWN_KEY)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, str, default)
        if not value and default is None:
            raise self.wrong(key, "is empty")
        return str(value)

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._take(key, list, default)
        if not all(isinstance(item, str) and item for item in value) or (not value and default is None):
            raise self.wrong(key, "must be a list of texts")
        return tuple(value)

    def whole(self, key: str, default: int | None = None, *, low: int = 0, high: int = 1_000_000) -> int:
        value = self._take(key, int, default)
        if isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(key, f"must be a whole number from {low} to {high}")
        return int(value)

    def seconds(self, key: str, default: float | None = None) -> float | None:
        """Return a positive number of seconds; None only if that is the default."""
        self._known.add(key)
        value = self._content.get(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 3600:
            raise self.wrong(key, "must be a number of seconds from 0 to 3600")
        return float(value)

    def flag(self, key: str, default: bool) -> bool:
        return bool(self._take(key, bool, default))

    def number(self, key: str, default: str | None = None) -> Decimal:
        """Return an exact number; in TOML it stands in quotes."""
        text = self.text(key, default)
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise self.wrong(key, 'must be a number in quotes, such as "0.01"')
        return value

    def hexadecimal(self, key: str, default: str | None = None) -> bytes:
        text = self.text(key, default)
        if not _HEX.fullmatch(text):
            raise self.wrong(key, 'must be bytes in hexadecimal, such as "FA CA C4"')
        return bytes.fromhex(text)

    def choice(self, key: str, known: type[EnumT], default: EnumT | None = None) -> EnumT:
        text = self.text(key, None if default is None else default.value)
        try:
            return known(text)
        except ValueError:
            raise self.wrong(key, f"must be one of: {', '.join(known)}") from None

    def table(self, key: str, *, needed: bool = True) -> Table:
        content = self._take(key, dict, None if needed else {})
        return Table(content, self._source, f"{self._path}{key}.")

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return a list of tables; it must have one at least."""
        content: Iterable[Any] = self._take(key, list, None)
        tables = tuple(content)
        if not tables or not all(isinstance(item, dict) for item in tables):
            raise self.wrong(key, "must be one table or more")
        return tuple(Table(item, self._source, f"{self._path}{key}[{n}].") for n, item in enumerate(tables, 1))

    def pairs(self, key: str) -> dict[str, str]:
        """Return a table of texts; empty if it is not there."""
        content = self._take(key, dict, {})
        if not all(isinstance(value, str) for value in content.values()):
            raise self.wrong(key, "must be a table of texts")
        return dict(content)

    def _take(self, key: str, kind: type, default: Any) -> Any:
        self._known.add(key)
        if key not in self._content:
            if default is None:
                raise self.wrong(key, "is missing", DescriptionReason.MISSING)
            return default
        value = self._content[key]
        if not isinstance(value, kind):
            names = {str: "a text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}
            raise self.wrong(key, f"must be {names[kind]}")
        return value
