# SPDX-License-Identifier: EUPL-1.2
"""Recorded sentences: LANGUAGE/KEY.opus or .wav, where KEY is the catalogue's. People's voices are better than ours,
and a language without a synthesised voice has no other.

A sentence into which something is filled has no recording. The word for 'button' before a control's own words is left
out where only the words are recorded.
"""

from __future__ import annotations

import asyncio
import string
from pathlib import Path

from ui.touch.i18n import KNOWN, Words
from ui.touch.speech.pronounce import pronounced
from ui.touch.speech.transcript import speakable, without_button
from ui.touch.speech.voice import VoiceError, VoiceReason

KINDS = (".opus", ".wav")


class Recorded:
    """The recordings below ``folder``, as they were when a language was first spoken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, dict[str, Path]] = {}

    async def speak(self, text: str, language: str) -> bytes:
        path = self.find(text, language)
        if path is None:
            raise VoiceError("There is no recording of this sentence.", reason=VoiceReason.NO_VOICE)
        return await asyncio.to_thread(_prepare, path)

    def find(self, text: str, language: str) -> Path | None:
        """Find the recording of ``text``."""
        if language not in KNOWN:
            return None
        if language not in self._found:
            self._found[language] = _recordings(self._folder / language, Words(language))
        found = self._found[language]
        if not found or text in found:
            return found.get(text)
        return found.get(without_button(text, Words(language)))


def _recordings(folder: Path, words: Words) -> dict[str, Path]:
    found: dict[str, Path] = {}
    try:
        files = sorted(folder.iterdir())
    except OSError:
        return found
    for file in files:
        if file.suffix in KINDS and words.has(file.stem) and (text := _whole(words, file.stem)):
            found.setdefault(text, file)
    return found


def _whole(words: Words, key: str) -> str:
    """Return the sentence of ``key``; empty if something is filled into it."""
    try:
        text = words(key)
    except (KeyError, IndexError):
        return ""
    filled = any(name is not None for _, name, _, _ in string.Formatter().parse(text))
    return "" if filled else pronounced(speakable(text), words)


def _prepare(path: Path) -> bytes:
    from ui.touch.speech.sound import prepare

    return prepare(str(path))
