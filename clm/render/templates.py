"""The one home of Jinja2: templates rendered and looked through in a child process.

The sandbox keeps a template from what it was not given; it does not keep it from taking all
memory (`'a' * 10**9`) or time. So nothing of a template is run, nor even compiled, in our own
process: run as a program, this module is the child, which first limits itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.errors import BadDataError, ClmError
from clm.render.safe import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import TemplateRuntimeError

MEMORY: Final = 192 * 1024 * 1024
CPU_SECONDS: Final = 0.7
MAX_OUTPUT: Final = 100_000
"""Bytes of UTF-8."""
_ENVIRONMENT: Final = frozenset(
    {
        "PATH",
        "HOME",
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONUSERBASE",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
    }
)
"""What the child knows of our environment: how to start, and no secret of ours."""
_METHODS: Final = frozenset(
    {"split", "strip", "lower", "upper", "title", "capitalize", "startswith", "endswith"}
)
"""The methods that a template may call, all of texts; for the rest there are filters."""
_NO_FILTERS: Final = ("pprint", "tojson", "random")
"""Filters that show what an object is, or differ from one run to the next."""
_PATIENCE: Final = 20
"""Seconds on the clock after which a child is given up, on however busy a machine."""


class Template(NamedTuple):
    """What is run: the body, the path it is named by in messages, the line it begins at."""

    body: str
    path: str
    first_line: int = 1


class Use(NamedTuple):
    """A variable that a template uses and does not set: its dotted name and its line."""

    line: int
    name: str


class Fault(NamedTuple):
    """Why a body is no template, and the line of the file where that shows."""

    line: int
    sentence: str


def render(template: Template, data: Mapping[str, Any]) -> str:
    """The text of a template filled with plain data; its end is one line feed.

    A value of None is false in a condition and an error where it is printed.

    Raises:
        BadDataError: a value is missing, or the template is wrong, both with its line; or it wants
            more memory, time or output than the limits.
    """
    (text,) = render_all([(template, data)])
    if isinstance(text, ClmError):
        raise text
    return text


def render_all(wanted: Sequence[tuple[Template, Mapping[str, Any]]]) -> list[str | ClmError]:
    """The text of each template with its data, or why there is none; as `render`, but at once."""
    requests = [{"body": template.body, "data": data} for template, data in wanted]
    return [
        _text(answer, template)
        for answer, (template, _) in zip(_answers(requests), wanted, strict=True)
    ]


def _text(answer: Mapping[str, Any], template: Template) -> str | ClmError:
    if "over" in answer:
        return BadDataError(f"{template.path}: {_over(answer)}", "make it simpler")
    if "missing" in answer:
        return BadDataError(
            f"{_place(template, answer)}: {answer['missing']} has no value",
            f"--var {answer['missing']}=… gives it one, or mend the customer's record",
        )
    if "text" not in answer:
        return BadDataError(
            f"{_place(template, answer)}: {answer['fault']}", "clm template check shows all faults"
        )
    return shown(answer["text"].strip("\n"), keep_lines=True) + "\n"


def look_through(template: Template) -> list[Use] | Fault:
    """The variables a template uses, in the order of lines, or its fault; nothing of it is run."""
    (found,) = look_through_all([template])
    return found


def look_through_all(templates: Sequence[Template]) -> list[list[Use] | Fault]:
    """What `look_through` says of each."""
    answers = _answers([{"body": template.body} for template in templates])
    return [_found(*pair) for pair in zip(answers, templates, strict=True)]


def _found(answer: Mapping[str, Any], template: Template) -> list[Use] | Fault:
    if "over" in answer:
        return Fault(template.first_line, _over(answer))
    above = template.first_line - 1
    if "uses" not in answer:
        return Fault(answer["line"] + above, answer["fault"])
    return [Use(line + above, name) for line, name in answer["uses"]]


def _place(template: Template, answer: Mapping[str, Any]) -> str:
    return f"{template.path}:{answer['line'] + template.first_line - 1}:1"


def _over(answer: Mapping[str, Any]) -> str:
    most = {
        "time": f"{CPU_SECONDS} s",
        "memory": f"{MEMORY // 2**20} MB of memory",
        "output": f"{MAX_OUTPUT // 1000} kB of text",
    }
    return f"the template wants more than {most[answer['over']]}"


def _answers(requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """An answer to each request: starting a child takes longer than most of them."""
    answers: list[dict[str, Any]] = []
    over: dict[str, dict[str, Any]] = {}
    while len(answers) < len(requests):
        first = requests[len(answers)]["body"]
        # Many notices are made of one template: where it ran into a limit it is not run again.
        new = [over[first]] if first in over else _ask(requests[len(answers) :])
        answers += new
        if "over" in new[-1]:
            over[requests[len(answers) - 1]["body"]] = new[-1]
    return answers


def _ask(requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What one child answers: to all requests, or up to the one that ran into a limit."""
    # -P: the folder we stand in is data, and no place to import from.
    words = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(
            words,
            input=json.dumps(requests).encode(),
            capture_output=True,
            check=False,
            env={name: text for name, text in os.environ.items() if name in _ENVIRONMENT},
            timeout=_PATIENCE + CPU_SECONDS * len(requests),
        )
        said, code = done.stdout, done.returncode
    except subprocess.TimeoutExpired as late:
        said, code = late.stdout or b"", -1
    # A child that was stopped may have stopped in the middle of a line.
    answers: list[dict[str, Any]] = [json.loads(line) for line in said.split(b"\n")[:-1]]
    if len(answers) < len(requests) and not (answers and "over" in answers[-1]):
        answers.append({"over": "time" if code < 0 else "memory"})
    return answers


