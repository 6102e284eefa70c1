# SPDX-License-Identifier: EUPL-1.2
"""Omron HBP-9030 and HBP-9031C blood-pressure stations on USB."""
