# SPDX-License-Identifier: EUPL-1.2
"""The parts of the controller, each by itself."""

from __future__ import annotations

import random

import pytest

from kiosk.call.send.rate.acknowledged import AcknowledgedRate
from kiosk.call.send.rate.aimd import Aimd, Motion
from kiosk.call.send.rate.arrival import ArrivalGroups, Distance
from kiosk.call.send.rate.history import BUCKETS, MOST_KEPT, Arrived, LossWindow, SendHistory, Sent
from kiosk.call.send.rate.loss import LossController, LossState
from kiosk.call.send.rate.overuse import HIGHEST_THRESHOLD_MS, LOWEST_THRESHOLD_MS, OveruseDetector, Usage
from kiosk.call.send.rate.probing import FEWEST_PACKETS, SMALLEST_PACKET_BYTES, Prober, ProbeState
from kiosk.call.send.rate.standing import StandingQueue
from kiosk.call.send.rate.trendline import Trendline


def packet(sent_s: float, arrival_s: float, size: int = 1200, number: int = 0, probe: int | None = None) -> Arrived:
    return Arrived(number, sent_s, arrival_s, size, probe)


# ---------------------------------------------------------------------------------------------------------- history


def test_each_packet_is_answered_for_once() -> None:
    history = SendHistory()
    history.add(7, 1200, 1.0, None)
    assert history.mark_lost(7) is not None
    assert history.mark_lost(7) is None
    taken = history.take(7)
    assert taken is not None and taken.lost
    assert history.take(7) is None and history.mark_lost(7) is None and history.take(99) is None


def test_packets_that_nobody_tells_of_are_forgotten() -> None:
    history = SendHistory()
    for number in range(2 * MOST_KEPT):
        history.add(number, 100, 1.0, None)
    assert history.take(0) is None and history.take(2 * MOST_KEPT - 1) is not None
    history.add(2 * MOST_KEPT, 100, 60.0, None)
    assert history.take(2 * MOST_KEPT - 2) is None


def test_losses_are_counted_by_when_packets_were_sent() -> None:
    window = LossWindow()
    for tick in range(20):
        window.count(tick / 10, arrived=9, lost=1 if tick >= 10 else 0)
    assert window.over(0.0, 0.9)[0] == 0
    assert window.over(1.0, 1.9)[0] == pytest.approx(0.1)
    window.count(1.5, arrived=1, lost=-1)  # it was only late
    assert window.over(1.5, 1.5) == (0.0, 10)
    for tick in range(1000):
        window.count(100 + tick, lost=1)
    assert window.over(0, 2) == (0.0, 0)
    assert len(window._buckets) <= BUCKETS


# ---------------------------------------------------------------------------------------------------------- arrival


def test_packets_sent_together_are_one_group() -> None:
    groups = ArrivalGroups()
    distances = [groups.add(packet(sent, sent + 0.05)) for sent in (1.000, 1.002, 1.004, 1.033, 1.035, 1.066)]
    assert [each is not None for each in distances] == [False, False, False, False, False, True]
    (distance,) = [each for each in distances if each is not None]
    assert distance.sent_delta_s == pytest.approx(0.031)
    assert distance.arrival_delta_s == pytest.approx(0.031)


def test_packets_that_were_held_up_and_let_go_together_are_one_group() -> None:
    groups = ArrivalGroups()
    for sent in (1.00, 1.02, 1.04, 1.06):
        assert groups.add(packet(sent, 1.10 + (sent - 1) / 100)) is None
    assert groups.add(packet(1.2, 1.25)) is None
    distance = groups.add(packet(1.3, 1.35))
    assert distance is not None and distance.sent_delta_s == pytest.approx(1.2 - 1.06)


def test_a_clock_that_is_set_starts_the_groups_over() -> None:
    groups = ArrivalGroups()
    distances = [groups.add(packet(n / 10, n / 10 + (0 if n < 5 else 1000))) for n in range(10)]
    assert all(each is None or each.arrival_delta_s < 1 for each in distances)
    assert distances[-1] is not None


