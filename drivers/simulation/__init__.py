# SPDX-License-Identifier: EUPL-1.2
"""Devices from their own side of the wire: what simulators share, and the runner with its pace and faults."""
