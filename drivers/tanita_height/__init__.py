# SPDX-License-Identifier: EUPL-1.2
"""Tanita height meters, such as the BH-100; their records are those of `drivers.tanita_text`."""
