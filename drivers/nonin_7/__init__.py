# SPDX-License-Identifier: EUPL-1.2
"""Nonin oximeters that stream serial data format 7: format 2 with a waveform of 16 bits and without a header byte."""
