# SPDX-License-Identifier: EUPL-1.2
"""Nonin oximeters in whichever format they speak."""
