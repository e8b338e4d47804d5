"""Makers of HLS files laid out like NASA's, with pixels that a test can compute for itself."""
