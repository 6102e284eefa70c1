# SPDX-License-Identifier: EUPL-1.2
"""G-Tech GL-150 and GL-310, height and weight stations."""
