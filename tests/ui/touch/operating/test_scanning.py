# SPDX-License-Identifier: EUPL-1.2
"""One switch and two: what is marked, for how long, and which press counts."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import ManualClock
from kiosk.preferences import Preferences, Scan
from ui.touch.operating.focus import Item
from ui.touch.operating.scan_path import Kind
from ui.touch.operating.scanning import FIRST_STAYS, ROW_ROUNDS, TABLE, Event, Pace, Phase, Scanner

SPEED_S = 1.0
PACE = Pace(hold_off_s=0.5, rounds=2)
FRAME_S = 0.01
PAD = [
    *(Item(ident=f"key-{digit}", row="row-1") for digit in "123"),
    *(Item(ident=f"key-{digit}", row="row-2") for digit in "45"),
    Item(ident="leave"),
]


def plain(*idents: str) -> list[Item]:
    return [Item(ident=ident, text=ident) for ident in idents]


class Desk:
    """A scanner in its own time."""

    def __init__(self, scan: Scan = Scan.ONE_SWITCH, items: list[Item] | None = None, scan_s: float = SPEED_S) -> None:
        self.clock = ManualClock()
        self.scanner = Scanner(self.clock, PACE)
        self.scanner.show(items if items is not None else plain("a", "b", "c"))
        self.scanner.want(Preferences(scan=scan, scan_s=scan_s))

    @property
    def marked(self) -> str:
        stop = self.scanner.mark
        return "" if stop is None else stop.ident if stop.kind is Kind.CONTROL else f"{stop.kind}:{stop.ident}"

    def wait(self, seconds: float) -> str:
        for _ in range(round(seconds / FRAME_S)):
            self.clock.advance(FRAME_S)
            self.scanner.tick()
        return self.marked

    def press(self, switch: int = 1) -> str:
        return self.scanner.press(switch)

    def until(self, marked: str) -> None:
        for _ in range(10_000):
            if self.marked == marked:
                return
            self.wait(FRAME_S)
        raise AssertionError(f"'{marked}' is never marked")


def test_the_first_press_begins_and_chooses_nothing() -> None:
    desk = Desk()
    assert (desk.wait(60), desk.scanner.phase) == ("", Phase.RESTING)
    assert (desk.press(), desk.marked) == ("", "a")


def test_the_mark_goes_on_by_itself_and_the_first_stop_stays_longer() -> None:
    desk = Desk()
    desk.press()
    assert desk.wait(SPEED_S * FIRST_STAYS - 0.05) == "a"
    assert desk.wait(0.1) == "b"
    assert desk.wait(SPEED_S - 0.1) == "b"
    assert desk.wait(0.1) == "c"


def test_after_its_rounds_it_rests_and_a_press_begins_anew() -> None:
    desk = Desk()
    desk.press()
    seen: list[str] = []
    while desk.scanner.phase is Phase.SCANNING:
        seen += [desk.marked] if seen[-1:] != [desk.marked] else []
        desk.wait(FRAME_S)
    assert seen == ["a", "b", "c"] * PACE.rounds
    assert desk.wait(60) == ""
    assert (desk.press(), desk.marked) == ("", "a")


def test_the_switch_chooses_what_is_marked_and_the_scan_begins_again() -> None:
    desk = Desk()
    desk.press()
    desk.until("b")
    assert desk.press() == "b"
    assert desk.marked == "a"
    desk.until("c")
    assert desk.press(2) == "c", "with one switch wanted any of them chooses"


@pytest.mark.parametrize(("asked_s", "kept_s"), [(0.1, 0.8), (0.8, 0.8), (5.0, 5.0), (60.0, 5.0)])
def test_the_speed_is_kept_within_what_people_manage(asked_s: float, kept_s: float) -> None:
    desk = Desk(scan_s=asked_s)
    desk.press()
    desk.until("b")
    assert desk.wait(kept_s - 0.05) == "b"
    assert desk.wait(0.1) == "c"


def test_a_late_press_does_not_act_on_a_new_screen() -> None:
    desk = Desk()
    desk.press()
    desk.until("b")
    desk.scanner.show(plain("x", "y"))
    assert desk.marked == "x"
    assert desk.wait(PACE.hold_off_s - 0.1) == "x"
    assert (desk.press(), desk.scanner.phase) == ("", Phase.HOLDING)
    desk.wait(0.15)
    assert desk.press() == "x"


def test_a_late_press_counts_even_where_no_frame_was_drawn_meanwhile() -> None:
    desk = Desk()
    desk.press()
    desk.scanner.show(plain("x", "y"))
    desk.clock.advance(PACE.hold_off_s)
    assert desk.press() == "x"


def test_a_button_that_says_something_else_takes_no_press_that_was_meant_for_the_old_words() -> None:
    desk = Desk()
    desk.press()
    desk.until("b")
    desk.scanner.update([Item(ident="a", text="a"), Item(ident="b", text="other"), Item(ident="c", text="c")])
    assert (desk.marked, desk.press()) == ("b", "")
    desk.wait(PACE.hold_off_s + 0.05)
    assert desk.press() == "b"


def test_other_things_on_the_screen_may_change_under_way() -> None:
    desk = Desk()
    desk.press()
    desk.until("b")
    desk.scanner.update(plain("n", "a", "b", "c"))
    assert (desk.marked, desk.scanner.phase) == ("b", Phase.SCANNING)
    assert desk.press() == "b"


def test_what_is_gone_is_not_chosen() -> None:
    desk = Desk()
    desk.press()
    desk.until("b")
    desk.scanner.update(plain("a", "c"))
    assert (desk.press(), desk.marked) == ("", "a")


@pytest.mark.parametrize("resting", [True, False])
def test_what_stops_a_cuff_is_marked_as_soon_as_it_comes(resting: bool) -> None:
    desk = Desk()
    if not resting:
        desk.press()
        desk.until("b")
    desk.scanner.update([*plain("a", "b", "c"), Item(ident="stop", urgent=True)])
    assert desk.wait(PACE.hold_off_s + 0.05) == "stop"
    assert desk.press() == "stop"


def test_two_switches_step_and_choose_and_nothing_moves_by_itself() -> None:
    desk = Desk(Scan.TWO_SWITCH)
    assert (desk.press(1), desk.marked) == ("", "a")
    assert desk.wait(60) == "a"
    desk.press(1)
    assert desk.press(2) == "b"
    assert desk.marked == "b", "where one is is where one stays"
    for expected in "cabcabc":
        desk.press(1)
        assert desk.marked == expected


@pytest.mark.parametrize("scan", [Scan.ONE_SWITCH, Scan.TWO_SWITCH])
def test_a_pad_is_gone_through_row_by_row(scan: Scan) -> None:
    desk = Desk(scan, PAD)

    def go(marked: str) -> None:
        if scan is Scan.ONE_SWITCH:
            desk.until(marked)
        else:
            while desk.marked != marked:
                desk.press(1)

    desk.press(2)
    assert desk.marked == "row:row-1"
    go("row:row-2")
    assert (desk.press(2), desk.marked) == ("", "key-4")
    go("key-5")
    go("back:row-2")
    assert (desk.press(2), desk.marked) == ("", "leave"), "out of the row, to what comes after it"
    go("row:row-1")
    desk.press(2)
    go("key-3")
    assert (desk.press(2), desk.marked) == ("key-3", "row:row-1"), "the next digit begins at the top"


def test_a_row_chosen_by_mistake_is_left_without_a_press() -> None:
    desk = Desk(items=PAD)
    desk.press()
    desk.press()
    assert desk.marked == "key-1"
    assert desk.wait((4 * ROW_ROUNDS + ROW_ROUNDS * (FIRST_STAYS - 1)) * SPEED_S + 0.3) == "row:row-2"


def test_a_row_that_goes_away_is_no_place_to_be() -> None:
    desk = Desk(items=PAD)
    desk.press()
    desk.press()
    desk.scanner.update(PAD[3:])
    assert (desk.marked, desk.scanner.phase) == ("row:row-2", Phase.HOLDING)


def test_a_touch_or_a_key_makes_it_rest() -> None:
    desk = Desk()
    desk.press()
    desk.scanner.pause()
    assert (desk.marked, desk.scanner.phase) == ("", Phase.RESTING)
    desk.scanner.show(plain("x"))
    assert desk.marked == "x", "another screen may need a switch again"


def test_nobody_who_uses_no_switch_sees_a_mark() -> None:
    desk = Desk(Scan.OFF)
    desk.scanner.show(plain("x"))
    assert (desk.press(), desk.wait(10), desk.scanner.phase) == ("", "", Phase.OFF)


def test_it_ends_when_it_is_no_longer_wanted() -> None:
    desk = Desk()
    desk.press()
    desk.scanner.want(Preferences())
    assert (desk.marked, desk.scanner.phase) == ("", Phase.OFF)


def test_an_empty_screen_marks_nothing_and_chooses_nothing() -> None:
    desk = Desk(items=[])
    assert (desk.press(), desk.press(), desk.wait(30)) == ("", "", "")
    desk.scanner.show(plain("x"))
    assert desk.marked == "x"


def test_the_table_leads_out_of_every_phase() -> None:
    for phase, event in product(Phase, Event):
        assert TABLE.get((phase, event), (phase, None))[0] in Phase
    assert {phase for phase, _ in TABLE} == set(Phase)
    assert {event for _, event in TABLE} == set(Event)


@given(
    st.lists(st.one_of(st.integers(1, 2), st.floats(0.01, 3.0), st.sampled_from(["ab", "bc", "", "pad"])), max_size=40)
)
def test_whatever_is_pressed_only_what_is_marked_and_usable_is_chosen(steps: list[int | float | str]) -> None:
    desk = Desk(items=PAD)
    usable = {item.ident for item in PAD}
    for step in steps:
        if isinstance(step, str):
            shown = PAD if step == "pad" else plain(*step)
            usable = {item.ident for item in shown}
            desk.scanner.update(shown)
        elif isinstance(step, int):
            desk.scanner.tick()
            marked = desk.marked
            chosen = desk.press(step)
            assert chosen in ("", marked)
            assert not chosen or chosen in usable
        else:
            desk.wait(step)
