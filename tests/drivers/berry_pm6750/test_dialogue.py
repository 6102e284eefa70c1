# SPDX-License-Identifier: EUPL-1.2
"""How a PM6750 is switched on and its cuff is led, step by step on a clock of the test's own."""

from __future__ import annotations

import pytest

from drivers.berry_pm6750.dialogue import CUFF_START, CUFF_STOP, PmDialogue, Stage
from drivers.berry_pm6750.driver import PmDriver
from drivers.items import Item, PublishedState
from kiosk.capability import Command
from kiosk.reading import Failure, SensorState
from tests.drivers.berry_pm6750.wire import ended, measuring, packet

S = SensorState
SLOW = (packet(0x02, 0, 70, 16), packet(0x04, 0, 97, 70), packet(0x05, 0, 36, 8))
START_UP = [
    packet(0x02, 0), packet(0x07, 3), packet(0x08, 2), packet(0x0F, 3), packet(0x01, 1), packet(0x03, 1),
    packet(0x04, 1), packet(0xFE, 1), packet(0xFF, 1),
]  # fmt: skip


class Bench:
    """A dialogue and a clock. The board streams in the background unless ``mute`` names a packet that stays away."""

    def __init__(self) -> None:
        self.dialogue = PmDialogue(PmDriver.timing)
        self.now_s = 0.0
        self.sent: list[bytes] = []
        self.items: list[Item] = []
        self.mute: set[int] = set()
        self.dialogue.opened(0.0)
        self.sent += self.dialogue.outgoing()

    def wait(self, seconds: float, *, cuff: bytes = b"") -> Bench:
        """Let time pass; the cuff says ``cuff`` every half second."""
        end_s = self.now_s + seconds
        while self.now_s < end_s - 1e-9:
            self.now_s = round(self.now_s + 0.05, 6)
            if self.now_s % 0.5 < 0.01:
                for each in SLOW:
                    if each[3] not in self.mute:
                        self.hear(each)
                if cuff:
                    self.hear(cuff)
            if self.now_s >= self.dialogue.due_s - 1e-9:
                self.items += self.dialogue.passed(self.now_s)
            self.sent += self.dialogue.outgoing()
        return self

    def hear(self, raw: bytes) -> Bench:
        self.items += self.dialogue.heard(raw, self.now_s)
        self.sent += self.dialogue.outgoing()
        return self

    def tell(self, command: Command) -> Bench:
        self.items += self.dialogue.told(command, self.now_s)
        self.sent += self.dialogue.outgoing()
        return self

    def forget(self) -> Bench:
        self.sent.clear()
        self.items.clear()
        return self

    @property
    def states(self) -> list[SensorState]:
        return [item.state for item in self.items if isinstance(item, PublishedState)]

    @property
    def failures(self) -> list[Failure]:
        return [item.failure for item in self.items if isinstance(item, PublishedState) and item.failure]


def ready() -> Bench:
    return Bench().wait(1.0).forget()


def going() -> Bench:
    return ready().tell(Command.START).wait(1.0, cuff=measuring(60)).forget()


def test_everything_is_switched_on_one_by_one_and_the_cuff_is_let_go_first() -> None:
    here = Bench()
    assert here.sent == START_UP[:1]
    here.wait(0.1)
    assert here.sent == START_UP[:3]
    here.wait(1.0)
    assert here.sent == START_UP
    here.forget().wait(20.0)
    assert here.sent == []


@pytest.mark.parametrize(
    ("kind", "again"),
    [(0x02, [packet(0x01, 1), packet(0xFF, 1)]), (0x04, [packet(0x03, 1), packet(0xFE, 1)]), (0x05, [packet(0x04, 1)])],
)
def test_a_stream_that_stays_away_is_switched_on_again(kind: int, again: list[bytes]) -> None:
    here = ready()
    here.mute = {kind}
    assert here.wait(5.0).sent == again


def test_after_a_silence_everything_is_switched_on_again() -> None:
    here = ready()
    here.dialogue.unsettled(here.now_s)
    assert here.wait(1.0).sent == START_UP


