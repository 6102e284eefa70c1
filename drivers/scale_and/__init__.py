# SPDX-License-Identifier: EUPL-1.2
"""A&D scales with the standard format as they leave the factory: 2400 7E1, asked by ``Q``."""
