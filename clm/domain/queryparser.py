"""Reading `--where`: a text becomes the tree of `query`, or an error that points at its column."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from clm.domain.datewords import goes_back
from clm.domain.names import did_you_mean, fold
from clm.domain.pointing import pointed
from clm.domain.query import (
    EMPTY,
    NOTHING,
    PLAIN,
    RESERVED,
    SIGNS,
    Comparison,
    Every,
    Field,
    Not,
    Some,
    Tree,
    Value,
    comparable,
)
from clm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

LONGEST: Final = 4000
"""Characters of one expression."""
_LONGEST_HEADING: Final = 60
DEEPEST: Final = 20
"""Parentheses and `not`s inside each other."""

_TRUTH: Final = {"yes": True, "true": True, "no": False, "false": False}
_COMPARED: Final = frozenset(sign for signs in SIGNS.values() for sign in signs) | {"=="}

_TOKEN: Final = re.compile(
    r"""(?P<sign>[(),~]|!=|<=|>=|==|[=<>])"""
    r"""|(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    rf"|(?P<word>{PLAIN})",
    re.DOTALL,
)
_BLANK: Final = re.compile(r"\s*")
_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)


class ReadDay(Protocol):
    """What reads date words (`datewords`)."""

    def __call__(self, text: str, *, past: bool) -> date:
        """The day that a text means; of a `past` one, days gone by are meant.

        Raises:
            UsageError: it is none.
        """
        ...


class Called(NamedTuple):
    """What people read: headings, folded, with the field's name; of fields their words so too."""

    fields: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]


def parse(
    text: str,
    fields: Iterable[Field],
    read_day: ReadDay,
    called: Callable[[], Called] | None = None,
) -> Tree:
    """The tree of an expression over these fields; `called` is asked where one is not known.

    Raises:
        UsageError: it is none; the message shows where, the hint what would do.
    """
    if len(text) > LONGEST:
        raise UsageError(
            f"an expression of {len(text)} characters is too long", f"{LONGEST} are read at most"
        )
    return _Parser(text, {field.name: field for field in fields}, read_day, called).whole()


class _Token(NamedTuple):
    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.casefold() in words


