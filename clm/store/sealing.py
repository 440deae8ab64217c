"""Encryption for several readers, by age; the only module that loads pyrage (A4.1)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from clm.errors import MissingToolError, RefusedError, StateError, UsageError
from clm.store.smallfile import read_small

if TYPE_CHECKING:
    from collections.abc import Iterable

SEALED: Final = ".age"
"""The ending of what is encrypted."""
_KEY: Final = "AGE-SECRET-KEY-"


def _age() -> Any:  # noqa: ANN401 -- a library that may not be there
    try:
        import pyrage
    except ImportError:
        raise MissingToolError(
            "pyrage is not installed, which encrypts", "pip install 'clm[private]'"
        ) from None
    return pyrage


def sealed(data: bytes, recipients: Iterable[str]) -> bytes:
    """The bytes as only these recipients can read them; nobody's own key is needed for it.

    Raises:
        UsageError: one is no recipient.
        MissingToolError: pyrage is missing.
    """
    age = _age()
    return bytes(age.encrypt(data, [_recipient(age, one) for one in recipients]))


def _recipient(age: Any, text: str) -> Any:  # noqa: ANN401
    try:
        return age.x25519.Recipient.from_str(text)
    except age.RecipientError:
        raise UsageError(f"{text} is no recipient of age", "age-keygen prints one: age1…") from None


def unsealed(data: bytes, path: str, key: str | None) -> bytes:
    """What a file of the store says, by the person's key.

    Raises:
        StateError: no key is set, or its file cannot be read or holds none.
        RefusedError: it is encrypted for others.
        MissingToolError: pyrage is missing.
    """
    if key is None:
        raise StateError(f"{path} is encrypted", "clm config set private_key FILE: your identity")
    age = _age()
    held = _identities(age, key)
    try:
        return bytes(age.decrypt(data, held))
    except age.DecryptError:
        raise RefusedError(
            f"{path} cannot be read with the key in {key}: it is encrypted for others, or damaged",
            "who can read it adds you: clm private recipients add age1…",
        ) from None


def _identities(age: Any, key: str) -> list[Any]:  # noqa: ANN401
    try:
        lines = read_small(Path(key).expanduser()).decode(errors="replace").splitlines()
        found = [age.x25519.Identity.from_str(one.strip()) for one in lines if _KEY in one]
    except OSError as error:
        raise StateError(
            f"your key cannot be read: {key}: {error.strerror}", "clm config set private_key FILE"
        ) from None
    except age.IdentityError:
        found = []
    if not found:
        raise StateError(f"{key} holds no age identity", f"age-keygen writes one: {_KEY}…")
    return found
