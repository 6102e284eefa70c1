# SPDX-License-Identifier: EUPL-1.2
"""Nonin OEM III and Xpod modules strapped to serial data format 1: three bytes a second."""
