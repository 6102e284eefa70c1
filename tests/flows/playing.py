# SPDX-License-Identifier: EUPL-1.2
"""Plays visits: looks at each screen, lets happen what happens, and does what the person does.

Import this after `ui.touch.setup.prepare`.
"""

from __future__ import annotations

import msgspec

from kiosk.operating_settings import OperatingSection
from kiosk.settings import PanelSection, StationSection, StationSettings
from tests.flows.booth import SETTLE_S, Booth, instruments_of
from tests.flows.plan import Step, Visit
from tests.flows.ways import WAYS, Way
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import Rig

ADDRESS = "Storgatan 12, Slussfors"
TURNS = ("assistant-more", "page")
"""What shows further buttons, or further parts."""
MOST_PAGES = 5
PASSING = ("attract", "cleaning")
"""Screens before and after the person: her wishes do not count there."""


class Player:
    """Plays visits in one language by one way."""

    def __init__(self, language: str, way: Way, panel: PanelSection) -> None:
        self._language = language
        self._way = way
        self._signer = make_holder("station-one", "station")
        self._settings = StationSettings(
            panel=panel,
            station=StationSection(name="Bystugan", phone="0123-456 78", address=ADDRESS),
            operating=OperatingSection(hold_off_s=0.3),
        )

    def play(self, visit: Visit) -> list[str]:
        """Return what went wrong: nothing, or the first thing."""
        booth = Booth(Rig(self._signer, instruments_of(visit)), visit, self._way.wishes, self._settings)
        try:
            for number, step in enumerate(visit.steps, start=1):
                found = self._step(booth, step)
                if found:
                    return [f"step {number}, '{step.screen}': {each}" for each in found]
        except (AssertionError, LookupError) as problem:
            return [f"step {number}, '{step.screen}': {problem}"]
        finally:
            booth.close()
        return []

    def _step(self, booth: Booth, step: Step) -> list[str]:
        booth.wait(SETTLE_S)
        if booth.screen != step.screen:
            return [f"the screen is '{booth.screen}'"]
        for name in step.happens:
            booth.world.happen(name)
            booth.wait(SETTLE_S / 2)
        booth.wait(step.wait_s)
        found = self._faults(booth, step)
        for choice in () if found else step.choose:
            self._choose(booth, WAYS[step.by]() if step.by else self._way, choice)
        return found

    def _choose(self, booth: Booth, way: Way, choice: str) -> None:
        kind, _, what = choice.partition(":")
        if kind == "code":
            way.type(booth, what)
        elif kind == "slip":
            booth.slip(what)
        elif kind == "wait":
            booth.wait(float(what))
        else:
            self._use(booth, way, choice.replace("{language}", self._language))

    def _use(self, booth: Booth, way: Way, ident: str) -> None:
        """Use a control; where it is on another page, turn to that first."""
        for turn in (turn for turn in TURNS for _ in range(MOST_PAGES)):
            seen = booth.seen()
            if ident in seen:
                break
            if turn in seen:
                way.use(booth, turn)
        way.use(booth, ident)

    def _faults(self, booth: Booth, step: Step) -> list[str]:
        seen = booth.seen()
        show = booth.rig.screen
        found = [f"'{ident}' is not seen" for ident in step.sees if ident not in seen]
        found += [f"'{ident}' is seen" for ident in step.misses if ident in seen]
        fields = msgspec.to_builtins(show.view)
        found += [
            f"{name} is {fields.get(name)!r}, not {wanted!r}"
            for name, wanted in step.view.items()
            if fields.get(name) != wanted
        ]
        if step.asked is not (show.idle_remaining_s is not None):
            found.append(f"'are you still there?' is {'not ' if step.asked else ''}asked")
        if self._way.wishes.speech and booth.screen not in PASSING and not booth.speaker.lines:
            found.append("nothing was said")
        return found
