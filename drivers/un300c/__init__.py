# SPDX-License-Identifier: EUPL-1.2
"""Blood pressure boards that speak the UN300C's text protocol (NIBScan, "ABATON", NIBP2020, SINNOR N6)."""
