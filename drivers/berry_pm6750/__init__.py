# SPDX-License-Identifier: EUPL-1.2
"""Berry PM6750: one board for electrocardiogram, oximetry, blood pressure, temperature and breathing."""
