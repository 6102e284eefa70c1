# SPDX-License-Identifier: EUPL-1.2
"""What the guides' picture keys look like: one function a picture, drawn with a pen on a sheet of 160 by 100."""

from __future__ import annotations

from collections.abc import Callable

from ui.touch.drawings.arm_in_cuff import arm_in_cuff, cuff_inflating
from ui.touch.drawings.electrodes import electrodes
from ui.touch.drawings.finger_clip import finger_clip
from ui.touch.drawings.glucose_meter import glucose_meter
from ui.touch.drawings.height import height
from ui.touch.drawings.pen import Pen
from ui.touch.drawings.scale import scale, scale_person
from ui.touch.drawings.thermometer import thermometer

DRAWINGS: dict[str, Callable[[Pen, bool], None]] = {
    "finger-clip": finger_clip,
    "arm-in-cuff": arm_in_cuff,
    "cuff-inflating": cuff_inflating,
    "scale": scale,
    "scale-person": scale_person,
    "height": height,
    "glucose-meter": glucose_meter,
    "thermometer": thermometer,
    "electrodes": electrodes,
}
"""The second argument says whether the instrument is at work."""
