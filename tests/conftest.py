# SPDX-License-Identifier: EUPL-1.2
"""Hypothesis without its own deadlines: the machine that runs the tests may be busy. Kivy without a home folder: on a
new machine the workers would all make one at once, and all but one of them fail."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

for _variable in ("KIVY_NO_CONFIG", "KIVY_NO_FILELOG"):
    os.environ.setdefault(_variable, "1")
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
