# SPDX-License-Identifier: EUPL-1.2
"""What the doctor says of the voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.doctor.finding import Finding, Grade, Machine, Subject
from kiosk.doctor.speech import check_speech
from kiosk.settings import StationSettings
from kiosk.speech_settings import SpeechSection
from kiosk.voices import VOICES

HEADING = "Pty Language       Age/Gender VoiceName          File                 Other Languages\n"


def finding(folder: Path, listed: str | None, code: int = 0) -> Finding:
    """Examine a machine whose espeak-ng lists ``listed``; None: it has none."""
    programs = folder / "programs"
    programs.mkdir()
    if listed is not None:
        (programs / "list").write_text(listed)
        (programs / "espeak-ng").write_text(f"#!/bin/sh\n/bin/cat {programs}/list\nexit {code}\n")
        (programs / "espeak-ng").chmod(0o755)
    settings = StationSettings(speech=SpeechSection(prompts=folder / "prompts"))
    (found,) = check_speech(Subject(settings=settings, machine=Machine(environ={"PATH": str(programs)})))
    return found


def voices(*names: str) -> str:
    return HEADING + "".join(f" 5  {name}              --/M      Name               x/y\n" for name in names)


def test_a_station_that_can_speak_says_in_which_languages(tmp_path: Path) -> None:
    (tmp_path / "prompts" / "se").mkdir(parents=True)
    found = finding(tmp_path, voices(*VOICES.values()))
    assert found.grade is Grade.OK and "ar, en, fi, nb, sv" in found.what and "recorded sentences: se" in found.what


@pytest.mark.parametrize(
    ("listed", "code", "words"),
    [
        (None, 0, "not installed"),
        (HEADING, 0, "lists no voices"),
        (voices("sv"), 3, "lists no voices"),
        (voices("sv", "nb", "en-gb", "ar"), 0, "no voice for: fi"),
    ],
)
def test_one_that_cannot_says_what_to_do(tmp_path: Path, listed: str | None, code: int, words: str) -> None:
    found = finding(tmp_path, listed, code)
    assert found.grade is Grade.WARNING and words in found.what and "apt install espeak-ng" in found.todo


def test_the_real_synthesiser_has_every_voice() -> None:
    (found,) = check_speech(Subject(settings=StationSettings()))
    assert found.grade is Grade.OK
