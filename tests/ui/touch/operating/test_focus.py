# SPDX-License-Identifier: EUPL-1.2
"""The one order in which keys go through a screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.touch.operating.focus import NOTHING, FocusRing, Item

IDENTS = st.lists(st.sampled_from("abcdefghij"), unique=True)


def items(idents: str | list[str], off: str = "", urgent: str = "") -> list[Item]:
    return [Item(ident=ident, enabled=ident not in off, urgent=ident in urgent) for ident in idents]


def ring(idents: str, off: str = "") -> FocusRing:
    made = FocusRing()
    made.replace(items(idents, off))
    return made


@given(IDENTS, st.sets(st.sampled_from("abcdefghij")))
def test_a_round_reaches_everything_that_can_be_used_once_and_in_order(idents: list[str], off: set[str]) -> None:
    made = FocusRing()
    made.replace(items(idents, "".join(off)))
    usable = [ident for ident in idents if ident not in off]
    assert [made.next() for _ in usable] == usable
    assert made.next() == (usable[0] if usable else NOTHING)


@given(IDENTS, st.integers(0, 30))
def test_back_is_where_one_came_from(idents: list[str], steps: int) -> None:
    made = FocusRing()
    made.replace(items(idents))
    for _ in range(steps + 1):
        made.next()
    here = made.focus
    made.next()
    assert made.previous() == here


@given(IDENTS, IDENTS, st.integers(0, 9))
def test_whatever_becomes_of_the_screen_something_usable_stays_marked(
    before: list[str], after: list[str], steps: int
) -> None:
    made = FocusRing()
    made.replace(items(before))
    for _ in range(steps + 1):
        made.next()
    was = made.focus
    made.update(items(after))
    if was in after:
        assert made.focus == was
    elif was and after:
        assert made.focus in after
    else:
        assert made.current is None


def test_the_nearest_neighbour_is_marked_instead_of_what_is_gone() -> None:
    made = ring("abcd")
    made.go("b")
    made.update(items("acd"))
    assert made.focus == "c", "the one after it"
    made.go("d")
    made.update(items("ac"))
    assert made.focus == "c", "or the last before it"


def test_what_cannot_be_used_just_now_is_passed_over_and_never_marked() -> None:
    made = ring("abc", off="b")
    assert [made.next(), made.next(), made.next()] == ["a", "c", "a"]
    assert made.go("b") == "a"
    made.update(items("abc", off="a"))
    assert made.focus == "b"


def test_nothing_is_marked_before_somebody_asks() -> None:
    made = ring("abc")
    made.update(items("abcd"))
    assert made.current is None
    assert made.previous() == "a", "the first press only shows where one is"


def test_what_stops_a_cuff_is_marked_once_it_comes_and_may_be_left() -> None:
    made = ring("abc")
    made.next()
    made.update(items("abcs", urgent="s"))
    assert made.focus == "s"
    made.next()
    made.update(items("abcs", urgent="s"))
    assert made.focus == "a"
    assert made.first() == "s"
