# SPDX-License-Identifier: EUPL-1.2
"""Sentences made one after the other, given up, played and waited for; with a voice and a ring of words only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from kiosk.clock import ManualClock
from kiosk.prompts_ring import RATE_HZ
from tests.kiosk.call.wait import until
from ui.touch.speech.queue import GRACE_S
from ui.touch.speech.speaker import Speaker
from ui.touch.speech.transcript import Turn, Utterance
from ui.touch.speech.voice import VoiceError, VoiceReason

SECOND = bytes(2 * RATE_HZ)


def line(text: str, turn: Turn = Turn.TEXT) -> Utterance:
    return Utterance(text=text, language="sv", ident=text, turn=turn)


class Studio:
    """A voice that speaks when it is told to, a ring that plays when it is told to, and a speaker between them."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.asked: list[str] = []
        self.given_up: list[str] = []
        self.ready = asyncio.Event()
        self.ready.set()
        self.problem: VoiceReason | None = None
        self.written: list[int] = []
        self.silenced = 0
        self.at = 0
        self.full = False
        self.failures: list[VoiceReason] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self.speaker = Speaker(self, self, self.clock, self._spawn, self._post)
        self.speaker.failed = self.failures.append

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _post(self, work: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_soon(work)

    async def speak(self, text: str, language: str) -> bytes:
        self.asked.append(text)
        try:
            await self.ready.wait()
        except asyncio.CancelledError:
            self.given_up.append(text)
            raise
        if self.problem is not None:
            raise VoiceError("not said", reason=self.problem)
        return SECOND

    def write(self, sound: bytes) -> int:
        if self.full:
            raise OSError("no place")
        self.written.append(len(sound))
        self.at = 0
        return len(self.written)

    def played(self, number: int) -> int:
        return self.at if number == len(self.written) else 0

    def silence(self) -> None:
        self.silenced += 1

    def play(self) -> None:
        """Let the loudspeaker come to the end of what it has."""
        self.at = RATE_HZ
        self.speaker.tick()


@pytest.fixture
async def studio() -> Studio:
    return Studio()


async def test_the_next_sentence_is_made_when_the_one_before_was_played(studio: Studio) -> None:
    studio.speaker.say((line("a"), line("b")))
    await until(lambda: len(studio.written) == 1)
    studio.speaker.tick()
    assert studio.asked == ["a"] and studio.speaker.reading
    studio.play()
    await until(lambda: len(studio.written) == 2)
    studio.play()
    assert studio.asked == ["a", "b"] and studio.speaker.current is None and studio.silenced == 1


async def test_a_sentence_that_is_being_made_is_given_up(studio: Studio) -> None:
    studio.ready.clear()
    studio.speaker.say((line("a"),))
    await until(lambda: studio.asked == ["a"])
    studio.speaker.say((line("b"),))
    await until(lambda: studio.given_up == ["a"])
    studio.ready.set()
    await until(lambda: len(studio.written) == 1)
    assert studio.asked == ["a", "b"] and studio.speaker.current == line("b")


async def test_one_that_was_not_even_begun_is_never_made(studio: Studio) -> None:
    studio.speaker.say((line("a"),))
    studio.speaker.stop()
    studio.speaker.say((line("b"),))
    await until(lambda: len(studio.written) == 1)
    assert studio.asked == ["b"]


async def test_a_safety_line_is_not_given_up(studio: Studio) -> None:
    studio.speaker.say((line("stop", Turn.SAFETY),))
    await until(lambda: len(studio.written) == 1)
    studio.speaker.stop()
    studio.speaker.say((line("a"),))
    assert studio.silenced == 0 and studio.speaker.current == line("stop", Turn.SAFETY)
    studio.play()
    await until(lambda: studio.asked == ["stop", "a"])
    studio.speaker.close()
    assert studio.speaker.current is None, "reading was switched off"


async def test_what_cannot_be_said_is_passed_over_and_told(studio: Studio) -> None:
    studio.problem = VoiceReason.NO_VOICE
    studio.speaker.say((line("a"), line("b")))
    await until(lambda: studio.failures == [VoiceReason.NO_VOICE] * 2)
    assert studio.speaker.current is None
    studio.problem, studio.full = None, True
    studio.speaker.say((line("c"),))
    await until(lambda: studio.failures[2:] == [VoiceReason.FAILED])
    assert studio.speaker.current is None and not studio.written


async def test_a_loudspeaker_that_never_plays_does_not_hold_up_the_rest(studio: Studio) -> None:
    studio.speaker.say((line("a"), line("b")))
    await until(lambda: len(studio.written) == 1)
    studio.clock.advance(1 + GRACE_S)
    studio.speaker.tick()
    await until(lambda: len(studio.written) == 2)


async def test_a_pause_and_its_end(studio: Studio) -> None:
    studio.speaker.say((line("a"), line("b")))
    await until(lambda: len(studio.written) == 1)
    studio.speaker.pause()
    assert studio.speaker.paused and studio.silenced == 1
    studio.speaker.pause()
    await until(lambda: len(studio.written) == 2)
    assert studio.asked == ["a", "a"] and not studio.speaker.paused


async def test_a_control_is_not_what_is_said_again(studio: Studio) -> None:
    studio.speaker.say((line("screen"),))
    studio.speaker.say((line("button"),), remember=False)
    assert not studio.speaker.reading
    studio.speaker.repeat()
    await until(lambda: studio.asked[-1:] == ["screen"])
    studio.speaker.close()


async def test_a_sound_is_heard_before_what_is_said_or_by_itself(studio: Studio) -> None:
    studio.speaker.sound(b"\1\0" * 50, speaking=False)
    assert studio.written == [100] and studio.speaker.current is None
    studio.speaker.sound(b"\1\0" * 50, speaking=True)
    assert len(studio.written) == 1, "it waits for the voice"
    studio.speaker.say((line("a"), line("b")))
    await until(lambda: len(studio.written) == 2)
    assert studio.written[1] == 100 + len(SECOND)
    studio.at = RATE_HZ + 50
    studio.speaker.tick()
    await until(lambda: len(studio.written) == 3)
    assert studio.written[2] == len(SECOND), "once"


async def test_a_sound_is_heard_though_the_voice_fails_and_not_once_somebody_has_acted(studio: Studio) -> None:
    studio.problem = VoiceReason.FAILED
    studio.speaker.sound(b"\1\0" * 50, speaking=True)
    studio.speaker.say((line("a"),))
    await until(lambda: studio.failures == [VoiceReason.FAILED])
    assert studio.written == [100]
    studio.problem = None
    studio.speaker.sound(b"\1\0" * 50, speaking=True)
    studio.speaker.stop()
    studio.speaker.say((line("b"),))
    await until(lambda: len(studio.written) == 2)
    assert studio.written[1] == len(SECOND)
