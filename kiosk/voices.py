# SPDX-License-Identifier: EUPL-1.2
"""Which synthesised voices there are: espeak-ng's, from Debian. Northern Sámi has none."""

from __future__ import annotations

PROGRAM = "espeak-ng"
PACKAGE = "espeak-ng"
VOICES = {"sv": "sv", "nb": "nb", "fi": "fi", "en": "en-gb", "ar": "ar"}
"""By the language of the screen. espeak-ng 1.51 speaks Lule Sámi (smj), which is not Northern Sámi."""
