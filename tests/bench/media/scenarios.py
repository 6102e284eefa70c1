# SPDX-License-Identifier: EUPL-1.2
"""What happens to the line, and when. Pure. Both directions are impaired alike; round-trip time is 50 ms."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

DELAY_S = 0.025
QUEUE_S = 0.3
BURST_PACKETS = 4.0


@dataclass(frozen=True, slots=True)
class Step:
    """At ``at_s`` after the call stands, ``line`` changes (both directions), or the station's address does."""

    at_s: float
    line: dict[str, Any]
    address: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """One cell of the bench. Measured: ``from_s`` to ``to_s``; ``event_s``: what figures are counted from."""

    name: str
    title: str
    from_s: float
    to_s: float
    steps: tuple[Step, ...] = ()
    start: tuple[tuple[str, Any], ...] = ()
    event_s: float | None = None
    low: tuple[float, float] | None = None
    """The stretch with a slow line."""
    kind: str = "steady"

    @property
    def length_s(self) -> float:
        return self.to_s


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How long the parts of a cell take."""

    warm_s: float
    steady_s: float
    low_s: float
    after_s: float
    steps_factor: float
    all_s: float


FULL = Pace(warm_s=12.0, steady_s=30.0, low_s=20.0, after_s=15.0, steps_factor=1.0, all_s=600.0)
QUICK = Pace(warm_s=4.5, steady_s=5.0, low_s=8.0, after_s=6.5, steps_factor=0.14, all_s=14.0)
"""Fits all cells of both stations into eight minutes; shorter than what a figure to quote needs."""

LOSSES = (2, 5, 10, 20)
RFC8867 = ((0.0, 1.0e6), (40.0, 2.5e6), (60.0, 0.6e6), (80.0, 1.0e6), (100.0, 0.0))
"""RFC 8867 §5.1: capacity from these seconds on, of a path of 1 Mb/s; the last entry is the end."""


def names() -> list[str]:
    """List the scenarios in the order in which they run."""
    return list(_MAKERS)


def make(name: str, pace: Pace, seed: int) -> Scenario:
    """Make a scenario; only ``all`` depends on ``seed``."""
    return _MAKERS[name](pace, seed)


def chosen(words: Sequence[str]) -> list[str]:
    """Return the scenarios that ``words`` name: whole names or how they begin; raises ValueError for others."""
    if not words:
        return names()
    for word in words:
        if not any(name.startswith(word) for name in names()):
            raise ValueError(f"there is no scenario '{word}'; there are: {', '.join(names())}")
    exact = [name for name in names() if name in words]
    return [
        name for name in names() if name in exact or any(name.startswith(word) for word in words if word not in exact)
    ]


def _clean(pace: Pace, _: int) -> Scenario:
    return Scenario(
        name="clean", title="clean line", from_s=pace.warm_s, to_s=pace.warm_s + 1.5 * pace.steady_s, kind="clean"
    )


def _loss(percent: int) -> Callable[[Pace, int], Scenario]:
    def made(pace: Pace, _: int) -> Scenario:
        return Scenario(
            name=f"loss{percent}", title=f"{percent} % loss, random", from_s=pace.warm_s,
            to_s=pace.warm_s + pace.steady_s, steps=(Step(pace.warm_s, {"loss": percent / 100}),),
        )  # fmt: skip

    return made


def _burst(percent: int) -> Callable[[Pace, int], Scenario]:
    def made(pace: Pace, _: int) -> Scenario:
        line = {"burst_loss": percent / 100, "burst_packets": BURST_PACKETS}
        return Scenario(
            name=f"burst{percent}", title=f"{percent} % loss, in bursts of {BURST_PACKETS:.0f}", from_s=pace.warm_s,
            to_s=pace.warm_s + pace.steady_s, steps=(Step(pace.warm_s, line),),
        )  # fmt: skip

    return made


def _drop(pace: Pace, _: int) -> Scenario:
    end_s = pace.warm_s + pace.low_s
    return Scenario(
        name="drop", title="2 Mb/s → 300 kb/s → 2 Mb/s", kind="drop",
        start=(("rate_bps", 2e6), ("queue_s", QUEUE_S)),
        steps=(Step(pace.warm_s, {"rate_bps": 3e5}), Step(end_s, {"rate_bps": 2e6})),
        from_s=pace.warm_s, to_s=end_s + pace.after_s, event_s=pace.warm_s, low=(pace.warm_s, end_s),
    )  # fmt: skip


def _steps(pace: Pace, _: int) -> Scenario:
    steps = tuple(Step(at_s * pace.steps_factor, {"rate_bps": rate}) for at_s, rate in RFC8867[1:-1])
    return Scenario(
        name="steps", title="RFC 8867 §5.1: 1 → 2.5 → 0.6 → 1 Mb/s", kind="steps",
        start=(("rate_bps", RFC8867[0][1]), ("queue_s", QUEUE_S)), steps=steps,
        from_s=min(5.0, 10 * pace.steps_factor), to_s=RFC8867[-1][0] * pace.steps_factor,
    )  # fmt: skip


def _outage(pace: Pace, _: int) -> Scenario:
    back_s = pace.warm_s + 5.0
    return Scenario(
        name="outage", title="5 s outage", kind="outage", event_s=back_s,
        steps=(Step(pace.warm_s, {"outage": True}), Step(back_s, {"outage": False})),
        from_s=pace.warm_s, to_s=back_s + pace.after_s,
    )  # fmt: skip


def _address(pace: Pace, _: int) -> Scenario:
    return Scenario(
        name="address", title="the station's address changes", kind="address", event_s=pace.warm_s,
        steps=(Step(pace.warm_s, {}, address=True),), from_s=pace.warm_s, to_s=pace.warm_s + 1.3 * pace.after_s,
    )  # fmt: skip


_CALM: dict[str, Any] = {"loss": 0.0, "burst_loss": 0.0, "rate_bps": 0.0, "jitter_s": 0.0}
_TROUBLES: tuple[dict[str, Any], ...] = (
    {},
    {"loss": 0.02},
    {"loss": 0.05, "jitter_s": 0.02},
    {"burst_loss": 0.05},
    {"loss": 0.1},
    {"burst_loss": 0.1, "rate_bps": 1e6},
    {"rate_bps": 6e5},
    {"rate_bps": 3e5},
    {"rate_bps": 1.5e6, "jitter_s": 0.04, "loss": 0.01},
    {"loss": 0.2},
)
TROUBLE_S = (10.0, 25.0)
SHORT_OUTAGE_S = 2.0


def _all(pace: Pace, seed: int) -> Scenario:
    """Everything, one after the other, in an order that the seed gives."""
    chance = random.Random(seed)
    steps, at_s, factor = [], pace.warm_s, min(1.0, pace.all_s / 120)
    waiting: list[dict[str, Any] | str] = []
    while at_s < pace.all_s - SHORT_OUTAGE_S:
        if not waiting:
            waiting = [*_TROUBLES, "outage", "address"]
            chance.shuffle(waiting)
        trouble = waiting.pop()
        if trouble == "address":
            steps.append(Step(at_s, {}, address=True))
        elif isinstance(trouble, str):
            steps += [Step(at_s, {**_CALM, "outage": True}), Step(at_s + SHORT_OUTAGE_S, {"outage": False})]
        else:
            steps.append(Step(at_s, {**_CALM, **trouble}))
        at_s += chance.uniform(*TROUBLE_S) * factor
    return Scenario(
        name="all", title=f"{pace.all_s / 60:.0f} minutes of all" if pace.all_s >= 60 else "all of it, shortly",
        from_s=pace.warm_s, to_s=pace.all_s, steps=tuple(sorted(steps, key=lambda step: step.at_s)), kind="all",
        start=(("queue_s", QUEUE_S),),
    )  # fmt: skip


_MAKERS: dict[str, Callable[[Pace, int], Scenario]] = {
    "clean": _clean,
    **{f"loss{percent}": _loss(percent) for percent in LOSSES},
    **{f"burst{percent}": _burst(percent) for percent in LOSSES},
    "drop": _drop,
    "steps": _steps,
    "outage": _outage,
    "address": _address,
    "all": _all,
}
