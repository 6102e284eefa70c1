# SPDX-License-Identifier: EUPL-1.2
"""Tanita body composition scales and height meters with ``{0,16`` records: SC-240, SC-330, DC-320, MC-780, BH-100."""
