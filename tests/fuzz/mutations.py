"""Good data made bad: bytes flipped, spliced and multiplied; values swapped for odd ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

Data: TypeAlias = Any
"""A text, None, or dictionaries and lists of these, as YAML holds them."""

# bytes

FRAGMENTS: Final[tuple[bytes, ...]] = (
    *(text.encode() for text in (
        "\0", "\ufeff", "\u202e", "\u200b", "\x85", "\u2028", "\u2029", "\x1b[2J", "\x7f", "\r",
        "\r\n", "\n\n\n", "\t", "\n\t", "&a ", "*a ", "&a [*a]", "!!python/object/apply:os.system ",
        "! ", "!<x> ", "<<: *a\n", "<<: {a: b}\n", "? ", "? [a]\n: b\n", "? {a: b}\n: c\n",
        "%YAML 1.1\n---\n", "%TAG ! tag:x,2000:\n", "---\n", "...\n", "\n--- x\n", "[", "]", "{",
        "}", ": ", ":", "- ", "-", "|\n", ">-\n", "|9\n", "'", '"', '"\\ud800"', '"\\u202e"',
        '"\\x00"', '"\\U00110000"', "#", " #x", "@", "`", "%", ",", "~", "null", "=", "<<<<<<< a\n",
        "=======\n", ">>>>>>> b\n", "||||||| c\n", "[" * 30, "[" * 3000, "{a: " * 200,
        "- " * 3000, "? " * 300, "x" * 70_000, "9" * 5000, "1e999999999", "0x1F", "0o17", "١٢",
        "-1", ".inf", ".nan", "2026-02-30", "0001-01-01", "9999-12-31", "24:00", "1:2:3",
        "é" * 2000, "\U0001f469\u200d\U0001f4bb", "{{ x }}", "{% raw %}", ";", "=cmd|'/C calc'!A0",
    )),
    b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x28\xa1", b"\xff\xfe",
    b"\xfe\xff\x00a",
)  # fmt: skip
"""What is put into files: each of them has hurt some reader of text."""


def bent(pick: Random, data: bytes) -> bytes:
    """The bytes with one to four changes anywhere."""
    held = bytearray(data)
    for _ in range(pick.choice((1, 1, 1, 2, 3, 4))):
        pick.choice(_BENDS)(pick, held)
    return bytes(held)


def _place(pick: Random, held: bytearray) -> tuple[int, int]:
    start = pick.randrange(len(held) + 1)
    return start, min(len(held), start + pick.choice((1, 1, 2, 5, 20, 200)))


def _flip(pick: Random, held: bytearray) -> None:
    if held:
        held[pick.randrange(len(held))] ^= 1 << pick.randrange(8)


def _insert(pick: Random, held: bytearray) -> None:
    start, _ = _place(pick, held)
    held[start:start] = pick.choice(FRAGMENTS)


def _replace(pick: Random, held: bytearray) -> None:
    start, end = _place(pick, held)
    held[start:end] = pick.choice(FRAGMENTS)


def _drop(pick: Random, held: bytearray) -> None:
    start, end = _place(pick, held)
    del held[start:end]


def _double(pick: Random, held: bytearray) -> None:
    start, end = _place(pick, held)
    held[start:start] = held[start:end] * pick.choice((1, 1, 2, 10, 100))


def _splice(pick: Random, held: bytearray) -> None:
    (start, end), (there, _) = _place(pick, held), _place(pick, held)
    held[there:there] = held[start:end]


def _cut(pick: Random, held: bytearray) -> None:
    del held[_place(pick, held)[0] :]


def _line(pick: Random, held: bytearray) -> None:
    """Take a line out, double it, put it elsewhere, or move it in or out."""
    lines = bytes(held).split(b"\n")
    at = pick.randrange(len(lines))
    way = pick.randrange(5)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(at, lines[at])
    elif way == 2:
        lines.insert(pick.randrange(len(lines)), lines.pop(at))
    elif way == 3:
        lines[at] = b" " * pick.choice((1, 2, 40)) + lines[at]
    else:
        lines[at] = lines[at].lstrip()
    held[:] = b"\n".join(lines)


def _ends(pick: Random, held: bytearray) -> None:
    held[:] = held.replace(b"\n", pick.choice((b"\r\n", b"\r", b"\xc2\x85", b"\xe2\x80\xa8")))


def _many(pick: Random, held: bytearray) -> None:
    """The whole text again and again."""
    held *= pick.choice((2, 10, 100)) if len(held) < 5_000 else 1


_BENDS: Final[tuple[Callable[[Random, bytearray], None], ...]] = (
    _flip, _flip, _insert, _insert, _insert, _replace, _replace, _drop, _double, _splice, _cut,
    _line, _line, _line, _ends, _many,
)  # fmt: skip


# values

ODD: Final[tuple[str, ...]] = (
    "", " ", "x", "~", "null", "true", "false", "no", "NO", "0", "-1", "1", "7.5", "1.10", "007",
    "0.0000000001", "99999999999999.999999999", "999999999999999", "9" * 40, "1e9", "1_000", "0x10",
    "٣", "²", "½", "inf", "nan", "+49", "9:30", "24:00-24:00", "00:00-24:00", "23:59-00:00",
    "09:00-09:00", "29:59-29:59", "00:00-00:01", "1900-01-01", "2199-12-31", "1899-12-31",
    "2200-01-01", "0001-01-01", "9999-12-31", "2026-02-29", "2028-02-29", "2026-11-31",
    "2026-03-29T02:30", "2026-10-25T02:30", "2026-10-25T00:30:00Z", "1900-01-01T00:00:00Z",
    "2199-12-31T23:59:59Z", "2026-11-22T24:00", "2026-11-22T09:30:60Z", "2026-W47", "2026-W54",
    "0000-W01", "22.11.2026", "today", "jana", "tom", "JANA", "nobody", "c-7f3qkd", "c-zzzzzz",
    "b-2k9x7d1q", "con", "../x", "/dev/null", "a" * 64, "a" * 63, "ü", "Ünïcödé " * 20, "x" * 3000,
    "a b " * 1000, "\n", "\t", "a\nb: c", "- a", "# x", "'", '"', "{{ x }}", "=1+1", "<b>&amp;",
    "Europe/Berlin", "Mars/Olympus", "UTC", "../../etc/passwd", "America/Sao_Paulo", "Etc/GMT+12",
    "Pacific/Kiritimati", "Europe", "posixrules", "localtime", ".", "A", "none", "prio", "offer",
    "mail", "any", "first-check", "watch:offer", "crm-lead", "package", "active", "sent",
)  # fmt: skip


def swapped(pick: Random, data: Data, spare: Sequence[Data] = ()) -> Data:
    """The data with one to three changes of structure; `spare` are parts of other records."""
    held = copied(data)
    for _ in range(pick.choice((1, 1, 2, 3))):
        places = list(_places(held))
        if not places:
            return odd(pick, spare)
        where, key = pick.choice(places)
        pick.choice(_CHANGES)(pick, where, key, spare)
    return held


def copied(data: Data) -> Data:
    """A deep copy."""
    if isinstance(data, dict):
        return {key: copied(value) for key, value in data.items()}
    return [copied(item) for item in data] if isinstance(data, list) else data


def odd(pick: Random, spare: Sequence[Data] = ()) -> Data:
    """A value that may not fit."""
    many = [pick.choice(ODD) for _ in range(pick.choice((1, 2, 50)))]
    rare = ([], {}, None, {pick.choice(ODD): pick.choice(ODD)}, many, *spare)
    return copied(pick.choice(rare)) if pick.random() < 0.5 else pick.choice(ODD)


def _places(data: Data) -> Iterator[tuple[Data, Any]]:
    """Each (collection, key or number) below."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(pairs) if isinstance(data, dict | list) else ():
        yield data, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _put(pick: Random, where: Data, key: Any, spare: Sequence[Data]) -> None:
    where[key] = odd(pick, spare)


