# SPDX-License-Identifier: EUPL-1.2
"""The touchscreen: a process that turns the station's messages into screens and touches into taps."""
