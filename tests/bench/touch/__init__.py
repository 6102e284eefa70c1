# SPDX-License-Identifier: EUPL-1.2
"""What the touchscreen's process costs, and how quick it is."""
