# SPDX-License-Identifier: EUPL-1.2
"""Coverage-guided search for bytes that a driver cannot stand; run by hand with `./run fuzz`. The corpus is kept."""
