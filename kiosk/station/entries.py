# SPDX-License-Identifier: EUPL-1.2
"""The numbered ways of measuring at a station: one for each capability of each instrument that has a guide. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.capability import Capability, Command, Instrument
from kiosk.guide import GUIDES, Guide
from kiosk.reading import Measure


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One numbered way of measuring. ``commands``: what this one, not the whole instrument, can be told."""

    number: int
    name: str
    capability: Capability
    guide: Guide
    commands: frozenset[Command] = frozenset()

    def covers(self, measure: Measure) -> bool:
        """Tell whether ``measure`` belongs to it."""
        return measure in self.guide.shown or measure in self.guide.also


def entries(instruments: Iterable[Instrument]) -> tuple[Entry, ...]:
    """Number what can be guided, in the order of the instruments and of their capabilities."""
    pairs = [(each, capability) for each in instruments for capability in each.capabilities if capability in GUIDES]
    return tuple(
        Entry(
            number=number,
            name=instrument.name,
            capability=capability,
            guide=GUIDES[capability],
            commands=_commands(instrument, capability),
        )
        for number, (instrument, capability) in enumerate(pairs, start=1)
    )


def _commands(instrument: Instrument, capability: Capability) -> frozenset[Command]:
    """Say what one capability can be told: of a device with a cuff, start and stop are the cuff's alone."""
    guide = GUIDES[capability]
    cuff_elsewhere = not guide.cuff and any(
        GUIDES[other].cuff for other in instrument.capabilities if other in GUIDES and other is not capability
    )
    return frozenset() if guide.streams or cuff_elsewhere else instrument.commands


def measuring_names(instruments: Iterable[Instrument]) -> frozenset[str]:
    """Name the instruments that run while somebody is measured."""
    return frozenset(each.name for each in instruments if any(capability in GUIDES for capability in each.capabilities))


def reader_names(instruments: Iterable[Instrument]) -> frozenset[str]:
    """Name the instruments that read codes and do nothing else."""
    return frozenset(each.name for each in instruments if each.capabilities == (Capability.CODE_READING,))
