# SPDX-License-Identifier: EUPL-1.2
"""How much may be sent: what the receiver tells of arrivals becomes one figure. No I/O, no clock."""