class _Parser:
    """One token ahead, one function a level."""

    def __init__(
        self,
        text: str,
        fields: Mapping[str, Field],
        read_day: ReadDay,
        called: Callable[[], Called] | None,
    ) -> None:
        self.text, self.fields, self.read_day, self.called = text, fields, read_day, called
        self.depth = 0
        self.end = 0
        self.now = self._next()

    def whole(self) -> Tree:
        tree = self._some()
        if self.now.kind != "end":
            raise self._wrong(
                "nothing more is expected here",
                "join by and, or; a value of several words stands in quotes",
            )
        return tree

    def _some(self) -> Tree:
        parts = [self._every()]
        while self._took("or"):
            parts.append(self._every())
        return Some(tuple(parts)) if len(parts) > 1 else parts[0]

    def _every(self) -> Tree:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return Every(tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self) -> Tree:
        start = self.now
        is_not = self._took("not")
        if not is_not and not self._took("("):
            return self._comparison()
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong("this is too deep", f"{DEEPEST} levels are read at most", start)
        tree = Not(self._one()) if is_not else self._some()
        self.depth -= 1
        if not is_not:
            self._demand(")", "the parenthesis is not closed", start)
        return tree

    def _comparison(self) -> Tree:
        start = self.now
        field = self._field()
        negated = field.kind != "bool" and self._took("not")
        sign = self.now
        if not self._took(*_COMPARED):
            if field.kind == "bool":
                return Comparison(field, "=", (True,))
            offered = f"by one of {' '.join(SIGNS[field.kind])}"
            hint = _hint(self._headed(start, beyond=True), self.fields, offered)
            raise self._wrong(f"how is {field.name} compared?", hint)
        word = sign.text.casefold()
        if word not in SIGNS[field.kind] or (negated and word != "in"):
            offered = " ".join(SIGNS[field.kind])
            message = f"{field.name} is a {field.kind}: it is not compared by {sign.text}"
            raise self._wrong(message, f"by one of {offered}", sign)
        values = self._list(field) if word == "in" else (self._value(field, word),)
        found = Comparison(field, word, values)
        return Not(found) if negated else found

    def _field(self) -> Field:
        token = self.now
        if token.kind != "word" or token.text.casefold() in RESERVED:
            hint = _hint(self._headed(token), self.fields, self._known())
            raise self._wrong("a field is expected here", hint)
        field = self.fields.get(token.text.casefold())
        if field is None:
            hint = _hint(self._headed(token) or token.text, self.fields, self._known())
            raise self._wrong(f"there is no field {token.text}", hint)
        self.now = self._next()
        return field

    def _headed(self, token: _Token, *, beyond: bool = False) -> str:
        """The field whose column has the heading that stands here, the longest there is.

        `beyond` the token: a heading of more words than that one.
        """
        text = token.text if token.kind == "quoted" else self.text[token.at :][:_LONGEST_HEADING]
        here = f"{fold(text)} "
        known = self.called().fields if self.called else {}
        least = len(fold(token.text)) if beyond else 0
        found = [head for head in known if here.startswith(f"{head} ") and len(head) > least]
        return known[max(found, key=len)] if found else ""

    def _known(self) -> str:
        return f"the fields are: {', '.join(self.fields)}"

    def _list(self, field: Field) -> tuple[Value, ...]:
        start = self.now
        self._demand("(", "a list is expected here", start)
        values = [self._value(field, "in")]
        while self._took(","):
            values.append(self._value(field, "in"))
        self._demand(")", "the list is not closed", start)
        return tuple(values)

    def _value(self, field: Field, sign: str) -> Value:
        token = self.now
        if token.kind not in {"word", "quoted"} or token.is_word("and", "or", "not", "in"):
            raise self._wrong(f"a value for {field.name} is expected here", 'as word or "words"')
        self.now = self._next()
        if (token.is_word(EMPTY) or not token.text) and field.kind != "bool":
            if sign not in {"=", "!=", "in"}:
                raise self._wrong(f"{EMPTY} is not compared by {sign}", "by = or !=", token)
            return None
        return self._typed(field, token, sign)

    def _typed(self, field: Field, token: _Token, sign: str) -> Value:
        if field.kind == "date":
            try:
                return self.read_day(token.text, past=field.past or goes_back(token.text))
            except UsageError as problem:
                raise self._wrong(problem.message, problem.hint or "", token) from None
        if field.kind == "number":
            if _NUMBER.fullmatch(token.text) is None:
                raise self._wrong(f"{token.text} is no number", "write 50 or 7.5", token)
            return Decimal(token.text)
        if field.kind == "bool":
            if token.text.casefold() not in _TRUTH:
                raise self._wrong(f"{field.name} is yes or no", f"{field.name} = yes", token)
            return _TRUTH[token.text.casefold()]
        if field.words and sign != "~":
            return self._word(field, token)
        if token.is_word(*NOTHING):
            hint = f'{field.name} = {EMPTY}; the word itself stands in quotes: "{token.text}"'
            raise self._wrong(f"{token.text} is a word like any other", hint, token)
        return token.text

    def _word(self, field: Field, token: _Token) -> str:
        for word in field.words:
            if comparable(word) == comparable(token.text):
                return word
        known = f"it is one of: {', '.join(field.words)}"
        shown = self.called().words.get(field.name, {}) if self.called else {}
        meant = shown.get(fold(token.text), token.text)
        raise self._wrong(
            f"{field.name} is never {token.text}", _hint(meant, field.words, known), token
        )

    def _took(self, *words: str) -> bool:
        """Is the token one of these? Then go on to the next one."""
        if self.now.kind == "quoted" or self.now.text.casefold() not in words:
            return False
        self.now = self._next()
        return True

    def _demand(self, sign: str, message: str, start: _Token) -> None:
        if not self._took(sign):
            at_start = self.now.kind == "end" and sign == ")"
            raise self._wrong(message, f"{sign} is expected", start if at_start else self.now)

    def _next(self) -> _Token:
        blank = _BLANK.match(self.text, self.end)
        at = blank.end() if blank else self.end
        found = _TOKEN.match(self.text, at)
        if found is None or found.lastgroup is None:
            end = _Token("end", "", at)
            if at == len(self.text):
                return end
            if self.text[at] in "\"'":
                raise self._wrong("the quote is not closed", f"{self.text[at]} is expected", end)
            raise self._wrong(f"{self.text[at]} means nothing here", "!= is not equal", end)
        self.end = found.end()
        word = found[0]
        if found.lastgroup == "quoted":
            word = re.sub(r"\\(.)", r"\1", word[1:-1], flags=re.DOTALL)
        return _Token(found.lastgroup, word, at)

    def _wrong(self, message: str, hint: str, token: _Token | None = None) -> UsageError:
        at = (token or self.now).at
        found = _TOKEN.match(self.text, at)
        return UsageError(pointed(message, self.text, at, found.end() if found else at), hint)


def _hint(typed: str, words: Iterable[str], known: str) -> str:
    """What was probably meant, on a line of its own before what there is."""
    near = did_you_mean(typed.casefold(), words).rstrip()
    return f"{near}\n{known}" if near else known
