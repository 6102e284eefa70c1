# SPDX-License-Identifier: EUPL-1.2
"""Masimo monitors whose serial output is set to "ASCII 1": Rad-8, Rad-87, Radical-7."""
