# SPDX-License-Identifier: EUPL-1.2
"""Grow GM65 and like modules: codes as lines, started by a binary command."""
