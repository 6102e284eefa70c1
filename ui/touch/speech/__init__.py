# SPDX-License-Identifier: EUPL-1.2
"""Every screen can be spoken: what is said, when, in whose voice, and who may hear it."""
