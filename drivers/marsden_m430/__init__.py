# SPDX-License-Identifier: EUPL-1.2
"""Marsden M-430, a medical column scale that prints a block of lines."""
