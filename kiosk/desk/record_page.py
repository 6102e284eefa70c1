# SPDX-License-Identifier: EUPL-1.2
"""What was filed in a visit, as a page for staff to read. The FHIR endpoint is for programs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from aiohttp import web

from kiosk.desk.fhir_problem import FhirProblem
from kiosk.desk.fhir_store import FhirStore
from kiosk.errors import DeskError, DeskReason
from kiosk.reading import Measure
from kiosk.record.codes import CODES
from kiosk.record.fhir_json import Resource, dumps
from kiosk.record.systems import DEVICE_CLOCK, QUALITY, VISIT_ID

_SYSTOLIC = CODES[Measure.SYSTOLIC].mdc.code
_DIASTOLIC = CODES[Measure.DIASTOLIC].mdc.code

_STYLE = """
:root{color-scheme:light dark;font:1.125rem/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;padding:.5rem;border-bottom:1px solid #8888;vertical-align:top}
td.value{font-weight:600;font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem}
dt{font-weight:600}dd{margin:0}pre{overflow-x:auto;font-size:.875rem}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
RECORD_HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
}


async def record_page(store: FhirStore, visit: str) -> str:
    """Write the page of ``visit``; raises `DeskError` (UNKNOWN_VISIT) if nothing was filed in it."""
    try:
        found = await store.search("Encounter", [("identifier", f"{VISIT_ID}|{visit}")])
        if not found.resources:
            raise DeskError("Nothing was filed in that visit.", reason=DeskReason.UNKNOWN_VISIT)
        resources = await store.everything(str(found.resources[0]["id"]))
    except FhirProblem as problem:
        raise web.HTTPServiceUnavailable(reason="The record cannot be read.") from problem
    return _page(visit, resources)


def _page(visit: str, resources: Iterable[Resource]) -> str:
    resources = list(resources)
    named = {f"{each['resourceType']}/{each['id']}": each for each in resources}
    encounter = next(each for each in resources if each["resourceType"] == "Encounter")
    observations = [each for each in resources if each["resourceType"] == "Observation"]
    observations.sort(key=_when)
    rows = "".join(_row(each, named) for each in observations)
    raw = escape(dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]})
                 .decode("utf-8"))  # fmt: skip
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="robots" content="noindex"><title>Visit record</title><style>{_STYLE}</style></head><body>'
        f"<h1>Visit record</h1>{_facts(visit, encounter)}<h2>Readings</h2>"
        "<table><thead><tr><th>Time</th><th>Measure</th><th>Value</th><th>Notes</th><th>Device</th></tr></thead>"
        f"<tbody>{rows or '<tr><td colspan=5>No reading was filed.</td></tr>'}</tbody></table>"
        f"<details><summary>As FHIR</summary><pre>{raw}</pre></details></body></html>"
    )


def _facts(visit: str, encounter: Resource) -> str:
    period = encounter.get("period", {})
    subject = encounter.get("subject", {})
    number = subject.get("identifier", {}).get("value", "")
    participants = [each.get("individual", {}).get("display", "") for each in encounter.get("participant", ())]
    facts = {
        "Visit": visit,
        "Status": encounter.get("status", ""),
        "Patient": ", ".join(filter(None, (_patient_name(encounter), str(number)))),
        "Met": ", ".join(filter(None, participants)),
        "From": period.get("start", ""),
        "To": period.get("end", ""),
    }
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in facts.items() if value)
    return f"<dl>{rows}</dl>"


def _patient_name(encounter: Resource) -> str:
    display = str(encounter.get("subject", {}).get("display", ""))
    for contained in encounter.get("contained", ()):
        for name in contained.get("name", ()) if contained.get("resourceType") == "Patient" else ():
            return str(name.get("text", display))
    return display


def _row(observation: Resource, named: Mapping[str, Resource]) -> str:
    what = _what(observation.get("code", {}))
    cells = (_when(observation), what, _value(observation), _notes(observation), _device(observation, named))
    kinds = ("", "", ' class="value"', "", "")
    return "<tr>" + "".join(f"<td{k}>{escape(c)}</td>" for k, c in zip(kinds, cells, strict=True)) + "</tr>"


def _when(observation: Resource) -> str:
    return str(observation.get("effectiveDateTime") or observation.get("effectivePeriod", {}).get("start", ""))


def _what(code: Mapping[str, Any]) -> str:
    displays = [str(each["display"]) for each in code.get("coding", ()) if "display" in each]
    return str(code.get("text") or next(iter(displays), ""))


def _value(observation: Resource) -> str:
    if "component" in observation and "valueQuantity" not in observation:
        return _panel(list(observation["component"]))
    if "valueSampledData" in observation:
        return "waveform"
    return _number(observation)


def _number(measured: Mapping[str, Any]) -> str:
    """Write the number of an Observation or a component with its unit, or that there is none."""
    if "valueQuantity" not in measured:
        return f"none ({_what(measured.get('dataAbsentReason', {})) or _absent_code(measured)})"
    quantity = measured["valueQuantity"]
    return f"{quantity['value']} {quantity.get('unit', '')}".strip()


def _absent_code(measured: Mapping[str, Any]) -> str:
    codings = measured.get("dataAbsentReason", {}).get("coding", ())
    return next((str(each["code"]) for each in codings if "code" in each), "unknown")


def _panel(components: Sequence[Mapping[str, Any]]) -> str:
    """Write a pressure as it is spoken of, 127/76 mmHg; anything else one component after the other."""
    spoken = [each for code in (_SYSTOLIC, _DIASTOLIC) for each in components if code in _codes(each.get("code", {}))]
    units = {each.get("valueQuantity", {}).get("unit") for each in spoken}
    if len(spoken) != 2 or None in units or len(units) != 1:
        return "; ".join(_named(each) for each in components)
    pressure = "/".join(str(each["valueQuantity"]["value"]) for each in spoken)
    return "; ".join((f"{pressure} {units.pop()}", *(_named(each) for each in components if each not in spoken)))


def _named(component: Mapping[str, Any]) -> str:
    return f"{_what(component.get('code', {}))}: {_number(component)}"


def _codes(code: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(str(each.get("code", "")) for each in code.get("coding", ()))


def _notes(observation: Resource) -> str:
    """Write what the device said beside the number: its quality marks, and its own clock."""
    notes: list[str] = []
    for each in observation.get("extension", ()):
        if each.get("url") == QUALITY:
            notes.append(_what(each.get("valueCodeableConcept", {})))
        elif each.get("url") == DEVICE_CLOCK:
            times = [str(part["valueString"]) for part in each.get("extension", ()) if "valueString" in part]
            notes += [f"device's clock: {time}" for time in times]
    return ", ".join(filter(None, notes))


def _device(observation: Resource, named: Mapping[str, Resource]) -> str:
    device = named.get(str(observation.get("device", {}).get("reference", "")), {})
    names = [str(each.get("name", "")) for each in device.get("deviceName", ())]
    parts = (device.get("manufacturer", ""), device.get("modelNumber", "") or next(iter(names), ""))
    return " ".join(str(part) for part in parts if part)
