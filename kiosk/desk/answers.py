# SPDX-License-Identifier: EUPL-1.2
"""Answers of the desk: JSON, errors as sentences, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from kiosk import log
from kiosk.errors import DeskError, DeskReason

_log = log.EventLog("desk")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STATUS: dict[DeskReason, int] = {
    DeskReason.UNKNOWN_VISIT: 404,
    DeskReason.UNKNOWN_STATION: 404,
    DeskReason.UNKNOWN_ASSISTANT: 404,
    DeskReason.MALFORMED: 400,
    DeskReason.BAD_TIMES: 422,
    DeskReason.FORBIDDEN: 403,
    DeskReason.OVER: 409,
    DeskReason.BROKER_AWAY: 503,
    DeskReason.FULL: 409,
    DeskReason.UNREACHABLE: 502,
}

PLAIN_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def json_answer(body: object, status: int = 200) -> web.Response:
    """Answer with JSON."""
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json", charset="utf-8")


@web.middleware
async def errors_and_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a `DeskError` into its status and sentence, and put the headers on everything."""
    try:
        response = await handler(request)
    except DeskError as problem:
        reason = problem.reason if isinstance(problem.reason, DeskReason) else DeskReason.MALFORMED
        _log.warning("refused", reason=reason)
        response = json_answer({"error": reason.value, "message": str(problem)}, STATUS[reason])
    except web.HTTPException as problem:
        response = json_answer({"error": f"http-{problem.status}", "message": problem.reason}, problem.status)
    for name, value in PLAIN_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
