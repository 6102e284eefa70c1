# SPDX-License-Identifier: EUPL-1.2
"""Measurements of speed, run by hand with `./run bench`; never part of the tests."""
