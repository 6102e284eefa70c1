# SPDX-License-Identifier: EUPL-1.2
"""Send a transaction to the record endpoint and say what became of each entry.

Only what sending again can mend is tried again: no connection, no answer in time, 429 and 5xx. The bundle can be sent
twice without harm (`kiosk.record.fhir`). Nothing of the bundle or of the answer's text stands in an error or a log.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

import aiohttp

from kiosk.deadline import Deadline
from kiosk.errors import KioskError
from kiosk.log import EventLog
from kiosk.record.fhir_json import FhirJsonError, Resource, dumps, loads

FHIR_JSON = "application/fhir+json"
ATTEMPT_S = 10.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0
MAX_ATTEMPTS = 8
MAX_ANSWER_BYTES = 1024 * 1024
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class RecordReason(StrEnum):
    """Why something was not filed."""

    REFUSED = "refused"
    """The record answered that it will not take it; sending it again will not help."""
    UNREACHABLE = "unreachable"
    """No connection, or the record says it is not able to now."""
    TIMEOUT = "timeout"
    """No answer before the deadline; it may have been filed all the same."""
    BAD_ANSWER = "bad-answer"
    """The answer is not what FHIR says it should be; it may have been filed all the same."""


_PASSING = frozenset({RecordReason.UNREACHABLE, RecordReason.TIMEOUT})


class RecordError(KioskError):
    """A filing that failed. ``status`` is the HTTP status where there was one."""

    def __init__(self, message: str, *, reason: RecordReason, hint: str = "", status: int | None = None) -> None:
        super().__init__(message, reason=reason, hint=hint)
        self.why = reason
        self.status = status


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryOutcome:
    """What became of one entry: its ``fullUrl``, HTTP status, and address in the record (``Type/id``)."""

    full_url: str
    status: int
    location: str

    @property
    def created(self) -> bool:
        return self.status == 201


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """The record's answer, entry by entry, in the bundle's order."""

    entries: tuple[EntryOutcome, ...]
    attempts: int


class RecordSender:
    """File bundles at ``{api_url}/fhir``. Use as an async context manager; ``ssl_context`` holds the station's key."""

    def __init__(
        self,
        api_url: str,
        ssl_context: ssl.SSLContext,
        *,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._url = f"{api_url.rstrip('/')}/fhir"
        self._ssl = ssl_context
        self._pause = pause
        self._session: aiohttp.ClientSession | None = None
        self._log = EventLog("record")

    async def __aenter__(self) -> RecordSender:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection; calling twice does no harm."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def send(self, bundle: Resource, deadline: Deadline) -> Receipt:
        """File ``bundle`` before ``deadline``, trying again at growing pauses.

        Raises RecordError: REFUSED and BAD_ANSWER at once, UNREACHABLE and TIMEOUT when attempts or time are used up.
        """
        body = dumps(bundle)
        pause_s = FIRST_PAUSE_S
        attempt = 1
        while True:
            try:
                answer = await self._attempt(body, min(ATTEMPT_S, deadline.remaining_s))
                return Receipt(entries=_outcomes(bundle, answer), attempts=attempt)
            except RecordError as problem:
                self._log.warning("filing-failed", reason=problem.why, attempt=attempt)
                if problem.why not in _PASSING or attempt == MAX_ATTEMPTS or deadline.remaining_s <= pause_s:
                    raise
            await self._pause(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            attempt += 1

    async def _attempt(self, body: bytes, timeout_s: float) -> Resource:
        try:
            async with asyncio.timeout(timeout_s):
                return await self._post(body)
        except TimeoutError:
            raise RecordError(
                "The record did not answer in time.", reason=RecordReason.TIMEOUT, hint="Check the line to the clinic."
            ) from None
        except aiohttp.ClientError as problem:
            raise RecordError(
                f"The record cannot be reached ({type(problem).__name__}).",
                reason=RecordReason.UNREACHABLE,
                hint="Check the line to the clinic and desk.api_url.",
            ) from None

    async def _post(self, body: bytes) -> Resource:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=self._ssl, limit=2))
        headers = {"Content-Type": FHIR_JSON, "Accept": FHIR_JSON}
        async with self._session.post(self._url, data=body, headers=headers, allow_redirects=False) as response:
            if response.status != 200:
                raise _refusal(response.status)
            data = await _limited(response.content)
        try:
            return loads(data)
        except FhirJsonError:
            raise _bad_answer() from None


async def _limited(stream: aiohttp.StreamReader) -> bytes:
    data = b""
    async for part in stream.iter_any():
        data += part
        if len(data) > MAX_ANSWER_BYTES:
            raise _bad_answer()
    return data


def _refusal(status: int) -> RecordError:
    if status in _TRY_AGAIN:
        return RecordError(
            f"The record is not able to take it now (HTTP {status}).", reason=RecordReason.UNREACHABLE, status=status
        )
    hint = "Check that the station is enrolled." if status in (401, 403) else "See the record's own log."
    return RecordError(f"The record refused it (HTTP {status}).", reason=RecordReason.REFUSED, hint=hint, status=status)


def _bad_answer() -> RecordError:
    return RecordError(
        "The record's answer is not a FHIR transaction response.",
        reason=RecordReason.BAD_ANSWER,
        hint="Check that desk.api_url is a FHIR R4 endpoint.",
    )


def _outcomes(bundle: Resource, answer: Resource) -> tuple[EntryOutcome, ...]:
    sent = bundle["entry"]
    got = answer.get("entry")
    if answer.get("type") != "transaction-response" or not isinstance(got, list) or len(got) != len(sent):
        raise _bad_answer()
    return tuple(_outcome(entry["fullUrl"], item) for entry, item in zip(sent, got, strict=True))


def _outcome(full_url: str, item: object) -> EntryOutcome:
    try:
        response = item["response"]  # type: ignore[index]
        status = int(str(response["status"])[:3])
        location = str(response.get("location", "")).split("/_history/")[0]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _bad_answer() from None
    if not 200 <= status < 300:
        raise _refusal(status)
    return EntryOutcome(full_url=full_url, status=status, location="/".join(location.split("/")[-2:]))
