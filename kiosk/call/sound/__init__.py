# SPDX-License-Identifier: EUPL-1.2
"""Microphones and loudspeakers: one protocol, one file a kind."""
