# SPDX-License-Identifier: EUPL-1.2
"""LifeScan OneTouch Ultra 2 and Ultra: text lines, each with the sum of its characters."""
