# SPDX-License-Identifier: EUPL-1.2
"""Mettler-Toledo balances and scales with MT-SICS (Standard Interface Command Set)."""
