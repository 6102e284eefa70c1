# SPDX-License-Identifier: EUPL-1.2
"""What anybody with a browser may fetch: the GP's page and where a visit's station and broker are.

Nothing here has an effect: link previews and virus scanners open links before people do. The page is the same for every
visit, known or not; only its fragment, which is never sent, makes it one visit's.
"""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from kiosk.desk.answers import errors_and_headers, json_answer
from kiosk.desk.relay import PATH as RELAY_PATH
from kiosk.desk.relay import Relay, page_broker_url
from kiosk.desk.rows import VisitState
from kiosk.desk.self_tests import summary
from kiosk.desk.visits import Desk, Visits
from kiosk.errors import DeskError, DeskReason, SettingsError

BUILT_PAGE = Path(__file__).resolve().parents[2] / "ui" / "gp" / "dist"
VISIT_PATH = "/v/{visit:[a-z2-7]{26}}"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}


def public_app(desk: Desk, visits: Visits, relay: Relay) -> web.Application:
    """Make the public application."""
    page = Page(desk)
    app = web.Application(middlewares=[errors_and_headers])
    app.router.add_get(VISIT_PATH, page.visit)
    app.router.add_get(VISIT_PATH + "/config", _config(desk, visits))
    app.router.add_get("/gp/{name:[A-Za-z0-9._-]{1,80}}", page.asset)
    app.router.add_get(RELAY_PATH, relay.handle)
    app.router.add_get("/healthz", _health)
    return app


class Page:
    """The built page, read into memory once: a name that is not in it is not looked for on disk."""

    def __init__(self, desk: Desk) -> None:
        configured = desk.settings.desk.page
        folder = BUILT_PAGE if configured == Path() else configured
        self._files = {each.name: each.read_bytes() for each in sorted(folder.glob("*")) if each.is_file()}
        if "index.html" not in self._files:
            raise SettingsError(f"The GP's page is not in {folder}.", hint="Build it: `npm run build` in ui/gp.")
        self._packed = {name: gzip.compress(body, mtime=0) for name, body in self._files.items()}
        self._headers = _page_headers(page_broker_url(desk.settings))

    async def visit(self, request: web.Request) -> web.Response:
        """Serve the page."""
        return self._file(request, "index.html", self._headers)

    async def asset(self, request: web.Request) -> web.Response:
        """Serve a script or a style sheet of the page."""
        name = request.match_info["name"]
        if name not in self._files or name == "index.html":
            raise web.HTTPNotFound
        return self._file(request, name, {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "same-origin"})

    def _file(self, request: web.Request, name: str, headers: dict[str, str]) -> web.Response:
        """Answer with a file, packed where the browser takes that: everything in it is public."""
        kind = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        charset = "utf-8" if kind.startswith("text/") else None
        body, coding = self._files[name], {"Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            body, coding = self._packed[name], {**coding, "Content-Encoding": "gzip"}
        return web.Response(body=body, content_type=kind, charset=charset, headers={**headers, **coding})


def _page_headers(broker_url: str) -> dict[str, str]:
    broker = urlsplit(broker_url)
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' blob: mediastream:",
        "font-src": "'self'",
        "worker-src": "'self'",
        "connect-src": f"'self' {broker.scheme}://{broker.netloc}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), microphone=(self), autoplay=(self), geolocation=(), payment=(), usb=()",
    }


def _config(desk: Desk, visits: Visits) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        try:
            row = visits.get(request.match_info["visit"])
        except DeskError:
            return json_answer({"state": "unknown"}, 404)
        station = desk.store.station(row.station)
        if station is None:
            raise DeskError("The visit's station is gone.", reason=DeskReason.UNKNOWN_STATION)
        return json_answer(
            {
                "broker_url": page_broker_url(desk.settings),
                "namespace": desk.settings.broker.namespace,
                "kiosk": station.id,
                "station": {"name": station.name, "address": station.address, "phone": station.phone},
                "self_test": summary(desk.store, station.id),
                "starts_at": utc(row.starts_at),
                "ends_at": utc(row.ends_at),
                "state": "open" if row.state is VisitState.OPEN else "ended",
            }
        )

    return handler


async def _health(_: web.Request) -> web.Response:
    return json_answer({"ok": True})


def utc(moment: datetime) -> str:
    """Write a time as ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
