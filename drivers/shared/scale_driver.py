# SPDX-License-Identifier: EUPL-1.2
"""What the drivers of all scales that send lines have in common."""

from __future__ import annotations

from abc import ABC
from typing import Any, ClassVar

from drivers.base import Driver
from drivers.dialogue import Dialogue
from drivers.items import Item
from drivers.shared.scale_dialogue import Asking, ScaleDialogue
from drivers.shared.scale_interpreter import Forgets
from kiosk.capability import Capability


class ScaleDriver(Driver, ABC):
    """A scale; a family fills in ``asking`` besides the usual table."""

    capabilities: ClassVar[tuple[Capability, ...]] = (Capability.BODY_WEIGHT,)
    asking: ClassVar[Asking] = Asking()

    def new_dialogue(self) -> Dialogue[Any]:
        return ScaleDialogue(self.timing, self.asking, self.forget)

    def forget(self) -> list[Item]:
        """Let the interpreter know that the scale made a pause."""
        return self._interpreter.forget() if isinstance(self._interpreter, Forgets) else []
