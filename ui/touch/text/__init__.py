# SPDX-License-Identifier: EUPL-1.2
"""From a sentence to lines that a font can draw as they are: breaking, joining of letters, order. Pure."""
