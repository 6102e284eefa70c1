# SPDX-License-Identifier: EUPL-1.2
"""Contec oximeters with the newer, 9-byte protocol: CMS50D+ from 4.6, CMS50E/F/I, CMS60C, Pulox PO-250."""
