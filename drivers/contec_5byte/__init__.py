# SPDX-License-Identifier: EUPL-1.2
"""Contec oximeters with the older five-byte protocol; the parser is that of `drivers.bci_5byte`."""
