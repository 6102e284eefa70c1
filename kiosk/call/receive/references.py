# SPDX-License-Identifier: EUPL-1.2
"""What can still be decoded after pictures were lost."""

from __future__ import annotations

from enum import StrEnum

from kiosk.call.receive.part import Part
from kiosk.call.receive.vp8 import BASE_SPAN


class Loss(StrEnum):
    """What is missing before a picture."""

    NOTHING = "nothing"
    """No picture: the numbers of the pictures follow one another. What is missing was padding."""
    DROPPABLE = "droppable"
    """Pictures that no picture of the lowest layer refers to."""
    REFERENCE = "reference"
    """It may refer to what is missing."""


class References:
    """Follows the pictures that went to the decoder, in order.

    VP8 numbers its pictures, and with temporal layers also tells on what they rest (RFC 7741 section 4.2). Without such
    information a picture may refer to every picture before it.
    """

    def __init__(self) -> None:
        self.intact = False
        """What the next picture refers to was decoded. Else only a keyframe helps."""
        self._newest: Part | None = None
        self._lost_layer: int | None = None
        """The lowest temporal layer of which pictures were lost."""

    def lose(self) -> None:
        """Note that a picture others refer to is lost."""
        self.intact, self._newest, self._lost_layer = False, None, None

    def before(self, head: Part, partly: Part | None) -> Loss:
        """Tell what is lost if nothing comes between the newest picture and the one that ``head`` starts.

        ``partly`` is the head of the first picture between, if it came.
        """
        newest = self._newest
        if newest is None or newest.picture is None or head.picture is None:
            return Loss.REFERENCE
        steps = _steps(newest, head)
        if steps == 1:
            return Loss.NOTHING
        if partly is not None and partly.droppable and steps == 2 and _steps(newest, partly) == 1:
            return Loss.DROPPABLE
        if head.base is None or newest.base is None:
            return Loss.REFERENCE
        ahead = (head.base - newest.base) % BASE_SPAN
        return Loss.DROPPABLE if ahead == (1 if head.layer == 0 else 0) else Loss.REFERENCE

    def skip(self, loss: Loss) -> None:
        """Go past what is missing."""
        if loss is Loss.REFERENCE:
            self.lose()
        elif loss is Loss.DROPPABLE:
            self._lost_layer = 1

    def take(self, head: Part, *, key: bool) -> bool:
        """Tell whether the next whole picture can be decoded; it is taken to be, then."""
        if key:
            self.intact, self._lost_layer = True, None
        if not self.intact:
            return False
        self._newest = head
        if self._lost_layer is None or head.layer < self._lost_layer:
            return True
        if head.sync:
            self._lost_layer = head.layer + 1
        return head.sync


def _steps(early: Part, late: Part) -> int:
    if early.picture is None or late.picture is None or early.picture_span != late.picture_span:
        return 0
    return (late.picture - early.picture) % late.picture_span
