# SPDX-License-Identifier: EUPL-1.2
"""What the screens are read aloud with: the synthesiser, its voices, and recordings."""

from __future__ import annotations

import shutil
import subprocess

from kiosk.doctor.finding import Finding, Subject, ok, warning
from kiosk.voices import PACKAGE, PROGRAM, VOICES

LIST_S = 3.0
INSTALL = f"Run: apt install {PACKAGE}"


def check_speech(subject: Subject) -> tuple[Finding, ...]:
    """See that screens can be read aloud, and in which languages."""
    path = subject.machine.environ.get("PATH") or None
    program = shutil.which(PROGRAM, path=path)
    if program is None:
        return warning("speech", f"The screens cannot be read aloud: {PROGRAM} is not installed.", INSTALL)
    spoken = _voices(program)
    if not spoken:
        return warning("speech", f"{PROGRAM} is installed and lists no voices.", f"{INSTALL} --reinstall")
    lacking = sorted(language for language, voice in VOICES.items() if voice not in spoken)
    if lacking:
        return warning("speech", f"{PROGRAM} has no voice for: {', '.join(lacking)}.", f"{INSTALL}-data")
    recorded = _recorded(subject)
    more = f"; recorded sentences: {', '.join(recorded)}" if recorded else ""
    return ok("speech", f"The screens can be read aloud in: {', '.join(sorted(VOICES))}{more}.")


def _voices(program: str) -> frozenset[str]:
    """List the names of the synthesiser's voices."""
    try:
        listed = subprocess.run(
            [program, "--voices"], capture_output=True, text=True, timeout=LIST_S, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    rows = (line.split() for line in listed.stdout.splitlines()[1:])
    return frozenset(row[1] for row in rows if len(row) > 1)


def _recorded(subject: Subject) -> list[str]:
    try:
        return sorted(each.name for each in subject.settings.speech.prompts.iterdir() if each.is_dir())
    except OSError:
        return []
