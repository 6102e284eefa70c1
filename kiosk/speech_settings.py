# SPDX-License-Identifier: EUPL-1.2
"""Settings of what the station says aloud."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from kiosk.section import Section


class SpeechSection(Section, frozen=True, kw_only=True):
    words_per_minute: Annotated[int, Meta(description="How quickly the synthesised voice speaks.", ge=80, le=300)] = 145
    prompts: Annotated[
        Path,
        Meta(
            description="Folder with recorded sentences, LANGUAGE/KEY.opus or .wav; they are preferred to the "
            "synthesised voice."
        ),
    ] = Path("/usr/share/halsorum/prompts")
