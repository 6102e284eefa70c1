# SPDX-License-Identifier: EUPL-1.2
"""Cameras: one protocol, one file a kind."""
