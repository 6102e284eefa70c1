# SPDX-License-Identifier: EUPL-1.2
"""The bench of calls: two network namespaces, an impaired line between them, and what both ends see and hear."""
