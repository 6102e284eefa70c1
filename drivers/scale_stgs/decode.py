# SPDX-License-Identifier: EUPL-1.2
"""One line → what the scale says, without state.

Forms (A&D standard format; CAS; T-Scale NHB and QHW captures; Shimadzu EB, which CAS CBX sends too):

    ST,+0004775.7   g      A&D: stable, sign, zero-filled number, unit
    ST,GS,+00123.45 g      CAS: GS gross, NT net; the unit may be a field of its own: ``+00123.45,g``
    ST,GS    85.5g         T-Scale NHB: no second comma
    ST,GS,   245.6 g       T-Scale QHW
    S-186.65g              Shimadzu EB: S stable, U moving

ST is stable, US moving, OL overload (whatever the number says; A&D balances say 9999999E+19), QT a count of pieces, TR
the tare, EC an error. Some write the unit in capitals. CAS indicators send a longer line by default (`cas`).
"""

from __future__ import annotations

import re

from drivers.shared.scale_line import NUMBER, UNIT, Mark, ScaleLine, other, weight

_UNIT = f"(?i:{UNIT})"

_MARKS = {"ST": Mark.STABLE, "US": Mark.MOVING, "S": Mark.STABLE, "U": Mark.MOVING}

_WEIGHT = re.compile(rf"(ST|US),(?:(GS|NT|TR),?)? {{0,12}}([+-]?) {{0,12}}{NUMBER} {{0,4}},? {{0,4}}{_UNIT} {{0,8}}")
_OVERLOAD = re.compile(r"OL(?:,(?:(?:GS|NT),?)?[ ]{0,12}([+-]?)[ 0-9.]{0,16}(?:E\+19)?,?[ A-Za-z]{0,8})?")
_COUNT = re.compile(r"QT,[ -~]{1,24}")
_ERROR = re.compile(r"EC,E\d{2} {0,8}")
_EB_WEIGHT = re.compile(rf"([SU])([ +-]) {{0,12}}{NUMBER} {{0,2}}{UNIT} {{0,8}}")
_EB_OVERLOAD = re.compile(rf"[SU] {{0,12}}([+-]?) {{0,12}}OL {{0,8}}{UNIT}? {{0,8}}")


def read(text: str) -> ScaleLine | None:
    """Return what a whole line says, None if it is none of the family's."""
    if found := _WEIGHT.fullmatch(text):
        header, kind, sign, number, unit = found.groups()
        if kind == "TR":
            return other("tare")
        return weight(_MARKS[header], sign, number, unit.lower(), net=kind == "NT")
    if found := _EB_WEIGHT.fullmatch(text):
        header, sign, number, unit = found.groups()
        return weight(_MARKS[header], sign.strip(), number, unit)
    if found := _OVERLOAD.fullmatch(text) or _EB_OVERLOAD.fullmatch(text):
        return ScaleLine(mark=Mark.UNDERLOAD if found[1] == "-" else Mark.OVERLOAD)
    if _ERROR.fullmatch(text):
        return other("error")
    return other("count") if _COUNT.fullmatch(text) else None