# -------------------------------------------------------------------------------------------------- trend, threshold


def fed(growth_s: float, groups: int) -> tuple[Trendline, OveruseDetector, list[Usage]]:
    trend, detector, seen = Trendline(), OveruseDetector(), []
    for number in range(groups):
        distance = Distance(0.03, 0.03 + growth_s, 10 + number * (0.03 + growth_s))
        trend.add(distance)
        seen.append(detector.detect(trend.trend_ms, distance.sent_delta_s, distance.arrival_s))
    return trend, detector, seen


def test_a_delay_that_grows_is_overuse() -> None:
    _, _, seen = fed(0.005, 40)
    assert Usage.OVER in seen and Usage.UNDER not in seen


def test_a_delay_that_falls_is_underuse_and_one_that_stays_is_normal() -> None:
    assert Usage.UNDER in fed(-0.005, 40)[2]
    assert set(fed(0.0, 200)[2]) == {Usage.NORMAL}


def test_a_drift_of_clocks_is_normal() -> None:
    assert set(fed(0.03 * 5e-4, 500)[2]) == {Usage.NORMAL}


def test_the_threshold_adapts_within_limits() -> None:
    detector = OveruseDetector()
    for number in range(1000):
        detector.detect(0.0, 0.03, number * 0.03)
    assert detector.threshold_ms == LOWEST_THRESHOLD_MS
    for number in range(5000):
        detector.detect(detector.threshold_ms + 10, 0.03, 30 + number * 0.03)
    assert detector.threshold_ms == HIGHEST_THRESHOLD_MS


# ------------------------------------------------------------------------------------------------- standing queue


def test_a_queue_is_what_even_the_quickest_packet_waits() -> None:
    queue, chance = StandingQueue(), random.Random(1)
    for number in range(200):
        sent_s = number / 50
        standing_s = 0.0 if number < 150 else 0.2
        queue.add(packet(sent_s, 77 + sent_s + 0.05 + standing_s + chance.choice((0.0, 0.03))))
        queue.measure()
        if number == 149:
            assert queue.queue_s < 0.001
    assert queue.queue_s == pytest.approx(0.2, abs=0.001)
    queue.rebase()
    assert queue.measure() == pytest.approx(0, abs=0.001)


def test_a_longer_way_is_no_queue_in_the_long_run() -> None:
    queue = StandingQueue()
    for number in range(1500):
        sent_s = number / 50
        queue.add(packet(sent_s, sent_s + (0.05 if number < 100 else 0.15)))
    assert queue.measure() == 0


# ---------------------------------------------------------------------------------------------------- acknowledged


def test_the_rate_of_what_arrives() -> None:
    rate = AcknowledgedRate()
    for number in range(300):
        rate.add(packet(0, number * 0.01, 1250))
    assert rate.bps == pytest.approx(1e6, rel=0.1)
    assert rate.recent_bps() == pytest.approx(1e6)
    for number in range(20):
        rate.add(packet(0, 3 + number * 0.04, 1250))
    assert rate.recent_bps() == pytest.approx(250e3)


def test_arrivals_at_one_moment_have_no_rate() -> None:
    rate = AcknowledgedRate()
    for _ in range(50):
        rate.add(packet(0, 1.0))
    assert rate.recent_bps() is None and rate.bps is None


# ------------------------------------------------------------------------------------------------------------ AIMD


