# SPDX-License-Identifier: EUPL-1.2
"""Omron HBP-9020 blood-pressure stations on a serial line."""
