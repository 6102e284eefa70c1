# SPDX-License-Identifier: EUPL-1.2
"""Who brought a reading into the record: the station that took it over, and the GP who accepted it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from kiosk.record import systems
from kiosk.record.coded import Code
from kiosk.record.context import Filing, Identifier
from kiosk.record.fhir_json import Resource
from kiosk.record.parts import concept, instant, practitioner, reference

_ASSEMBLER = Code(system=systems.PROVENANCE_AGENT, code="assembler", display="Assembler")
_VERIFIER = Code(system=systems.PROVENANCE_AGENT, code="verifier", display="Verifier")
_CREATE = Code(system=systems.DATA_OPERATION, code="CREATE", display="create")


def filing_identifier(filing: Filing, measurements: Sequence[Identifier]) -> Identifier:
    """Name the act of filing ``measurements``; R4 gives Provenance no identifier, so it is carried as a tag."""
    text = "\x1f".join((filing.visit.visit_id, *(name.value for name in measurements)))
    return Identifier(system=systems.FILING_ID, value=hashlib.sha256(text.encode()).hexdigest())


def provenance(filing: Filing, measurements: Sequence[Identifier], entries: Sequence[str]) -> Resource:
    """Say who filed what; ``entries`` are the bundle entries of the ``measurements``."""
    visit = filing.visit
    tag = filing_identifier(filing, measurements)
    # the numbers of one act come out of one frame
    frames = list(dict.fromkeys(reading.raw_sha256 for reading in filing.readings if reading.raw_sha256))
    return {
        "resourceType": "Provenance",
        "meta": {"tag": [{"system": tag.system, "code": tag.value}]},
        "target": [reference(visit.visit_id, entry) for entry in entries],
        "recorded": instant(filing.accepted_at),
        "activity": concept(_CREATE),
        "agent": [
            {"type": concept(_ASSEMBLER), "who": reference(visit.visit_id, "Device/station")},
            {"type": concept(_VERIFIER), "who": practitioner(visit.practitioner)},
        ],
        **({"entity": [_frame(digest) for digest in frames]} if frames else {}),
    }


def _frame(digest: str) -> dict[str, Any]:
    """Refer to the device's raw frame by its hash: it can be proved, and it is not kept."""
    what = {"identifier": {"system": systems.FRAME_SHA256, "value": digest}, "display": "raw frame of the device"}
    return {"role": "source", "what": what}
