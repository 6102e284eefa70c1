# SPDX-License-Identifier: EUPL-1.2
"""The languages of the patient's screens, by BCP 47."""

from __future__ import annotations

KNOWN = ("sv", "nb", "se", "fi", "en", "ar")
"""Swedish, Norwegian Bokmål, Northern Sámi, Finnish, English, Arabic: those the touchscreen has words for."""
OFFERED = ("sv", "nb", "en")
"""What a station offers if its settings say nothing."""
PSEUDO = "x_long"
"""English in brackets and 40 % longer, for tests: what does not fit then will not fit in some language."""
PATTERN = f"^({'|'.join((*KNOWN, PSEUDO))})$"