def _take(_: Random, where: Data, key: Any, __: Sequence[Data]) -> None:
    del where[key]


def _again(pick: Random, where: Data, key: Any, _: Sequence[Data]) -> None:
    """The same item again, or thousands of them, with ids of their own or not."""
    if not isinstance(where, list):
        where[f"{key}x"] = copied(where[key])
        return
    count = pick.choice((1, 1, 2, 30, 500, 3000))
    item = where[key]
    for number in range(count):
        new = copied(item)
        if isinstance(new, dict) and "id" in new and count > 2:
            new["id"] = f"{str(new['id'])[:2]}{number:08}"
        where.append(new)


def _trade(pick: Random, where: Data, key: Any, _: Sequence[Data]) -> None:
    keys = list(where) if isinstance(where, dict) else list(range(len(where)))
    other = pick.choice(keys)
    where[key], where[other] = where[other], where[key]


def _wrap(pick: Random, where: Data, key: Any, _: Sequence[Data]) -> None:
    for _round in range(pick.choice((1, 2, 22, 30))):
        where[key] = [where[key]] if pick.random() < 0.5 else {"a": where[key]}


def _rename(pick: Random, where: Data, key: Any, _: Sequence[Data]) -> None:
    if isinstance(where, dict):
        new = pick.choice((f"{key}s", str(key)[:-1], str(key).upper(), pick.choice(ODD), "x" * 400))
        where[new] = where.pop(key)


def _grow(pick: Random, where: Data, _: Any, __: Sequence[Data]) -> None:
    """Hundreds of fields nobody knows."""
    if isinstance(where, dict):
        where.update({f"{pick.choice(ODD)[:20]}{n}": "x" for n in range(pick.choice((3, 300)))})
    else:
        where.extend(pick.choice(ODD) for _ in range(300))


_CHANGES: Final[tuple[Callable[[Random, Data, Any, Sequence[Data]], None], ...]] = (
    _put, _put, _put, _put, _take, _take, _again, _trade, _wrap, _rename, _grow,
)  # fmt: skip


# the way back to text


def text(pick: Random, data: Data) -> str:
    """YAML of the data, in block and flow style, with scalars as they are or in quotes."""
    if not isinstance(data, dict):
        return f"{_flow(pick, data)}\n"
    return "".join(_block(pick, data, 0)) or "{}\n"


def _block(pick: Random, data: dict[str, Data], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in data.items():
        name = _scalar(pick, key)
        if isinstance(value, dict) and value and pick.random() < 0.6:
            yield f"{indent}{name}:\n"
            yield from _block(pick, value, depth + 1)
        elif isinstance(value, list) and value and pick.random() < 0.7:
            yield f"{indent}{name}:\n"
            yield from (f"{indent}  - {_flow(pick, item)}\n" for item in value)
        else:
            yield f"{indent}{name}: {_flow(pick, value)}\n"


def _flow(pick: Random, data: Data) -> str:
    if isinstance(data, dict):
        pairs = (f"{_scalar(pick, key)}: {_flow(pick, value)}" for key, value in data.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(data, list):
        return f"[{', '.join(_flow(pick, item) for item in data)}]"
    return "" if data is None else _scalar(pick, data)


def _scalar(pick: Random, data: str) -> str:
    """A plain text mostly stays plain, whatever comes of it."""
    if pick.random() < 0.95 and data and not set(data) & set("\n,[]{}#&*!|>'\"%@`:"):
        return data
    escaped = data.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