def test_a_whole_measurement() -> None:
    here = ready().tell(Command.START).wait(0.2)
    assert here.sent == [packet(0x09, 1), packet(0x02, 1)]
    here.wait(20.0, cuff=measuring(120))
    assert here.states == [S.MEASURING]
    here.forget().hear(ended(0, 127, 93, 76))
    assert here.sent == [CUFF_STOP]
    assert here.dialogue.stage is Stage.RESTING


def test_a_self_check_ends_no_measurement() -> None:
    here = ready().tell(Command.START).wait(0.6, cuff=ended(9)).wait(1.0, cuff=measuring(40)).hear(ended(10))
    assert here.dialogue.stage is Stage.MEASURING and here.failures == []


def test_right_after_the_start_the_last_end_is_no_news() -> None:
    here = ready().tell(Command.START).wait(0.6, cuff=ended(4)).wait(1.0, cuff=measuring(40))
    assert here.failures == [] and here.states == [S.MEASURING]


def test_a_cuff_that_never_begins_says_why() -> None:
    here = ready().tell(Command.START).wait(2.0, cuff=ended(4))
    assert here.failures == [Failure.CUFF_LOOSE]
    assert here.sent[-1] == CUFF_STOP


def test_a_cuff_that_never_begins_and_says_nothing() -> None:
    here = ready().tell(Command.START).wait(4.0)
    assert here.failures == [Failure.NO_ANSWER]
    assert CUFF_STOP in here.sent


def test_stop_at_once_and_again_until_it_rests() -> None:
    here = going().tell(Command.STOP)
    assert here.sent == [CUFF_STOP]
    here.wait(1.4, cuff=measuring(50))
    assert here.sent == [CUFF_STOP] * 3 and here.states == []
    here.hear(ended(2))
    assert here.states == [S.STOPPED]


def test_a_cuff_that_falls_silent_after_the_stop_has_stopped() -> None:
    assert going().tell(Command.STOP).wait(2.0).states == [S.STOPPED]


def test_a_cuff_that_does_not_stop_is_told_on_and_on() -> None:
    here = going().tell(Command.STOP).wait(8.0, cuff=measuring(150))
    assert here.failures == [Failure.NO_ANSWER]
    assert len(here.sent) > 12


def test_a_stop_while_it_starts_and_while_it_rests() -> None:
    here = ready().tell(Command.START).tell(Command.STOP).wait(2.0)
    assert here.states == [S.STOPPED] and here.sent[-1] == CUFF_STOP
    assert CUFF_START[-1] not in here.sent
    assert ready().tell(Command.STOP).sent == [CUFF_STOP]


def test_a_start_after_a_stop_waits_for_the_cuff() -> None:
    here = going().tell(Command.STOP).tell(Command.START)
    assert here.sent == [CUFF_STOP]
    here.hear(ended(2)).wait(0.2)
    assert here.sent[1:] == [packet(0x09, 1), packet(0x02, 1)]


def test_the_watchdog_is_ninety_seconds() -> None:
    here = going().wait(87.0, cuff=measuring(100))
    assert here.failures == []
    here.wait(3.0, cuff=measuring(100))
    assert here.failures == [Failure.TOO_LONG] and CUFF_STOP in here.sent


def test_a_cuff_that_falls_silent_while_it_measures_is_stopped() -> None:
    here = going().wait(5.5)
    assert here.failures == [Failure.NO_ANSWER] and CUFF_STOP in here.sent


def test_a_cuff_that_squeezes_unasked_is_stopped() -> None:
    assert ready().hear(measuring(90)).sent == [CUFF_STOP]


def test_the_end_of_the_program_stops_everything() -> None:
    assert going().dialogue.closing() == b"".join(
        [packet(0x02, 0), packet(0x01, 0), packet(0x03, 0), packet(0x04, 0), packet(0xFE, 0), packet(0xFF, 0)]
    )


def test_results_are_taken_while_it_measures_only() -> None:
    from drivers.berry_pm6750.interpret import PmInterpreter

    items = PmInterpreter().feed(measuring(60) + ended(0, 127, 93, 76))
    here = going()
    assert len(list(here.dialogue.reviewed(items))) == len(items)
    here.tell(Command.STOP)
    assert all(
        isinstance(item, PublishedState) or not hasattr(item, "sample") for item in here.dialogue.reviewed(items)
    )
