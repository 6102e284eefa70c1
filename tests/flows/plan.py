# SPDX-License-Identifier: EUPL-1.2
"""Reads whole visits from the TOML files beside this one. Pure but for the reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

from kiosk.visit.steps import VisitKind

FOLDER = Path(__file__).parent


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One screen of a visit: what must be seen on it, what happens meanwhile, and what the person does.

    Done in this order: the ``screen`` comes, each of ``happens`` happens, ``wait_s`` passes, ``sees``, ``misses``,
    ``view`` and ``asked`` must be true, then each of ``choose`` is used.
    """

    screen: str
    """Tag of the view."""
    happens: tuple[str, ...] = ()
    """What the world does (`tests.flows.world`)."""
    wait_s: float = 0.0
    sees: tuple[str, ...] = ()
    """Parts that must be there and not covered."""
    misses: tuple[str, ...] = ()
    view: dict[str, Any] = {}
    """Fields that the view must have."""
    asked: bool = False
    """'Are you still there?' is asked."""
    choose: tuple[str, ...] = ()
    """Controls, one after the other; ``code:471108`` types digits; ``wait:30`` lets half a minute pass;
    ``slip:leave`` presses a control, slides off it and lets go; ``{language}`` is the language of the visit."""
    by: str = ""
    """The way of another person, who does this step; empty: the patient's own."""


class Flow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A visit. ``kind``: what a visit with a code is.

    ``follow``: another flow that it begins like; ``at``: each screen up to which it does so, as a visit of its own.
    """

    title: str
    kind: VisitKind = VisitKind.BOOKED
    offered: tuple[str, ...] = ("booked",)
    """What one can come for at the station."""
    instruments: tuple[str, ...] = ("oximeter", "cuff", "scale")
    follow: str = ""
    at: tuple[str, ...] = ()
    steps: tuple[Step, ...]


class Visit(Struct, frozen=True, kw_only=True):
    """A flow made ready to be played."""

    name: str
    kind: VisitKind
    offered: tuple[str, ...]
    instruments: tuple[str, ...]
    steps: tuple[Step, ...]


def visits(folder: Path = FOLDER) -> tuple[Visit, ...]:
    """Read every flow; one that departs from another at several screens becomes several visits.

    Raises `msgspec.ValidationError` for a file that is not understood, `LookupError` for a flow that follows none.
    """
    flows = {path.stem: read(path) for path in sorted(folder.glob("*.toml"))}
    return tuple(visit for name, flow in flows.items() for visit in _visits(name, flow, flows))


def read(path: Path) -> Flow:
    """Read one file."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Flow)
    except msgspec.ValidationError as problem:
        raise msgspec.ValidationError(f"{path.name}: {problem}") from problem


def _visits(name: str, flow: Flow, flows: dict[str, Flow]) -> Iterator[Visit]:
    if not flow.follow:
        yield made(name, flow)
        return
    followed = flows[flow.follow]
    for screen in flow.at:
        steps = (*_until(screen, followed), *(_here(step, screen) for step in flow.steps))
        whole = made(f"{name}-{screen}" if len(flow.at) > 1 else name, followed)
        yield structs.replace(whole, steps=steps)


def made(name: str, flow: Flow) -> Visit:
    """Make a flow that follows none ready to be played."""
    return Visit(name=name, kind=flow.kind, offered=flow.offered, instruments=flow.instruments, steps=flow.steps)


def _until(screen: str, flow: Flow) -> Iterator[Step]:
    for step in flow.steps:
        if step.screen == screen:
            return
        yield step
    raise LookupError(f"the flow '{flow.title}' never comes to '{screen}'")


def _here(step: Step, screen: str) -> Step:
    return structs.replace(step, screen=screen) if step.screen == "here" else step
