# SPDX-License-Identifier: EUPL-1.2
"""Whole visits against the real conductor and the real screen, by every way of operating it.

Here each visit is played once by each way, in a language that changes from visit to visit; `every_language.py`, which
`./run accessibility` plays, does it in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from kiosk.languages import KNOWN
from kiosk.visit.machine import FOR_STAFF, State
from kiosk.visit.steps import VisitKind
from tests.flows.plan import Flow, Step, visits
from tests.flows.process import WAYS, played

BY_TIME_OR_TROUBLE = {State.UNAVAILABLE, State.EXPIRED}
"""Screens that no flow comes to: `tests.kiosk.station.test_visit` does."""


def turns(way: str) -> Iterator[str]:
    """Give each visit a language: with every way another, until all have had their turn."""
    offset = WAYS.index(way)
    for number, visit in enumerate(visits()):
        yield f"{KNOWN[(number + offset) % len(KNOWN)]}/{way}/{visit.name}"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", WAYS)
def test_every_visit_is_gone_through(display: str, way: str) -> None:
    assert played(display, *turns(way)) == {}


def test_every_way_is_used_in_every_language() -> None:
    assert {tuple(turn.split("/")[:2]) for way in WAYS for turn in turns(way)} == {
        (language, way) for language in KNOWN for way in WAYS
    }


def test_flows_come_to_every_screen_and_kind_of_visit() -> None:
    screens = {step.screen for visit in visits() for step in visit.steps}
    assert {str(state) for state in set(State) - FOR_STAFF - BY_TIME_OR_TROUBLE} <= screens
    kinds = {kind for visit in visits() for kind in (visit.kind, *visit.offered)}
    practised = {choice for visit in visits() for step in visit.steps for choice in step.choose}
    assert "practise" in practised, "no code begins such a visit"
    assert kinds >= set(VisitKind) - {VisitKind.PRACTICE}


def test_a_visit_that_goes_wrong_is_told(display: str) -> None:
    """The player can say no: to a screen that does not come, and to a control that is not there."""
    wrong = {
        "screen": Step(screen="language"),
        "part": Step(screen="attract", sees=("stay",)),
        "field": Step(screen="attract", view={"staff": True}),
        "asked": Step(screen="attract", asked=True),
        "choose": Step(screen="attract", choose=("stay",)),
    }
    for name, step in wrong.items():
        assert list(played(display, "sv/touch/wrong", made=Flow(title=name, steps=(step,)))) == ["sv/touch/wrong"], name


def test_a_flow_that_is_misspelt_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="chose"):
        msgspec.toml.decode(b'title = "x"\n[[steps]]\nscreen = "attract"\nchose = ["start"]\n', type=Flow)
