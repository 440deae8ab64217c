"""Chat templates: which there are, what they are filled with, what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.findings import Finding
from clm.domain.names import did_you_mean
from clm.domain.template import ASKS, REASONS, is_known, variables
from clm.errors import BadDataError, NotFoundError
from clm.render import templates
from clm.store.templatefile import is_template, read_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clm.domain.template import TemplateHead
    from clm.services.workspace import Workspace
    from clm.store.templatefile import TemplateFile


class Usable(NamedTuple):
    """A template whose front matter can be read."""

    head: TemplateHead
    file: TemplateFile

    @property
    def source(self) -> templates.Template:
        """What is rendered."""
        return templates.Template(self.file.body, self.file.path, self.file.first_line)


def files(workspace: Workspace) -> list[TemplateFile]:
    """Every template file, by path, readable or not."""
    found = []
    for path in filter(is_template, workspace.source.templates()):
        data = workspace.source.read(path)
        if data is not None:
            found.append(read_template(data, path))
    return found


def listed(workspace: Workspace) -> list[dict[str, Any]]:
    """The templates that can be read, by id and language."""
    heads = [file.head for file in files(workspace) if file.head]
    return [
        {
            "id": head.id,
            "language": head.language,
            "version": head.version,
            "reason": head.reason,
            "audience": head.audience,
            "required": list(head.required),
        }
        for head in sorted(heads, key=lambda head: (head.id, head.language))
    ]


def choose(workspace: Workspace, name: str, languages: Sequence[str]) -> Usable:
    """The template of this name in the first of `languages` it is there in.

    Raises:
        NotFoundError: there is none of this name, or in none of these languages.
        BadDataError: its front matter cannot be read.
    """
    known = files(workspace)
    named = {file.language: file for file in known if file.name == name}
    for language in languages:
        if language in named:
            return usable(named[language])
    if named:
        raise NotFoundError(
            f"there is no template {name} in {', '.join(languages)}",
            f"it is there in: {', '.join(sorted(named))}",
        )
    names = sorted({file.name for file in known})
    near = did_you_mean(name, names)
    raise NotFoundError(
        f"there is no template {name}", f"{near}known: {', '.join(names) or 'none'}"
    )


def usable(file: TemplateFile) -> Usable:
    """The template of a file.

    Raises:
        BadDataError: its front matter cannot be read.
    """
    if file.head is None:
        worst = next(finding for finding in file.findings if finding.severity == "error")
        raise BadDataError(str(worst), worst.hint)
    return Usable(file.head, file)


def languages(workspace: Workspace, wish: str | None, vpa: str | None = None) -> list[str]:
    """In which languages a text may be, best first: as wished, else the VPA's, else the team's."""
    if wish:
        return [wish]
    settings = workspace.settings
    people = workspace.index.meta("vpa") or []
    spoken = next((raw.get("languages", ()) for raw in people if raw["id"] == vpa), ())
    written = settings.template_languages
    own = [settings.language] if settings.language else []
    return list(dict.fromkeys([*(one for one in spoken if one in written), *own, *written]))


# checking


def faults(workspace: Workspace, name: str | None = None) -> list[Finding]:
    """What is wrong with the templates, or with those of one name, by path and line.

    Raises:
        NotFoundError: there is none of this name.
    """
    known = files(workspace)
    wanted = [file for file in known if name in (None, file.name)]
    if name and not wanted and name not in (*REASONS, *ASKS):
        choose(workspace, name, ())
    found = [finding for file in wanted for finding in _faults_of(file)]
    bodies = [Usable(file.head, file) for file in wanted if file.head]
    looks = templates.look_through_all([one.source for one in bodies])
    found += [
        finding
        for one, uses in zip(bodies, looks, strict=True)
        for finding in _faults_of_body(one, uses)
    ]
    found += [finding for finding in _doubles(known) if name is None or finding.path in
              {file.path for file in wanted}]  # fmt: skip
    return sorted(found, key=lambda finding: finding[:3])


def _faults_of(file: TemplateFile) -> Iterator[Finding]:
    yield from file.findings
    head = file.head
    if head is None:
        return
    agree = (("id", head.id, file.name, "file"), ("language", head.language, file.language,
                                                   "folder"))  # fmt: skip
    for field, says, is_, place in agree:
        if says != is_:
            sentence = f"{field}: the {place} is named {is_}, but it says {says}"
            yield Finding(file.path, *file.place(field), "id-mismatch", sentence)
    for name in head.required:
        if not is_known(name, head.id):
            yield Finding(
                file.path, *file.place("required"), "unknown-variable",
                f"required: there is no variable {name}", _variables_hint(head.id),
            )  # fmt: skip


def _faults_of_body(
    usable: Usable, uses: list[templates.Use] | templates.Fault
) -> Iterator[Finding]:
    path = usable.file.path
    if isinstance(uses, templates.Fault):
        yield Finding(path, uses.line, 1, "template", uses.sentence)
        return
    for use in uses:
        if not is_known(use.name, usable.head.id):
            sentence = f"there is no variable {use.name}"
            hint = _variables_hint(usable.head.id)
            yield Finding(path, use.line, 1, "unknown-variable", sentence, hint)


def _variables_hint(template: str) -> str:
    names = (f"{top}.{field}" if field else top for top, fields in variables(template).items()
             for field in fields or ("",))  # fmt: skip
    return f"known: {', '.join(names)}"


def _doubles(known: Sequence[TemplateFile]) -> Iterator[Finding]:
    """A3.12: there is one template for a reason in a language."""
    first: dict[tuple[str, str], str] = {}
    for file in known:
        if file.head and file.head.reason:
            other = first.setdefault((file.head.reason, file.language), file.path)
            if other != file.path:
                sentence = f"reason: {other} is for {file.head.reason} already"
                yield Finding(file.path, *file.place("reason"), "double", sentence)


def lacking(workspace: Workspace, name: str | None = None) -> list[Finding]:
    """The reasons and asks that have no template in a language of the team's (A3.12).

    A file that cannot be read is there; what is wrong with it is another finding.
    """
    there: set[tuple[str, str]] = set()
    for file in files(workspace):
        serves = file.name if file.head is None or file.name in ASKS else file.head.reason
        there.add((file.language, serves or ""))
    wanted = [one for one in (*REASONS, *ASKS) if name in (None, one)]
    return [
        Finding(
            f"templates/{language}/{one}.md.j2", 1, 1, "missing",
            f"there is no template for {one} in {language}",
            "copy that of another language, or of a folder made by clm init",
        )
        for language in workspace.settings.template_languages
        for one in wanted
        if (language, one) not in there
    ]  # fmt: skip
