# SPDX-License-Identifier: EUPL-1.2
"""Health o meter Professional scales: escape records of most models, and the short record of the 2595KL."""