# The child


def _main() -> None:
    """Limit this process, then do what standard input asks, and answer a line each.

    It ends with the first request that ran into a limit: the next one finds a fresh process.
    """
    _load()
    _limit()
    for request in json.load(sys.stdin.buffer):
        _limit_time()
        answer = _answer(request)
        print(json.dumps(answer), flush=True)  # noqa: T201 -- the parent reads it
        if "over" in answer:
            return


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return _rendered(request) if "data" in request else _uses(request)
    except MemoryError:
        return {"over": "memory"}
    except RecursionError:
        return {"fault": "the template is nested too deeply", "line": 1}


def _limit_time() -> None:
    """From now on so much time of the processor, then the system ends this process."""
    import signal

    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)


def _load() -> None:
    """Run a template that works and one that fails: all is loaded that is found on the disk.

    Afterwards nothing can be opened any more.
    """
    import pprint  # noqa: F401
    import traceback  # noqa: F401

    import jinja2.meta  # noqa: F401

    for body in ("{{ 'a' | upper }}", "{{ a.b }}", "{% if %}"):
        _answer({"body": body, "data": {}})


def _limit() -> None:
    """Limit memory; and whatever got out of the sandbox opens no file, no socket, no program."""
    import resource
    from contextlib import suppress

    limits = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_FSIZE, 0),
    )
    for what, most in limits:
        with suppress(ValueError, OSError):  # macOS does not know every limit
            resource.setrlimit(what, (most, most))


