# SPDX-License-Identifier: EUPL-1.2
"""FHIR R4 over HTTP: the desk's record endpoint.

A caller that ``allow`` does not let in gets 403. Every error is an OperationOutcome without a value of the request in
it. A person's number is never taken from an address: search for one with POST ``_search``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import parse_qsl

from aiohttp import web

from kiosk.desk.fhir_capability import capability_statement
from kiosk.desk.fhir_problem import FhirProblem, FhirReason
from kiosk.desk.fhir_store import FhirStore
from kiosk.record.fhir_json import FhirJsonError, Resource, dumps, loads

FHIR_JSON = "application/fhir+json"
MAX_BODY_BYTES = 1024 * 1024
BODY_DEADLINE_S = 15.0
_JSON_TYPES = frozenset({FHIR_JSON, "application/json"})
_FORM = "application/x-www-form-urlencoded"
_MAX_FIELDS = 20

Allow = Callable[[web.Request], bool]
_Work = Callable[[web.Request], Awaitable[Resource]]


def add_fhir_routes(app: web.Application, store: FhirStore, allow: Allow) -> None:
    """Add the endpoint under ``/fhir``; ``allow`` decides for each request, metadata aside."""
    endpoint = _Endpoint(store)
    kind = "/fhir/{kind:[A-Za-z]+}"
    routes: tuple[tuple[str, str, _Work], ...] = (
        ("POST", "/fhir", endpoint.bundle),
        ("POST", "/fhir/", endpoint.bundle),
        ("POST", kind + "/_search", endpoint.search_by_form),
        ("GET", kind, endpoint.search),
        ("GET", kind + "/{id:[A-Za-z0-9.-]{1,64}}", endpoint.read),
        ("GET", "/fhir/Encounter/{id:[A-Za-z0-9.-]{1,64}}/$everything", endpoint.everything),
    )
    app.router.add_get("/fhir/metadata", _guarded(endpoint.metadata, lambda _: True))
    for method, path, work in routes:
        app.router.add_route(method, path, _guarded(work, allow))


def _guarded(work: _Work, allow: Allow) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        try:
            if not allow(request):
                raise FhirProblem("This caller may not use the record.", reason=FhirReason.FORBIDDEN)
            return _response(await work(request), 200)
        except FhirProblem as problem:
            return _response(problem.outcome(), problem.status)

    return handler


class _Endpoint:
    """What each address does."""

    def __init__(self, store: FhirStore) -> None:
        self._store = store

    async def bundle(self, request: web.Request) -> Resource:
        if request.content_type not in _JSON_TYPES:
            raise FhirProblem(f"Send {FHIR_JSON}.", reason=FhirReason.WRONG_TYPE)
        try:
            bundle = loads(await _body(request))
        except FhirJsonError as problem:
            raise FhirProblem(str(problem), reason=FhirReason.INVALID) from None
        return await self._store.execute(bundle)

    async def metadata(self, request: web.Request) -> Resource:
        return capability_statement(_base(request))

    async def read(self, request: web.Request) -> Resource:
        return await self._store.read(request.match_info["kind"], request.match_info["id"])

    async def search(self, request: web.Request) -> Resource:
        return await self._found(request, request.query.items(), private=False)

    async def search_by_form(self, request: web.Request) -> Resource:
        if request.content_type != _FORM:
            raise FhirProblem("Send the search as a form.", reason=FhirReason.WRONG_TYPE)
        try:
            text = (await _body(request)).decode("utf-8")
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
        except ValueError:
            raise FhirProblem("The form is not understood.", reason=FhirReason.INVALID) from None
        return await self._found(request, [*request.query.items(), *pairs], private=True)

    async def everything(self, request: web.Request) -> Resource:
        resources = await self._store.everything(request.match_info["id"])
        return _searchset(request, resources, len(resources))

    async def _found(self, request: web.Request, pairs: Iterable[tuple[str, str]], *, private: bool) -> Resource:
        page = await self._store.search(request.match_info["kind"], pairs, private=private)
        return _searchset(request, page.resources, page.total)


async def _body(request: web.Request) -> bytes:
    """Read the body within its size and its deadline."""
    too_large = FhirProblem("The body is too large.", reason=FhirReason.TOO_LARGE)
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise too_large
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_DEADLINE_S):
            async for part in request.content.iter_any():
                size += len(part)
                if size > MAX_BODY_BYTES:
                    raise too_large
                parts.append(part)
    except TimeoutError:
        raise FhirProblem("The body did not come in time.", reason=FhirReason.INVALID) from None
    return b"".join(parts)


def _searchset(request: web.Request, resources: Iterable[Resource], total: int) -> Resource:
    base = _base(request)
    entries = [{"fullUrl": f"{base}/{r['resourceType']}/{r['id']}", "resource": r} for r in resources]
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": total}
    return {**bundle, **({"entry": entries} if entries else {})}


def _base(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}/fhir"


def _response(resource: Resource, status: int) -> web.Response:
    return web.Response(
        body=dumps(resource),
        status=status,
        content_type=FHIR_JSON,
        charset="utf-8",
        headers={"Cache-Control": "no-store"},
    )
