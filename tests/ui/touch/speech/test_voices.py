# SPDX-License-Identifier: EUPL-1.2
"""The voices: espeak-ng itself, programs in its place that misbehave, and recordings."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import subprocess
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from kiosk.prompts_ring import RATE_HZ, SLOT_SAMPLES
from kiosk.voices import PROGRAM, VOICES
from ui.touch.i18n import KNOWN, Words
from ui.touch.speech.espeak import Espeak
from ui.touch.speech.recorded import Recorded
from ui.touch.speech.sound import LEVEL_DBFS
from ui.touch.speech.transcript import speakable
from ui.touch.speech.voice import VoiceError, VoiceReason, Voices

DEADLINE_S = 10.0


def samples(sound: bytes) -> np.ndarray:
    return np.frombuffer(sound, dtype="<i2").astype(float)


def voiced_dbfs(sound: bytes) -> float:
    loud = samples(sound)
    loud = loud[np.abs(loud) > 0.05 * np.abs(loud).max()]
    return float(20 * np.log10(np.sqrt(np.mean(loud * loud)) / 32768))


# ------------------------------------------------------------------------------------------ espeak-ng itself


@pytest.mark.parametrize("language", VOICES)
async def test_espeak_speaks_every_language_but_northern_sami(language: str) -> None:
    text = speakable(Words(language)("attract.welcome"))
    sound = await Espeak(145).speak(text, language)
    assert 0.2 < len(sound) / 2 / RATE_HZ < 5
    assert voiced_dbfs(sound) == pytest.approx(LEVEL_DBFS, abs=0.5)


def test_the_voices_are_those_of_the_languages_and_espeak_has_them() -> None:
    assert set(KNOWN) - set(VOICES) == {"se"}
    program = shutil.which(PROGRAM)
    assert program is not None, "espeak-ng is not installed; ./run installs it"
    for voice in VOICES.values():
        listed = subprocess.run([program, f"--voices={voice}"], capture_output=True, text=True, check=True, timeout=10)
        assert voice in listed.stdout.split(), voice


async def test_quicker_speech_is_shorter_and_brackets_are_no_phonemes() -> None:
    text = "Sitt stilla och prata inte medan manschetten mäter."
    slow, quick = await Espeak(90).speak(text, "sv"), await Espeak(240).speak(text, "sv")
    assert len(quick) < 0.7 * len(slow)
    spelled = await Espeak(145).speak("[[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]] nej", "sv")
    assert len(spelled) < 20 * RATE_HZ * 2


async def test_northern_sami_has_no_voice() -> None:
    with pytest.raises(VoiceError) as problem:
        await Espeak(145).speak("Bures", "se")
    assert problem.value.reason is VoiceReason.NO_VOICE


# ------------------------------------------------------------------------------------------ programs in its place


def program(folder: Path, script: str) -> str:
    path = folder / "voice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def _fails(voice: Espeak, reason: VoiceReason) -> None:
    with pytest.raises(VoiceError) as problem:
        await voice.speak("hemligt", "sv")
    assert problem.value.reason is reason and "hemligt" not in str(problem.value)


async def test_a_program_that_is_missing_fails_or_makes_no_sound_is_told(tmp_path: Path) -> None:
    await _fails(Espeak(145, program=str(tmp_path / "none")), VoiceReason.NO_PROGRAM)
    await _fails(Espeak(145, program=program(tmp_path, "exit 3")), VoiceReason.FAILED)
    await _fails(Espeak(145, program=program(tmp_path, "echo rubbish")), VoiceReason.FAILED)
    await _fails(Espeak(145, program=program(tmp_path, "exit 0")), VoiceReason.FAILED)


async def test_the_text_goes_through_standard_input_alone(tmp_path: Path) -> None:
    script = f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/input; env > {tmp_path}/environment; exit 1'
    await _fails(Espeak(145, program=program(tmp_path, script)), VoiceReason.FAILED)
    assert (tmp_path / "input").read_text() == "hemligt"
    assert "hemligt" not in (tmp_path / "arguments").read_text() + (tmp_path / "environment").read_text()


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def _started(folder: Path) -> int:
    async with asyncio.timeout(DEADLINE_S):
        while not (folder / "pid").exists() or not (folder / "pid").read_text().strip():
            await asyncio.sleep(0.01)
    return int((folder / "pid").read_text())


async def test_one_that_hangs_is_killed_at_its_deadline(tmp_path: Path) -> None:
    hanging = program(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60")
    begin_s = time.monotonic()
    await _fails(Espeak(145, program=hanging, deadline_s=0.5), VoiceReason.TOO_SLOW)
    assert time.monotonic() - begin_s < DEADLINE_S
    assert _gone(await _started(tmp_path))


async def test_an_interruption_kills_it(tmp_path: Path) -> None:
    hanging = program(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60")
    speaking = asyncio.create_task(Espeak(145, program=hanging).speak("hemligt", "sv"))
    pid = await _started(tmp_path)
    speaking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await speaking
    assert _gone(pid)


# ------------------------------------------------------------------------------------------ recordings


def record(path: Path, seconds: float = 1.0, amplitude: int = 900) -> None:
    path.parent.mkdir(exist_ok=True)
    tone = (amplitude * np.sin(np.arange(round(16_000 * seconds)) * 2 * np.pi * 300 / 16_000)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone.tobytes())


async def test_a_recording_is_found_by_its_sentence_and_brought_to_the_same_level(tmp_path: Path) -> None:
    record(tmp_path / "se" / "attract.welcome.wav")
    record(tmp_path / "se" / "leave.wav", 0.5)
    record(tmp_path / "se" / "help.wav")
    record(tmp_path / "se" / "no.such.key.wav")
    words, recorded = Words("se"), Recorded(tmp_path)
    sound = await recorded.speak(speakable(words("attract.welcome")), "se")
    assert len(sound) == pytest.approx(2 * RATE_HZ, abs=2000)
    assert voiced_dbfs(sound) == pytest.approx(LEVEL_DBFS, abs=0.5)
    button = await recorded.speak(speakable(words("speech.button", text=words("leave"))), "se")
    assert len(button) == pytest.approx(RATE_HZ, abs=2000)
    for text, language in ((words("help", phone="1"), "se"), ("Hej", "se"), ("Välkommen", "sv"), ("Hi", "xx")):
        with pytest.raises(VoiceError) as problem:
            await recorded.speak(speakable(text), language)
        assert problem.value.reason is VoiceReason.NO_VOICE


async def test_opus_is_preferred_and_a_broken_recording_is_told(tmp_path: Path) -> None:
    record(tmp_path / "sv" / "done.wav")
    (tmp_path / "sv" / "done.opus").write_bytes(b"rubbish")
    recorded = Recorded(tmp_path)
    assert recorded.find(Words("sv")("done"), "sv") == tmp_path / "sv" / "done.opus"
    with pytest.raises(VoiceError) as problem:
        await recorded.speak(Words("sv")("done"), "sv")
    assert problem.value.reason is VoiceReason.FAILED


async def test_a_recording_is_as_long_as_the_ring_at_most(tmp_path: Path) -> None:
    record(tmp_path / "sv" / "done.wav", 60.0)
    assert len(await Recorded(tmp_path).speak(Words("sv")("done"), "sv")) == SLOT_SAMPLES * 2


class Fixed:
    """A voice that says one thing, or fails for one reason."""

    def __init__(self, answer: bytes | VoiceReason) -> None:
        self.answer = answer

    async def speak(self, text: str, language: str) -> bytes:
        if isinstance(self.answer, VoiceReason):
            raise VoiceError("not said", reason=self.answer)
        return self.answer


async def test_the_first_voice_that_can_says_it() -> None:
    assert await Voices((Fixed(b"a"), Fixed(b"b"))).speak("x", "sv") == b"a"
    assert await Voices((Fixed(VoiceReason.NO_VOICE), Fixed(b"b"))).speak("x", "sv") == b"b"
    with pytest.raises(VoiceError) as problem:
        await Voices((Fixed(VoiceReason.NO_VOICE), Fixed(VoiceReason.NO_PROGRAM))).speak("x", "sv")
    assert problem.value.reason is VoiceReason.NO_PROGRAM
