# SPDX-License-Identifier: EUPL-1.2
"""Omron HBP-9020 blood-pressure stations whose line is set to even parity."""
