# SPDX-License-Identifier: EUPL-1.2
"""One MT-SICS line → what the scale says, without state.

    S S     100.00 g       stable            S I    cannot say now (busy)
    S D 104.87 g           moving            S + / S -   too much / too little on it
    ES, ET, EL             a command was not known, damaged, or cannot be done
         N       0.3746 g  the print key: net (MS204TS); ``1    N    -4544.27 g`` with the print's number (XP10002S)

The print key's gross (G) and tare (T) lines are no weight, and a bare number is none either: it may be anything.
"""

from __future__ import annotations

import re

from drivers.shared.scale_line import NUMBER, UNIT, Mark, ScaleLine, other, weight

_WEIGHT = re.compile(rf"S ([SD]) {{1,12}}([+-]?){NUMBER} {{1,4}}{UNIT} {{0,8}}")
_STATUS = re.compile(r"S ([I+-]) {0,8}")
_PRINT = re.compile(rf" {{0,12}}(?:(\d{{1,5}}) {{1,8}})?([NGT]) {{1,16}}([+-]?){NUMBER} {{1,4}}{UNIT} {{0,8}}")
_ERROR = re.compile(r"(E[STL]) {0,8}")
_SERIAL = re.compile(r'I4 A "([!-~]{1,24})" {0,8}')
_ANSWER = re.compile(r"((?:I[0-9]{1,2}|Z|ZI|T|TI|TA|TAC|D|DW|@) [AILSDBR+-](?: [ -~]{0,60})?)")

_STATUSES = {
    "I": other("busy"),
    "+": ScaleLine(mark=Mark.OVERLOAD),
    "-": ScaleLine(mark=Mark.UNDERLOAD),
}


def read(text: str) -> ScaleLine | None:
    """Return what a whole line says, None if it is no MT-SICS."""
    if found := _WEIGHT.fullmatch(text):
        state, sign, number, unit = found.groups()
        return weight(Mark.STABLE if state == "S" else Mark.MOVING, sign, number, unit)
    if found := _STATUS.fullmatch(text):
        return _STATUSES[found[1]]
    if found := _PRINT.fullmatch(text):
        act, kind, sign, number, unit = found.groups()
        if kind != "N":
            return other("gross" if kind == "G" else "tare")
        return weight(Mark.STABLE, sign, number, unit, net=True, act=act or "")
    if found := _ERROR.fullmatch(text):
        return other(found[1])
    if found := _SERIAL.fullmatch(text):
        return ScaleLine(mark=Mark.OTHER, note="serial", serial=found[1])
    if found := _ANSWER.fullmatch(text):
        return other(found[1][:4].rstrip())
    return None
