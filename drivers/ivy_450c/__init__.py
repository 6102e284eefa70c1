# SPDX-License-Identifier: EUPL-1.2
"""The Ivy 450C multi-parameter monitor, "Ansar-B" output."""
