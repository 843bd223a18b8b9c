"""Templates become prompts: find `<name>.md.j2`, fill it in, keep its hash with the text.

The only module that knows Jinja. Asking a model happens elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workbench import families
from workbench.errors import UsageError, did_you_mean
from workbench.records import Prompt, sha256_of

SUFFIX = ".md.j2"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")


def names(*folders: Path) -> tuple[str, ...]:
    """Names of all templates in the given folders and the shipped one, sorted."""
    found = {
        path.name.removesuffix(SUFFIX)
        for folder in (*folders, families.shipped("prompts"))
        for path in folder.glob(f"*{SUFFIX}")
    }
    return tuple(sorted(name for name in found if _NAME.match(name)))


def own(folder: Path | None = None, user_folder: Path | None = None) -> tuple[str, ...]:
    """Names of shipped templates that a user's folder replaces, sorted."""
    users = None if user_folder is None else user_folder / "prompts"
    shipped = set(names())
    found = {
        path.name.removesuffix(SUFFIX)
        for place in (folder, users)
        if place is not None
        for path in place.glob(f"*{SUFFIX}")
    }
    return tuple(sorted(found & shipped))


def render(
    name: str,
    variables: Mapping[str, str],
    *,
    target_python: str,
    response_schema: dict[str, Any] | None = None,
    folder: Path | None = None,
    user_folder: Path | None = None,
) -> Prompt:
    """Fill in the template `name`: the finished text, with the template's name and SHA-256.

    It is looked for in `folder`, then in `prompts` below the user's configuration folder, then
    among the shipped ones; never in the current folder. Raises UsageError for an unknown template,
    one that Jinja cannot read, and one that uses a variable which is not given, naming both.
    """
    own = None if user_folder is None else user_folder / "prompts"
    path = _find(name, tuple(place for place in (folder, own) if place is not None))
    try:
        template = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the prompt template {path} cannot be read: {error}") from error
    return Prompt(
        name=name,
        template_sha256=sha256_of(template),
        variables=dict(variables),
        text=_fill(template, variables, path),
        target_python=target_python,
        response_schema=response_schema,
    )


def _find(name: str, folders: tuple[Path, ...]) -> Path:
    known = names(*folders)
    if name not in known:
        close = did_you_mean(name, known)
        hint = f"did you mean {close}?" if close else f"known: {', '.join(known) or 'none'}"
        raise UsageError(f"no prompt template is called {name!r}", hint=hint)
    places = (*folders, families.shipped("prompts"))
    return next(path for place in places if (path := place / f"{name}{SUFFIX}").is_file())


def _fill(template: str, variables: Mapping[str, str], path: Path) -> str:
    # A template may come from somebody else, so it gets no way to Python objects, and no loader:
    # text pulled in from another file would not be covered by the hash.
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        loader=DictLoader({}),
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        used = meta.find_undeclared_variables(environment.parse(template))
        missing = sorted(used - set(variables) - set(environment.globals))
        if missing:
            raise UsageError(
                f"the prompt template {path.name} uses {_listed(missing)}, which is not defined",
                hint=f"defined are {', '.join(sorted(variables)) or 'no variables'}; see {path}",
            )
        text = environment.from_string(template).render(
            {key: value.strip("\n") for key, value in variables.items()}
        )
    except TemplateSyntaxError as error:
        raise UsageError(
            f"the prompt template {path.name} has an error in line {error.lineno}: {error.message}"
        ) from error
    except TemplateError as error:
        raise UsageError(
            f"the prompt template {path.name} cannot be filled in: {error.message}"
        ) from error
    return text.strip("\n") + "\n"


def _listed(variables: list[str]) -> str:
    return ", ".join(repr(variable) for variable in variables)
