# SPDX-License-Identifier: EUPL-1.2
"""Nonin oximeters in serial data format 8, one packet of four bytes a second; its parts serve format 1 as well."""
