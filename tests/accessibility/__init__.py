# SPDX-License-Identifier: EUPL-1.2
"""What the touchscreen promises to whoever cannot see, hear, touch, speak or read it easily, and what proves it."""
