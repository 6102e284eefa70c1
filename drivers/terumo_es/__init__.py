# SPDX-License-Identifier: EUPL-1.2
"""Terumo blood-pressure stations (BP-500, BR-500, ES-P series)."""
