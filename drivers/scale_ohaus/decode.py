# SPDX-License-Identifier: EUPL-1.2
"""One line → what the scale says, without state (Defender 3000 captures).

Sixteen characters: eight for the number, its sign first and its digits right-aligned; a blank; two for the unit; a
blank; four for the mark, right-aligned: G gross, N net, with a ``?`` before it while the load moves.

    -  1.640 kg    N          0.360 kg   ?G
"""

from __future__ import annotations

import re

from drivers.shared.scale_line import NUMBER, Mark, ScaleLine, weight

_LINE = re.compile(rf"(?=.{{8}} )([ +-]) *{NUMBER} (kg| g|lb|oz)  (  | \?)([GN]) {{0,4}}")


def read(text: str) -> ScaleLine | None:
    """Return what a whole line says, None if it is none of this scale's."""
    found = _LINE.fullmatch(text)
    if found is None:
        return None
    sign, number, unit, moving, kind = found.groups()
    mark = Mark.MOVING if "?" in moving else Mark.STABLE
    return weight(mark, sign.strip(), number, unit.strip(), net=kind == "N")
