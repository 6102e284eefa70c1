# SPDX-License-Identifier: EUPL-1.2
"""Pictures to RTP payloads: encoders whose rate changes while they run, and packetizers."""
