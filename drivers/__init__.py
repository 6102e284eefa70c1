# SPDX-License-Identifier: EUPL-1.2
"""Instruments on serial ports: one folder per device family. Nothing heavy is imported here."""
