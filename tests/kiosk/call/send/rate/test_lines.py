# SPDX-License-Identifier: EUPL-1.2
"""The controller, the pacer and the allocation together against simulated lines; RTT 50 ms unless said otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.line_quality import CallMode
from tests.kiosk.call.send.link import Line, Run, Simulation

M, K = 1e6, 1e3
SEEDS = pytest.mark.parametrize("seed", [1, 2, 3])


def steps(*pairs: tuple[float, float]) -> Callable[[float], float]:
    """Make a rate that changes at times."""

    def rate_bps(now_s: float) -> float:
        return [bps for at_s, bps in pairs if now_s >= at_s][-1]

    return rate_bps


def constant(bps: float) -> Line:
    return Line(rate_bps=lambda _: bps)


def back_below(run: Run, delay_s: float, from_s: float, to_s: float) -> float:
    """Tell how long after ``from_s`` the last packet arrived that took longer than ``delay_s``."""
    return (
        max((at_s for at_s, delay, _ in run.delays if from_s <= at_s < to_s and delay > delay_s), default=from_s)
        - from_s
    )


@SEEDS
def test_a_clean_line_of_2_megabits_is_used_within_seconds_and_stays_short(seed: int) -> None:
    run = Simulation(constant(2 * M), seed=seed).run(20)
    assert run.first_above(1.5 * M, 0) < 4
    assert run.throughput(4, 20) > 1.55 * M
    assert run.delay(0.95, 4, 20, "voice") < 0.09
    assert run.lost == 0


@SEEDS
def test_a_line_without_limits_is_used_up_to_the_ceiling(seed: int) -> None:
    run = Simulation(Line(), seed=seed).run(8)
    assert run.first_above(2.9 * M, 0) < 2
    assert run.mean_target(3, 8) == 3 * M


@SEEDS
def test_a_line_of_300_kilobits_is_found_and_kept_short(seed: int) -> None:
    run = Simulation(constant(300 * K), seed=seed).run(25)
    assert back_below(run, 0.3, 0, 25) < 2
    assert run.throughput(3, 25) > 225 * K
    assert run.delay(0.95, 3, 25, "voice") < 0.15
    assert all(each.mode is CallMode.FULL for _, each in run.allocations)


@SEEDS
@pytest.mark.parametrize("queue_s", [0.06, 0.3])
def test_a_drop_drains_within_seconds_and_its_end_is_seen_within_three(seed: int, queue_s: float) -> None:
    line = Line(rate_bps=steps((0, 2 * M), (10, 300 * K), (30, 2 * M)), queue_s=queue_s)
    run = Simulation(line, seed=seed).run(40)
    assert back_below(run, 0.3, 10, 30) < 1.5
    assert run.delay(0.95, 13, 30, "voice") < 0.15
    assert run.throughput(13, 30) > 225 * K
    assert run.first_above(1.4 * M, 30) < 3
    assert run.throughput(34, 40) > 1.3 * M


def test_a_drop_behind_a_queue_of_two_seconds_drains_all_the_same() -> None:
    line = Line(rate_bps=steps((0, 2 * M), (10, 300 * K)), queue_s=2.0)
    run = Simulation(line).run(25)
    assert back_below(run, 0.3, 10, 25) < 4
    assert run.throughput(14, 25) > 225 * K


def test_a_long_way_is_no_queue() -> None:
    line = Line(rate_bps=constant(M).rate_bps, delay_s=0.15)
    run = Simulation(line, Line(delay_s=0.15)).run(25)
    assert run.throughput(5, 25) > 700 * K
    assert run.delay(0.95, 5, 25, "voice") < 0.25


@SEEDS
def test_rfc_8867_variable_capacity(seed: int) -> None:
    """RFC 8867 section 5.1: 1 Mb/s, from 40 s 2.5, from 60 s 0.6, from 80 s 1."""
    line = Line(rate_bps=steps((0, M), (40, 2.5 * M), (60, 0.6 * M), (80, M)))
    run = Simulation(line, seed=seed).run(100)
    shares = [run.throughput(a + 4, b) / c for a, b, c in
              ((0, 40, M), (40, 60, 2.5 * M), (60, 80, 0.6 * M), (80, 100, M))]  # fmt: skip
    assert min(shares) > 0.75
    assert run.delay(0.95, 4, 60, "voice") < 0.12
    assert run.delay(0.95, 63, 100, "voice") < 0.12
    assert back_below(run, 0.3, 60, 80) < 2


@SEEDS
@pytest.mark.parametrize(("loss", "least_bps"), [(0.05, 1.2 * M), (0.1, 0.9 * M), (0.2, 0.7 * M)])
def test_losses_that_are_the_lines_own_do_not_starve_the_call(seed: int, loss: float, least_bps: float) -> None:
    line = Line(rate_bps=lambda _: 2 * M, loss=loss)
    run = Simulation(line, Line(loss=loss), seed=seed).run(30)
    assert run.throughput(5, 30) > least_bps
    assert min(run.mean_target(at_s, at_s + 2) for at_s in range(5, 28)) > 300 * K
    assert run.delay(0.95, 5, 30, "voice") < 0.12


@SEEDS
def test_losses_in_bursts_do_not_either(seed: int) -> None:
    run = Simulation(Line(loss=0.1, burst=4), Line(loss=0.1), seed=seed).run(30)
    assert run.throughput(5, 30) > 600 * K


@SEEDS
def test_a_drop_on_a_line_that_loses_a_tenth(seed: int) -> None:
    line = Line(rate_bps=steps((0, 2 * M), (10, 300 * K), (30, 2 * M)), loss=0.1)
    run = Simulation(line, Line(loss=0.1), seed=seed).run(38)
    assert back_below(run, 0.3, 10, 30) < 1.5
    assert run.throughput(13, 30) > 150 * K
    assert run.first_above(1 * M, 30) < 5


@SEEDS
def test_a_policer_that_drops_without_a_queue_is_obeyed(seed: int) -> None:
    run = Simulation(Line(policer_bps=500 * K), seed=seed).run(40)
    assert run.throughput(5, 40) > 300 * K
    assert run.lost < 0.1 * run.sent


@SEEDS
def test_after_an_outage_the_picture_comes_back_at_once(seed: int) -> None:
    def alive(now_s: float) -> bool:
        return not 10 <= now_s < 15

    line = Line(rate_bps=lambda _: 2 * M, alive=alive)
    run = Simulation(line, Line(alive=alive), seed=seed).run(22)
    silent = [each for each in run.samples if 11.5 <= each.at_s < 15]
    assert {each.target_bps for each in silent} == {40_000}
    assert not [at_s for at_s, _ in run.frames if 11.5 <= at_s < 15]
    ((resumed_s, target_bps),) = run.resumed
    assert resumed_s < 15.25
    assert min(at_s for at_s, _ in run.frames if at_s > 15) < 15.4
    assert 0.5 * M < target_bps < 1.3 * M  # about half of what was good before
    assert run.first_above(1.2 * M, 15) < 2
    assert run.delay(0.95, 15, 22, "voice") < 0.12


@SEEDS
def test_traffic_of_others_is_given_way_to_and_taken_back(seed: int) -> None:
    line = Line(rate_bps=lambda _: 2 * M, cross_bps=steps((0, 0.0), (10, 1.2 * M), (20, 0.0)))
    run = Simulation(line, seed=seed).run(28)
    assert back_below(run, 0.25, 10, 20) < 2.5
    assert run.throughput(13, 20) > 500 * K
    assert run.first_above(1.4 * M, 20) < 5


@SEEDS
@pytest.mark.parametrize("drift", [-2e-4, 2e-4])
def test_clocks_that_drift_apart_are_no_queue(seed: int, drift: float) -> None:
    run = Simulation(constant(M), drift=drift, seed=seed).run(40)
    assert run.throughput(5, 40) > 750 * K
    assert run.delay(0.95, 5, 40, "voice") < 0.12


@SEEDS
def test_jitter_is_no_queue(seed: int) -> None:
    run = Simulation(Line(rate_bps=lambda _: 2 * M, jitter_s=0.03), seed=seed).run(25)
    assert run.throughput(5, 25) > 1.2 * M


@SEEDS
def test_feedback_out_of_order_does_no_harm(seed: int) -> None:
    run = Simulation(constant(2 * M), shuffle_feedback=True, seed=seed).run(25)
    assert run.throughput(5, 25) > M
    assert run.delay(0.95, 5, 25, "voice") < 0.15


@SEEDS
def test_a_narrow_line_carries_the_voice_alone(seed: int) -> None:
    run = Simulation(constant(50 * K), seed=seed).run(25)
    assert run.allocations[-1][1].mode is CallMode.AUDIO_ONLY
    assert run.throughput(5, 25) > 35 * K
    assert run.delay(0.95, 5, 25, "voice") < 0.3


def test_what_a_source_does_not_need_is_not_missed_later() -> None:
    run = Simulation(Line(rate_bps=steps((0, 2 * M), (10, 300 * K), (20, 2 * M))), source_bps=400 * K).run(28)
    assert back_below(run, 0.3, 10, 20) < 1.5
    assert run.throughput(24, 28) > 400 * K


def test_two_runs_of_one_seed_are_the_same() -> None:
    first, second = (Simulation(Line(rate_bps=lambda _: M, loss=0.05), seed=9).run(5) for _ in range(2))
    assert first.samples == second.samples


def test_where_no_voice_fits_text_remains_and_all_comes_back_by_itself() -> None:
    line = Line(rate_bps=steps((0, 1 * M), (5, 15 * K), (40, 1 * M)))
    run = Simulation(line).run(60)
    assert run.mode(39) is CallMode.TEXT_ONLY
    assert run.mode(58) is CallMode.FULL
