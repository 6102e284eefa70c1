# SPDX-License-Identifier: EUPL-1.2
"""When values may be published."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.items import Sample
from drivers.stability import WITHDRAWN, Channel, RestlessChannel, Rules, StateFilter
from kiosk.reading import AbsentReason, SensorState

RULES = Rules(confirm=3, settle=4, repeat=10, lapse=8)
OUT = Sample.missing(AbsentReason.FINGER_OUT)


def play(channel: Channel, samples: list[Sample]) -> list[Sample | None]:
    return [channel.take(sample) for sample in samples]


def test_a_value_needs_equal_samples_and_a_settled_lock() -> None:
    told = play(Channel(RULES), [Sample.of(210), *[Sample.of(82)] * 3])
    assert told == [None, None, None, Sample.of(82)]


EACH_SECOND = Rules(confirm=2, settle=2, repeat=1, lapse=6)


def restless(*values: int | None) -> list[int | None]:
    """Return what is published, tick by tick, of a pulse told once a second."""
    samples = [OUT if value is None else Sample.of(value) for value in values]
    told = play(RestlessChannel(EACH_SECOND, near=2), samples)
    return [None if sample is None or sample.value is None else int(sample.value) for sample in told]


def test_a_pulse_that_never_repeats_is_told_all_the_same() -> None:
    assert restless(98, 99, 101, 103, 104, 105, 107) == [None, None, 101, 103, 104, 105, 107]


def test_a_pulse_that_falls_after_the_lock_is_not_told() -> None:
    """As an N-560 was recorded after a finger came in."""
    told = restless(119, 103, 92, 88, 83, 77, 72, 69, 66, 63, 63)
    assert [value for value in told if value is not None] == [63]


@given(st.integers(0, 9), st.integers(30, 250))
def test_where_a_pulse_repeats_a_damaged_one_is_never_told(at: int, damaged: int) -> None:
    assert set(restless(*(damaged if tick == at else 72 for tick in range(10)))) <= {None, 72}


def test_nothing_is_told_across_a_gap_or_a_search() -> None:
    assert restless(98, 99, None, 97, 99, None, 98, 99) == [None] * 8
    channel = RestlessChannel(EACH_SECOND, near=2)
    play(channel, [Sample.of(98), Sample.of(99)])
    channel.interrupt()
    assert play(channel, [Sample.of(98), Sample.of(99)]) == [None, None]


def test_a_lone_sample_is_never_told() -> None:
    told = play(Channel(RULES), [OUT] * 5 + [Sample.of(127)] + [OUT] * 5)
    assert Sample.of(127) not in told
    assert told.count(OUT) == 1


def test_an_unchanged_value_is_repeated() -> None:
    told = play(Channel(RULES), [Sample.of(97)] * 24)
    assert [tick for tick, sample in enumerate(told) if sample] == [3, 13, 23]


def test_a_blip_delays_the_repetition_but_blanks_nothing() -> None:
    told = play(Channel(RULES), [Sample.of(97)] * 12 + [OUT] + [Sample.of(97)] * 5)
    assert [tick for tick, sample in enumerate(told) if sample] == [3, 16]
    assert OUT not in told


def test_a_value_that_is_no_longer_confirmed_is_withdrawn() -> None:
    wild = [Sample.of(60 + number % 2) for number in range(20)]
    told = play(Channel(RULES), [Sample.of(97)] * 4 + wild)
    assert told[3] == Sample.of(97)
    assert WITHDRAWN in told[4 : 4 + RULES.lapse]
    assert all(sample in (None, WITHDRAWN) for sample in told[4:])


def test_an_interruption_withdraws_nothing_but_confirms_nothing() -> None:
    channel = Channel(RULES)
    play(channel, [Sample.of(97)] * 4)
    play(channel, [Sample.of(98)] * 2)
    channel.interrupt()
    assert play(channel, [Sample.of(98)] * 4) == [None, None, None, Sample.of(98)]


def test_after_a_loss_a_value_settles_anew() -> None:
    channel = Channel(RULES)
    play(channel, [Sample.of(97)] * 4)
    assert channel.lost() == WITHDRAWN
    assert channel.lost() is None
    assert play(channel, [Sample.of(97)] * 4) == [None, None, None, Sample.of(97)]


@given(st.lists(st.sampled_from([Sample.of(97), Sample.of(98), Sample.of(210), OUT]), max_size=80))
def test_whatever_is_told_was_just_said_often_enough(samples: list[Sample]) -> None:
    channel = Channel(RULES)
    for tick, sample in enumerate(samples):
        told = channel.take(sample)
        if told is not None and told != WITHDRAWN:
            assert samples[tick - RULES.confirm + 1 : tick + 1] == [told] * RULES.confirm
            if told.value is not None:
                assert all(s.value is not None for s in samples[tick - RULES.settle + 1 : tick + 1])


def test_a_state_is_told_once_and_not_for_a_blip() -> None:
    states = StateFilter(confirm=2)
    seen = [SensorState.SEARCHING, SensorState.SEARCHING, SensorState.MEASURING, SensorState.SEARCHING]
    assert [states.take(state) for state in seen] == [None, SensorState.SEARCHING, None, None]
    states.lost()
    assert states.take(SensorState.SEARCHING) is None
    assert states.take(SensorState.SEARCHING) is SensorState.SEARCHING
