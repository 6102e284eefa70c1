# SPDX-License-Identifier: EUPL-1.2
"""Ohaus Defender 3000 and indicators with the same continuous line."""
