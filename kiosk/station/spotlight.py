# SPDX-License-Identifier: EUPL-1.2
"""Which instrument has the stage: the first, the one that was chosen, or the one that somebody began to use. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.reading import InstrumentEvent, SensorChange, WaveChunk
from kiosk.station.entries import Entry
from kiosk.station.vitals import BUSY, Vitals


@dataclass(slots=True)
class Spotlight:
    """``number`` is that of an entry of the visit's `Vitals`; 1 also where there is none."""

    number: int = 1

    def entry(self, vitals: Vitals) -> Entry | None:
        """Return the entry that has the stage."""
        return find(vitals, self.number)

    def choose(self, vitals: Vitals, number: int) -> None:
        """Show entry ``number``, if there is one."""
        if find(vitals, number) is not None:
            self.number = number

    def go_on(self, vitals: Vitals, now: datetime) -> None:
        """Show the next entry without a result; where all have one, just the next."""
        at, count = self.number - 1, len(vitals.entries)
        others = [vitals.entries[(at + step) % count] for step in range(1, count)]
        missing = [entry for entry in others if not vitals.has_result(entry, now)]
        for entry in (missing or others)[:1]:
            self.number = entry.number

    def follow(self, vitals: Vitals, event: InstrumentEvent, now: datetime) -> None:
        """Show an instrument that somebody begins to use, unless another is in the middle of measuring."""
        if not isinstance(event, SensorChange) or event.state not in BUSY:
            return
        here = self.entry(vitals)
        if here is None or here.name == event.instrument:
            return
        if vitals.state(here) in BUSY and not (here.guide.streams and vitals.has_result(here, now)):
            return
        used = [each for each in vitals.entries if each.name == event.instrument]
        used = [each for each in used if event.capability in ("", each.capability)]
        missing = [each for each in used if not vitals.has_result(each, now)]
        for entry in (missing or [each for each in used if not each.guide.streams])[:1]:
            self.number = entry.number

    def has_wave(self, vitals: Vitals, chunk: WaveChunk) -> bool:
        """Tell whether ``chunk`` is the curve of the entry that has the stage."""
        entry = self.entry(vitals)
        return entry is not None and entry.guide.wave is chunk.measure and chunk.instrument in ("", entry.name)


def find(vitals: Vitals, number: int) -> Entry | None:
    """Find an entry by its number."""
    return next((entry for entry in vitals.entries if entry.number == number), None)
