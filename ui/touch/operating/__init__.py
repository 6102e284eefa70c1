# SPDX-License-Identifier: EUPL-1.2
"""Operating the screen without touching it: keys, switches, and the one order in which they go through it."""
