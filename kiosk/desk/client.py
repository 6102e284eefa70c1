# SPDX-License-Identifier: EUPL-1.2
"""A client of the desk's interface, by certificate: for staff's command line, the registrar and stations."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import aiohttp
import msgspec

from kiosk.assistants import Proof, Ruling
from kiosk.drop_in import Petition
from kiosk.errors import DeskError, DeskReason
from kiosk.ratings import Answers
from kiosk.selftest.report import Report

DEADLINE_S = 15.0


class DeskClient:
    """Talks to one desk. Use as an async context manager; every method raises `DeskError`."""

    def __init__(self, url: str, tls: ssl.SSLContext, *, deadline_s: float = DEADLINE_S) -> None:
        self._url = url.rstrip("/")
        self._tls = tls
        self._deadline_s = deadline_s
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> DeskClient:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=self._tls), timeout=aiohttp.ClientTimeout(total=self._deadline_s)
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def create_visit(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Make a visit; the answer holds ``visit``, ``code``, ``link`` and ``expires``."""
        return dict(await self.call("POST", "/visits", wanted))

    async def visit(self, visit: str) -> dict[str, Any]:
        """Look at a visit."""
        return dict(await self.call("GET", f"/visits/{visit}"))

    async def visits(self) -> list[dict[str, Any]]:
        """List the visits that are remembered."""
        return list(await self.call("GET", "/visits"))

    async def cancel_visit(self, visit: str) -> dict[str, Any]:
        """Take a visit back (staff)."""
        return dict(await self.call("POST", f"/visits/{visit}/cancel"))

    async def end_visit(self, visit: str, cause: str = "") -> dict[str, Any]:
        """Say that a visit is over (its station). ``cause``: of `kiosk.desk.rows.Cause`."""
        return dict(await self.call("POST", f"/visits/{visit}/end", {"cause": cause}))

    async def queue_visit(self, visit: str, *, place: int, wait_s: int) -> None:
        """Say how long the patient of a visit waits still (staff); ``place``: 1 is next."""
        await self.call("POST", f"/visits/{visit}/queue", {"place": place, "wait_s": wait_s})

    async def open_seat(self, visit: str, seat: str, password: str) -> None:
        """Let a colleague of the GP's into a visit too (its station); ``password``: hers at the broker."""
        await self.call("PUT", f"/visits/{visit}/seats/{seat}", {"password": password})

    async def close_seat(self, visit: str, seat: str) -> None:
        """Let her in no longer (the visit's station)."""
        await self.call("DELETE", f"/visits/{visit}/seats/{seat}")

    async def stations(self) -> list[dict[str, Any]]:
        """List the stations and how they are."""
        return list(await self.call("GET", "/stations"))

    async def put_station(self, station: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Announce a station (the registrar)."""
        return dict(await self.call("PUT", f"/stations/{station}", wanted))

    async def revoke_station(self, station: str) -> None:
        """Take every right from a station."""
        await self.call("DELETE", f"/stations/{station}")

    async def post_self_test(self, station: str, report: Report) -> None:
        """Hand in the report of a self-test (the station itself)."""
        await self.call("POST", f"/stations/{station}/selftest", msgspec.to_builtins(report))

    async def self_test(self, station: str) -> Report | None:
        """Fetch a station's last self-test; None if it has handed in none."""
        answer = await self.call("GET", f"/stations/{station}/selftest")
        return None if answer["report"] is None else msgspec.convert(answer["report"], Report)

    async def run_self_test(self, station: str) -> None:
        """Have a station test itself, if nobody is there (staff); its report changes some minutes later."""
        await self.call("POST", f"/stations/{station}/selftest/run")

    async def post_ratings(self, station: str, answers: Answers) -> None:
        """Hand in what somebody thinks of a visit (the station itself)."""
        await self.call("POST", f"/stations/{station}/ratings", msgspec.to_builtins(answers))

    async def ratings(self, station: str) -> list[dict[str, Any]]:
        """List how often each answer was given at a station, by day: ``day``, ``question``, ``stars``, ``count``."""
        return list((await self.call("GET", f"/stations/{station}/ratings"))["ratings"])

    async def put_request(self, station: str, request: str, petition: Petition) -> int:
        """Ask for somebody, or say that one still waits (the station itself); return which place that is, 1 is next."""
        path = f"/stations/{station}/requests/{request}"
        return int((await self.call("PUT", path, msgspec.to_builtins(petition)))["place"])

    async def drop_request(self, station: str, request: str) -> None:
        """Nobody waits any more (the station itself)."""
        await self.call("DELETE", f"/stations/{station}/requests/{request}")

    async def requests(self) -> list[dict[str, Any]]:
        """List who waits without an appointment, and who wants to be rung (staff)."""
        return list((await self.call("GET", "/requests"))["requests"])

    async def take_request(self, request: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Take somebody who waits (staff); the answer holds ``visit``, ``link`` and ``expires``."""
        return dict(await self.call("POST", f"/requests/{request}/take", wanted))

    async def close_request(self, request: str) -> None:
        """Somebody has been rung, or need not be (staff)."""
        await self.call("POST", f"/requests/{request}/close")

    async def add_assistant(self) -> dict[str, Any]:
        """Make an assistant (staff); the answer holds ``number``, ``pin`` and ``badge``."""
        return dict(await self.call("POST", "/assistants"))

    async def renew_assistant(self, number: str) -> dict[str, Any]:
        """Give an assistant another PIN and badge (staff); the answer as when one is made."""
        return dict(await self.call("POST", f"/assistants/{number}/renew"))

    async def remove_assistant(self, number: str) -> None:
        """Let an assistant help no more (staff)."""
        await self.call("DELETE", f"/assistants/{number}")

    async def assistants(self) -> list[dict[str, Any]]:
        """List the assistants (staff): ``number``, ``made_at``, ``used_at``, ``locked_s``."""
        return list((await self.call("GET", "/assistants"))["assistants"])

    async def verify_assistant(self, station: str, proof: Proof) -> Ruling:
        """Have an assistant checked (the station itself)."""
        answer = await self.call("POST", f"/stations/{station}/assistant", msgspec.to_builtins(proof))
        return msgspec.convert(answer, Ruling)

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send one request and read its JSON answer; raises `DeskError` with the desk's own reason and sentence."""
        if self._session is None:
            raise RuntimeError("use the client as a context manager")
        data = None if body is None else msgspec.json.encode(body)
        headers = {"Content-Type": "application/json"}
        try:
            async with self._session.request(method, self._url + path, data=data, headers=headers) as response:
                answer = msgspec.json.decode(await response.read())
                if response.status >= 400:
                    raise _refused(answer)
        except (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError) as problem:
            raise DeskError(
                "The desk cannot be reached.",
                reason=DeskReason.UNREACHABLE,
                hint="Check its address, that it runs, and that this certificate is of its clinic.",
            ) from problem
        return answer


def _refused(answer: Any) -> DeskError:
    fields = answer if isinstance(answer, dict) else {}
    known = {reason.value: reason for reason in DeskReason}
    reason = known.get(str(fields.get("error", "")), DeskReason.MALFORMED)
    return DeskError(str(fields.get("message") or "The desk refused."), reason=reason)
