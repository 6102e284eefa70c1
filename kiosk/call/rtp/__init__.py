# SPDX-License-Identifier: EUPL-1.2
"""What RTP and RTCP look like on the wire: bytes to records and back. No I/O, no clock."""
