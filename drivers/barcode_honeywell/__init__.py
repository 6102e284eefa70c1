# SPDX-License-Identifier: EUPL-1.2
"""Honeywell readers: lines of text, started by a serial trigger."""
