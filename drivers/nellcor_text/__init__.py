# SPDX-License-Identifier: EUPL-1.2
"""Nellcor monitors that print lines of text: N-595, N-560, N-395, NPB-290, NPB-295."""
