"""Bytes and records: YAML, git, the index."""
