# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ Tanita records: ``{0,16,`` key and value pairs and at last ``CS,`` with the check in two hexadecimal digits.

The check is the low byte of the sum of all characters from ``{`` through the comma before ``CS``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drivers.checksum import sum8
from drivers.shared.find_records import FindRecords

END = b"\r\n"
LONGEST = 4000


class TanitaFramer(FindRecords[bytes]):
    """Find records whose check is right; a frame has no line's end (some models put a ``}`` there)."""

    record = re.compile(rb"(\{0,16,[\x20-\x7a|~]{1,4000}?,)CS,([0-9A-Fa-f]{2})")
    opening = re.compile(rb"\{")
    limit_bytes = LONGEST + 16
    between = b"\r\n\0}"

    def _accept(self, match: re.Match[bytes]) -> bytes | None:
        return match[0] if sum8(match[1]) == int(match[2], 16) else None


def encode(pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return the record with these keys and values, its check and its end."""
    body = "{0,16," + "".join(f"{key},{value}," for key, value in pairs)
    raw = body.encode("ascii")
    return raw + b"CS,%02X" % sum8(raw) + END
