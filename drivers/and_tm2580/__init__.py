# SPDX-License-Identifier: EUPL-1.2
"""A&D TM-2580 blood-pressure monitor, asked by ENQ S ETX."""
