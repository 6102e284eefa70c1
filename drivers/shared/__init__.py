# SPDX-License-Identifier: EUPL-1.2
"""What several device families have in common."""
