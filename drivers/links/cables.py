# SPDX-License-Identifier: EUPL-1.2
"""USB adapters by their ids. They name the cable, never the device at its other end."""

from __future__ import annotations

CABLES = {
    ("10c4", "ea60"): "CP210x cable",
    ("10c4", "ea70"): "CP2105 cable, two ports",
    ("10c4", "ea71"): "CP2108 cable, four ports",
    ("067b", "2303"): "PL2303 cable",
    ("067b", "23a3"): "PL2303 cable",
    ("0403", "6001"): "FTDI cable",
    ("0403", "6010"): "FTDI cable, two ports",
    ("0403", "6011"): "FTDI cable, four ports",
    ("0403", "6014"): "FTDI cable",
    ("0403", "6015"): "FTDI cable",
    ("1a86", "7523"): "CH340 cable",
    ("1a86", "5523"): "CH341 cable",
    ("1a86", "55d4"): "CH9102 cable",
}
"""Serial adapters: vendor and product id, as the kernel writes them."""

HID_BRIDGES = {
    ("10c4", "ea80"): "CP2110 HID bridge",
}
"""Adapters that carry a serial line over USB HID; the kernel makes no serial port of them."""


def cable_name(vendor: str, product: str) -> str:
    """Name the cable with these ids; empty for one that is not known."""
    return CABLES.get((vendor.lower(), product.lower()), "")
