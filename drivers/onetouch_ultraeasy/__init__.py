# SPDX-License-Identifier: EUPL-1.2
"""LifeScan OneTouch UltraEasy and UltraMini: numbered packets, every message acknowledged."""
