# SPDX-License-Identifier: EUPL-1.2
"""Beurer BM65 blood pressure meter (a PL2303 is built in): its memory, read over its own cable."""
