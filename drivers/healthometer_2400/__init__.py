# SPDX-License-Identifier: EUPL-1.2
"""Health o meter scales at 2400 baud: the 2595KL and baby scales."""
