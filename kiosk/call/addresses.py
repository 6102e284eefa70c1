# SPDX-License-Identifier: EUPL-1.2
"""Addresses for ICE on a machine without any network: the loopback, which aioice leaves out.

A demonstration on a laptop in a village without network is a case we care about. Rests on
`aioice.ice.get_host_addresses`, which a test pins.
"""

from __future__ import annotations

import functools

from aioice import ice

LOOPBACK = "127.0.0.1"


@functools.cache
def allow_loopback_where_there_is_nothing_else() -> None:
    """Let ICE gather the loopback address where the machine has no other; done once."""
    usual = ice.get_host_addresses

    def addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        found: list[str] = usual(use_ipv4, use_ipv6)
        return found or [LOOPBACK]

    ice.get_host_addresses = addresses
