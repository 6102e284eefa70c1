# SPDX-License-Identifier: EUPL-1.2
"""Makes a driver out of a description, at run time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from drivers.base import Driver, Timing
from drivers.described.description import AskOn, Description
from drivers.described.dialogue import DescribedDialogue
from drivers.described.interpret import DescribedInterpreter
from drivers.described.source import load
from drivers.dialogue import Dialogue
from kiosk.capability import Command


def driver(text: str) -> type[Driver]:
    """Return the driver that ``described:...`` means. Raises `DescriptionError`."""
    return _made(text, load(text))


@lru_cache(maxsize=64)
def _made(text: str, description: Description) -> type[Driver]:
    """Make the class; an unchanged file gives the same one."""
    talk = description.talk
    on_start = bool(talk.ask) and talk.ask_on is AskOn.START

    class Described(Driver):
        """A described device."""

        name = text
        line = description.line
        timing = Timing(negotiate_s=talk.silence_s, silence_s=talk.silence_s)
        capabilities = description.capabilities
        controls = frozenset({Command.START}) if on_start else frozenset()
        maker = description.about.maker
        model = description.about.model

        @staticmethod
        def new_interpreter() -> DescribedInterpreter:
            return DescribedInterpreter(description)

        def new_dialogue(self) -> Dialogue[Any]:
            return DescribedDialogue(self.timing, talk)

    return Described
