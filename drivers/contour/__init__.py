# SPDX-License-Identifier: EUPL-1.2
"""Bayer and Ascensia Contour glucose meters: records in ASTM frames, each acknowledged."""
