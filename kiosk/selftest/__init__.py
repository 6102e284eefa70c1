# SPDX-License-Identifier: EUPL-1.2
"""The station's test of itself, each morning and on demand: what works, what does not, and what to do about it."""
