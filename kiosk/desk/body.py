# SPDX-License-Identifier: EUPL-1.2
"""Reading what callers send, without ever quoting it back."""

from __future__ import annotations

import asyncio
from typing import TypeVar

import msgspec
from aiohttp import web

from kiosk.errors import DeskError, DeskReason

MAX_BODY_BYTES = 64 * 1024
BODY_DEADLINE_S = 10.0

Body = TypeVar("Body")


async def read_body(request: web.Request, kind: type[Body]) -> Body:
    """Read a JSON body as ``kind``; raises `DeskError` (MALFORMED) naming the field but never its value."""
    try:
        async with asyncio.timeout(BODY_DEADLINE_S):
            return msgspec.json.decode(await request.read(), type=kind)
    except msgspec.ValidationError as problem:
        path = str(problem).rpartition(" - at `")[2].rstrip("`")
        raise _malformed(f"Look at {path}." if path.startswith("$.") else "A field is missing or unknown.") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _malformed("Send JSON.") from None
    except (TimeoutError, web.HTTPRequestEntityTooLarge):
        raise _malformed("Send less than 64 KiB within ten seconds.") from None


def _malformed(hint: str) -> DeskError:
    return DeskError("The request is not understood.", reason=DeskReason.MALFORMED, hint=hint)
