# SPDX-License-Identifier: EUPL-1.2
"""Nonin oximeters in serial data format 13, the spot check: one packet per measurement; and answers to commands."""
