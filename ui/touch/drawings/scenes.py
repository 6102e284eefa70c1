# SPDX-License-Identifier: EUPL-1.2
"""Pictures that stand beside words which say the same: one function a picture, drawn as the guides' pictures are."""

from __future__ import annotations

from collections.abc import Callable

from ui.touch.box import Box
from ui.touch.drawings import examining, people, purposes, reasons
from ui.touch.drawings.hands import hands
from ui.touch.drawings.headset import headset
from ui.touch.drawings.loudspeaker import loudspeaker
from ui.touch.drawings.nails import nails
from ui.touch.drawings.pen import HEIGHT, WIDTH, Pen
from ui.touch.drawings.resting import resting
from ui.touch.drawings.shoes import shoes
from ui.touch.drawings.sleeve import sleeve
from ui.touch.drawings.telephone import telephone
from ui.touch.drawings.typing import typing
from ui.touch.drawings.wiping import wiping
from ui.touch.theme import Theme
from ui.touch.widgets.part import card

PLATE_MM = 2.0


SCENES: dict[str, Callable[[Pen], None]] = {
    "self": people.oneself,
    "child": people.child,
    "other": people.helped,
    "alone": people.alone,
    "relative": people.relative,
    "assistant": people.carer,
    "interpreter": people.interpreter,
    "rest": resting,
    "sleeve": sleeve,
    "hands": hands,
    "nails": nails,
    "shoes": shoes,
    "wiping": wiping,
    "louder": loudspeaker,
    "headset": headset,
    "write": typing,
    "phone": telephone,
    "booked": purposes.with_code,
    "drop-in": purposes.without_code,
    "measure-only": purposes.only_measured,
    "fever": reasons.fever,
    "breathing": reasons.breathing,
    "chest": reasons.chest,
    "stomach": reasons.stomach,
    "skin": reasons.skin,
    "pain": reasons.pain,
    "mood": reasons.mood,
    "other-reason": reasons.other,
    "colleague": examining.doctor,
    "camera-wipe": examining.wiping_lens,
    "camera-near": examining.near,
    "camera-listen": examining.doctor,
    "stethoscope-place": examining.on_chest,
    "stethoscope-quiet": examining.quiet,
    "stethoscope-breathe": examining.breathing_out,
}


def draw_scene(key: str, box: Box, theme: Theme) -> None:
    """Draw a picture into the open canvas, as large as ``box`` allows; on a plate where the ground is dark."""
    if box.w <= 0 or box.h <= 0:
        return
    if theme.colours.plate is not None:
        box = box.fitted(WIDTH / HEIGHT)
        card(box, theme.colours.plate, theme.radius)
        box = box.inset(theme.mm(PLATE_MM))
    SCENES[key](Pen(box))
