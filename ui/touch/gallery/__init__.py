# SPDX-License-Identifier: EUPL-1.2
"""Every screen as a picture, and whether it is still the picture that somebody looked at and accepted."""
