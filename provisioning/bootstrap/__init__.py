# SPDX-License-Identifier: EUPL-1.2
"""What `./run` does before anything is installed: set-up on a bare Debian, with the standard library alone."""
