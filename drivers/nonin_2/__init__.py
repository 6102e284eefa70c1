# SPDX-License-Identifier: EUPL-1.2
"""Nonin oximeters that stream serial data format 2: 9560, WristOx2 3150, OEM III, Xpod."""
