# SPDX-License-Identifier: EUPL-1.2
"""Hypothesis without its own deadlines: the machine that runs the tests may be busy."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