def test_overuse_cuts_below_what_arrives_and_the_rate_holds_before_it_grows() -> None:
    aimd = Aimd(1_000_000)
    aimd.update(Usage.OVER, 600_000, 10.0, 0.05, grow=True)
    assert aimd.bps == pytest.approx(0.85 * 600_000)
    assert aimd.motion is Motion.HOLD
    aimd.update(Usage.UNDER, 600_000, 10.1, 0.05, grow=True)
    assert aimd.bps == pytest.approx(0.85 * 600_000)
    for tick in range(20):
        aimd.update(Usage.NORMAL, 500_000, 10.2 + tick / 10, 0.05, grow=True)
    assert 520_000 < aimd.bps < 700_000
    held = aimd.bps
    aimd.update(Usage.NORMAL, 500_000, 12.3, 0.05, grow=False)
    assert aimd.bps == held


def test_cuts_leave_a_round_trip_between_them() -> None:
    aimd = Aimd(1_000_000)
    aimd.update(Usage.OVER, 900_000, 10.0, 0.2, grow=True)
    aimd.update(Usage.OVER, 800_000, 10.05, 0.2, grow=True)
    assert aimd.bps == pytest.approx(0.85 * 900_000)
    aimd.update(Usage.OVER, 300_000, 10.06, 0.2, grow=True)  # far less arrives: that cannot wait
    assert aimd.bps == pytest.approx(0.85 * 300_000)


def test_growth_stays_near_what_arrives() -> None:
    aimd = Aimd(1_000_000)
    for tick in range(600):
        aimd.update(Usage.NORMAL, 800_000, tick / 10, 0.05, grow=True)
    assert aimd.bps == pytest.approx(1.5 * 800_000 + 10_000)


# ------------------------------------------------------------------------------------------------------------ loss


def watched(loss_at: float, *, congestive: bool, for_s: float = 12.0) -> tuple[LossController, list[LossState], float]:
    """Send at 1 Mb/s or the cap; lose a share of everything, or what is above 700 kb/s."""
    window, chance = LossWindow(), random.Random(3)
    control, states, rates = LossController(window), [], []
    for tick in range(int(for_s * 20)):
        now_s = tick / 20
        rate_bps = min(1e6, control.cap_bps)
        share = max(0.0, 1 - 700e3 / rate_bps) if congestive else loss_at
        packets = int(rate_bps / 20 / 8 / 500)
        lost = sum(chance.random() < share for _ in range(packets))
        window.count(now_s, lost=lost, arrived=packets - lost)
        control.update(now_s, now_s, rate_bps * (1 - share), queueing=False)
        states.append(control.state)
        rates.append(rate_bps)
    return control, states, sum(rates[-100:]) / 100


@pytest.mark.parametrize("loss", [0.1, 0.2])
def test_losses_that_do_not_go_down_with_the_rate_are_the_lines_own(loss: float) -> None:
    control, states, rate_bps = watched(loss, congestive=False)
    assert LossState.TRYING in states and LossState.LIMITED not in states
    assert control.own == pytest.approx(loss, abs=0.04)
    assert rate_bps == 1e6


def test_losses_that_go_down_with_the_rate_hold_it_down() -> None:
    _, states, rate_bps = watched(0.3, congestive=True)
    assert LossState.LIMITED in states
    assert rate_bps < 800e3


def test_few_losses_are_nothing() -> None:
    _, states, _ = watched(0.015, congestive=False)
    assert set(states) == {LossState.FREE}


def test_losses_of_a_full_queue_teach_nothing() -> None:
    window = LossWindow()
    control = LossController(window)
    for tick in range(40):
        window.count(tick / 20, lost=5, arrived=5)
        control.update(tick / 20, tick / 20, 1e6, queueing=True)
    assert control.state is LossState.FREE and control.own == 0


# --------------------------------------------------------------------------------------------------------- probing


