# SPDX-License-Identifier: EUPL-1.2
"""Counters that wrap on the wire and do not in here."""

from __future__ import annotations


class Unwrapper:
    """Follows a counter of ``bits`` bits: each value is taken to be the one nearest to the newest so far.

    RFC 3550 appendix A.1 wants the same of sequence numbers; here timestamps and reference times go the same way. What
    comes out may be negative when old values follow the first one.
    """

    def __init__(self, bits: int) -> None:
        self._size = 1 << bits
        self._newest: int | None = None

    @property
    def newest(self) -> int:
        """The furthest value so far; 0 before the first."""
        return self._newest or 0

    def unwrap(self, value: int) -> int:
        """Return ``value`` without the wraps."""
        if self._newest is None:
            self._newest = value
            return value
        unwrapped = self.near(value)
        self._newest = max(self._newest, unwrapped)
        return unwrapped

    def near(self, value: int) -> int:
        """Return ``value`` without the wraps, and do not follow it."""
        if self._newest is None:
            return value
        half = self._size // 2
        return self._newest + (value - self._newest + half) % self._size - half
