"""BLAKE2 as of hashlib, without the 4 ms that loading OpenSSL takes."""

try:
    from _blake2 import blake2b
except ImportError:  # a Python built without it
    from hashlib import blake2b

__all__ = ["blake2b"]