def probed(prober: Prober, line_bps: float, now_s: float, *, lose: tuple[int, ...] = (), target: float = 6e5) -> float:
    """Send the probe that is due over a line; return what is found."""
    probe = prober.due(now_s, target, 5e6, clear=True)
    assert probe is not None
    assert prober.due(now_s, target, 5e6, clear=True) is None
    free_s = sent_s = now_s
    for number in range(probe.packets):
        prober.sent(number, probe.packet_bytes, probe.id)
        free_s = max(free_s, sent_s) + 8 * probe.packet_bytes / line_bps
        if number in lose:
            prober.lost(Sent(number, sent_s, probe.packet_bytes, probe.id))
        else:
            prober.arrived(packet(sent_s, free_s + 5, probe.packet_bytes, number, probe.id), now_s)
        sent_s += 8 * probe.packet_bytes / probe.bitrate_bps
    found = prober.result(now_s + 0.1)
    assert prober.result(now_s + 0.1) is None
    return found.bps if found is not None else 0.0


def test_the_first_probes_are_three_and_six_times_the_start() -> None:
    prober = Prober(600_000)
    assert prober.state is ProbeState.INITIAL
    assert probed(prober, 50e6, 1.0) == pytest.approx(1.8e6, rel=0.05)
    assert probed(prober, 50e6, 1.2, target=1.8e6) == pytest.approx(3.6e6, rel=0.05)
    assert probed(prober, 50e6, 1.4, target=3.6e6) == pytest.approx(5e6, rel=0.05)
    assert prober.due(1.6, 4.9e6, 5e6, clear=True) is None


def test_a_full_line_is_found_out() -> None:
    prober = Prober(600_000)
    assert probed(prober, 1e6, 1.0) == pytest.approx(0.95e6, rel=0.03)
    assert prober.due(1.2, 0.95e6, 5e6, clear=True) is None


def test_losses_do_not_falsify_a_probe() -> None:
    assert probed(Prober(600_000), 50e6, 1.0, lose=(0, 2)) == pytest.approx(1.8e6, rel=0.3)
    assert probed(Prober(600_000), 50e6, 1.0, lose=(0, 1, 2, 3)) == 0.0


def test_nothing_is_probed_while_a_queue_stands() -> None:
    prober = Prober(600_000)
    probed(prober, 1e6, 1.0)
    assert prober.due(30.0, 0.9e6, 5e6, clear=False) is None
    assert prober.due(30.0, 0.9e6, 5e6, clear=True) is not None


def times_of_probes(target_bps: float, until_s: float) -> list[float]:
    """Return when it is probed after a drop to ``target_bps`` at 10 s, where no probe is answered."""
    prober = Prober(600_000)
    probed(prober, 2e6, 1.0)
    prober.changed(2e6, target_bps, 10.0)
    now_s, times = 10.0, []
    while now_s < until_s:
        if prober.due(now_s, target_bps, 5e6, clear=True) is not None:
            times.append(now_s)
        now_s += 0.05
    return times


def test_probes_are_a_small_share_of_what_a_narrow_line_takes() -> None:
    times = times_of_probes(50_000, 70)
    assert len(times) > 5
    assert 8 * FEWEST_PACKETS * SMALLEST_PACKET_BYTES * len(times) / 60 < 0.05 * 50_000


def test_after_a_drop_probes_come_every_second_or_two() -> None:
    times = times_of_probes(3e5, 30)
    gaps = [later - sooner for sooner, later in zip([10.0, *times], times, strict=False)]
    assert 0.9 < gaps[0] < 1.1 and max(gaps) < 2.8


def test_a_cluster_whose_feedback_is_lost_is_answered_by_what_came_after() -> None:
    prober = Prober(600_000)
    probe = prober.due(0.0, 6e5, 5e6, clear=True)
    assert probe is not None
    for number in range(6):
        prober.sent(number, probe.packet_bytes, probe.id)
        if number < 5:
            prober.arrived(packet(number * 0.0033, 5 + number * 0.0033, probe.packet_bytes, number, probe.id), 0.1)
    prober.sent(6, 150, None)
    assert prober.result(0.1) is None
    prober.arrived(packet(0.03, 5.03, 150, 6), 0.15)
    found = prober.result(0.2)
    assert found is not None and found.bps == pytest.approx(1.8e6, rel=0.1)