def _environment(undefined: type | None = None) -> Any:  # noqa: ANN401 -- only the child loads jinja2
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """Records have fields alone, texts a few methods, and nothing else of Python."""

        def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401
            if isinstance(obj, dict):
                return self.getitem(obj, attribute)
            if isinstance(obj, str) and attribute not in _METHODS:
                return self.unsafe_undefined(obj, attribute)
            return super().getattr(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401
            if not isinstance(obj, dict):
                return super().getitem(obj, argument)
            try:
                return obj[argument]
            except (TypeError, LookupError):
                unsafe = isinstance(argument, str) and argument.startswith("_")
                return (self.unsafe_undefined if unsafe else self._no_field)(obj, argument)

        def _no_field(self, obj: Any, name: Any) -> Any:  # noqa: ANN401
            return self.undefined(obj=obj, name=name)

        def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401
            if isinstance(obj, str | int | float | list | tuple):
                return isinstance(obj, str) and attr in _METHODS
            return super().is_safe_attribute(obj, attr, value)

    env = Sandbox(
        undefined=undefined or StrictUndefined,
        autoescape=False,  # chat text, never HTML
        finalize=_printable,
    )
    env.globals = {"range": env.globals["range"]}
    env.filters = _filters(env.filters)
    return env


def _filters(known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in known.items() if name not in _NO_FILTERS}


def _printable(value: Any) -> Any:  # noqa: ANN401 -- whatever an expression yields
    """Only text and numbers are printed: a list, a method, an object would show what it is."""
    from jinja2 import Undefined

    if not isinstance(value, str | int | float | Undefined) or isinstance(value, bool):
        raise TypeError(f"a {type(value).__name__} cannot be printed")
    return value


def _rendered(request: Mapping[str, Any]) -> dict[str, Any]:
    from jinja2 import TemplateError, UndefinedError

    data, undefined = _prepared(request["data"])
    parts, size = [], 0
    try:
        for part in _environment(undefined).from_string(request["body"]).generate(data):
            parts.append(part)
            size += len(part.encode("utf-8", "surrogatepass"))
            if size > MAX_OUTPUT:
                return {"over": "output"}
    except UndefinedError as error:
        return {"missing": str(error), "line": _line(error)}
    except TemplateError as error:
        return {"fault": str(error.message), "line": _line(error)}
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return {"fault": f"{type(error).__name__}: {error}", "line": _line(error)}
    return {"text": "".join(parts)}


def _line(error: BaseException) -> int:
    """The template's line an error comes from; jinja2 puts it into the traceback."""
    from traceback import walk_tb

    steps = walk_tb(error.__traceback__)
    lines = [line for frame, line in steps if frame.f_code.co_filename == "<template>"]
    return lines[-1] if lines and lines[-1] else getattr(error, "lineno", None) or 1


def _prepared(data: dict[str, Any]) -> tuple[dict[str, Any], type]:
    """The data with each None made a value that knows its name, and what is undefined besides."""
    from jinja2 import StrictUndefined, UndefinedError
    from jinja2.utils import missing

    names: dict[int, str] = {}

    class Unset(StrictUndefined):
        """Known but empty: false in a condition, an error where it is printed."""

        __slots__ = ()

        def __bool__(self) -> bool:  # type: ignore[override]
            return False

    class Unknown(StrictUndefined):
        """Nothing we know; names the record it was looked for in."""

        __slots__ = ()

        def __init__(
            self,
            hint: str | None = None,
            obj: Any = missing,  # noqa: ANN401 -- jinja2's own signature
            name: str | None = None,
            exc: type[TemplateRuntimeError] = UndefinedError,
        ) -> None:
            owner = names.get(id(obj))
            super().__init__(hint or (f"{owner}.{name}" if owner else str(name)), obj, name, exc)

    def filled(value: Any, name: str) -> Any:  # noqa: ANN401
        if value is None:
            return Unset(name)
        if isinstance(value, dict):
            made: Any = {key: filled(held, f"{name}.{key}") for key, held in value.items()}
        elif isinstance(value, list):
            made = [filled(held, f"{name}[{place}]") for place, held in enumerate(value)]
        else:
            return value
        names[id(made)] = name
        return made

    return {key: filled(value, key) for key, value in data.items()}, Unknown


def _uses(request: Mapping[str, Any]) -> dict[str, Any]:
    from jinja2 import TemplateError, meta, nodes

    env = _environment()
    try:
        tree = env.parse(request["body"])
        env.compile(request["body"])  # knows the filters and tests there are
    except TemplateError as error:
        return {"fault": str(error.message), "line": getattr(error, "lineno", None) or 1}
    free = meta.find_undeclared_variables(tree) - set(env.globals)
    uses = {(node.lineno, node.name) for node in tree.find_all(nodes.Name) if node.name in free}
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name in free:
            uses.add((node.lineno, f"{node.node.name}.{node.attr}"))
    return {"uses": sorted(uses)}


if __name__ == "__main__":
    _main()
