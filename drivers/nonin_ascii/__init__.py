# SPDX-License-Identifier: EUPL-1.2
"""Nonin oximeters that send lines of text."""
