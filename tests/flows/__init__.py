# SPDX-License-Identifier: EUPL-1.2
"""Whole visits as data: what is on the screen, what is chosen, what happens; played by every way of operating it."""
