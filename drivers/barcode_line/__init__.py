# SPDX-License-Identifier: EUPL-1.2
"""Readers of bar codes and QR codes that send text and a line's end."""
