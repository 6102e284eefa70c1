# SPDX-License-Identifier: EUPL-1.2
"""The parts that need no screen: boxes, playing out, double strikes, the heartbeat, and Kivy's defaults."""

from __future__ import annotations

import configparser
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import ManualClock
from kiosk.settings import PanelSection
from ui.touch.box import Box
from ui.touch.double_strike import DOUBLE_STRIKE_S, DoubleStrike
from ui.touch.heartbeat import Heartbeat
from ui.touch.playout import DELAY_S, MAX_BEHIND_S, Playout
from ui.touch.setup import VARIABLES, options

BOXES = st.builds(Box, st.integers(0, 500), st.integers(0, 500), st.integers(100, 2000), st.integers(100, 2000))


@given(BOXES, st.integers(1, 6), st.integers(0, 10))
def test_columns_and_rows_fill_a_box_without_touching(box: Box, count: int, gap: int) -> None:
    columns, rows = box.columns(count, gap), box.rows(count, gap)
    assert (columns[0].x, columns[-1].right) == (box.x, box.right)
    assert (rows[0].top, rows[-1].y) == (box.top, box.y)
    assert all(after.x - before.right >= gap - 1 for before, after in pairwise(columns))
    assert all(before.y - after.top >= gap - 1 for before, after in pairwise(rows))


@given(BOXES, st.integers(0, 99), st.integers(0, 50))
def test_a_cut_piece_and_the_rest_are_the_whole_but_for_the_gap(box: Box, size: int, gap: int) -> None:
    top, below = box.cut_top(size, gap)
    assert (top.top, top.h, below.y) == (box.top, size, box.y)
    assert below.h == max(0, box.h - size - gap)
    left, rest = box.cut_left(size, gap)
    assert (left.x, left.w, rest.right) == (box.x, size, box.right)


@given(BOXES, st.floats(0.3, 3.0))
def test_a_fitted_box_is_inside_and_keeps_its_shape(box: Box, aspect: float) -> None:
    inner = box.fitted(aspect)
    assert box.x <= inner.x and inner.right <= box.right and box.y <= inner.y and inner.top <= box.top
    assert abs(inner.w - inner.h * aspect) <= 1 + aspect


@given(BOXES, st.integers(0, 99), st.integers(1, 5))
def test_a_mirrored_box_is_cut_as_in_a_mirror(box: Box, size: int, count: int) -> None:
    mirrored = replace(box, mirrored=True)

    def seen(piece: Box) -> tuple[int, int, int, int]:
        """Where ``piece`` is in the mirror that stands in the middle of the box."""
        return (box.x + box.right - piece.right, piece.y, piece.w, piece.h)

    def layout(whole: Box) -> list[Box]:
        begin, rest = whole.cut_left(size, 3)
        end, body = rest.cut_right(size)
        head, below = body.cut_top(7)
        return [
            begin,
            end,
            head,
            *begin.inset(2).rows(2, 1),
            *below.columns(count, 2),
            *end.cut_bottom(9)[0].columns(2, 1),
        ]

    assert [seen(piece) for piece in layout(mirrored)] == [(p.x, p.y, p.w, p.h) for p in layout(box)]
    upright = mirrored.cut_left(size)[0].upright
    assert [each.x for each in upright.columns(2, 0)] == sorted(each.x for each in upright.columns(2, 0))
    assert all(piece.mirrored for piece in layout(mirrored))


def _chunks(playout: Playout, count: int, start: int = 0) -> None:
    for seq in range(start, start + count):
        playout.add(seq, 60.0, 0, 100, tuple(range(30)))


def test_samples_leave_at_their_own_pace() -> None:
    playout = Playout()
    _chunks(playout, 1)
    assert playout.take(10.0) == [], "nothing plays before there is enough in hand"
    _chunks(playout, 2, start=1)
    assert playout.take(10.1) == []
    assert playout.take(10.2) == [sample / 100 for sample in range(6)]
    played = sum(len(playout.take(10.2 + step / 30)) for step in range(1, 16))
    assert played == 30
    assert DELAY_S * 60 > 30


def test_an_empty_queue_waits_again_and_a_long_one_is_cut() -> None:
    playout = Playout()
    _chunks(playout, 2)
    playout.take(0.0)
    assert len(playout.take(5.0)) == 60
    _chunks(playout, 1, start=2)
    assert playout.take(5.1) == []
    _chunks(playout, 20, start=3)
    playout.take(6.0)
    assert len(playout.take(100.0)) == MAX_BEHIND_S * 60


def test_a_chunk_counts_once_and_holes_stay_holes() -> None:
    playout = Playout()
    playout.add(1, 10.0, 0, 10, (5, None) * 5)
    playout.add(1, 10.0, 0, 10, (5, None) * 5)
    playout.take(0.0)
    assert playout.take(50.0) == [0.5, None] * 5
    playout.add(2, 0.0, 0, 10, (1,))
    playout.add(3, 10.0, 10, 10, (1,))
    assert playout.take(99.0) == []


def test_a_tremor_is_one_digit_and_a_repeat_is_two() -> None:
    clock = ManualClock()
    strikes = DoubleStrike(clock)
    assert strikes.accepts("4")
    clock.advance(DOUBLE_STRIKE_S / 2)
    assert not strikes.accepts("4")
    assert strikes.accepts("5")
    clock.advance(DOUBLE_STRIKE_S)
    assert strikes.accepts("5")


def test_the_service_manager_hears_of_the_first_picture_and_then_the_loop() -> None:
    clock, said = ManualClock(), list[str]()
    heartbeat = Heartbeat(1.0, clock, said.append)
    clock.advance(5.0)
    heartbeat.tick()
    assert said == [], "not ready before a picture stands"
    heartbeat.drawn()
    heartbeat.drawn()
    heartbeat.tick()
    clock.advance(0.5)
    heartbeat.tick()
    clock.advance(0.5)
    heartbeat.tick()
    assert said == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]


def test_there_is_one_input_provider_and_each_default_has_its_reason() -> None:
    for x11 in (True, False):
        rows = list(options(PanelSection(), x11=x11))
        assert [row.key for row in rows if row.section == "input"] == (["mouse"] if x11 else ["%(name)s"])
        assert all(row.reason for row in rows)
        parser = configparser.RawConfigParser()
        for section in {row.section for row in rows}:
            parser.add_section(section)
        for row in rows:
            parser.set(row.section, row.key, row.value)
    assert all(variable.reason for variable in VARIABLES)


def test_the_command_line_does_not_load_kivy() -> None:
    """`kiosk --help` must work, and be quick, on a machine without a screen."""
    code = "import sys, ui.touch.cli, ui.touch.stage_client; sys.exit('kivy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode == 0
