"""Local Earthdata: NASA Earthdata in one process on 127.0.0.1, for tests and for trying things out.

It plays Earthdata Login (URS), two DAAC hosts (one of each server family: Cumulus and TEA), Amazon S3 and a
host that must never get a secret. ``python3 -m earthdata serve`` starts it; README.md has the commands.

The protocol follows servers' source and recorded answers. It cannot prove how NASA's own hosts behave.
"""
