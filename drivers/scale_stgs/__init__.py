# SPDX-License-Identifier: EUPL-1.2
"""Scales and indicators with lines such as ``ST,GS,+00123.45 g``: CAS, T-Scale, Jadever and many others; A&D's form."""
