"""`workbench rule`: what a rule means, with an example that runs."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli import common


def command(
    code: Annotated[str | None, typer.Argument(help="Such as WB103; none lists them all.")] = None,
) -> None:
    """Explain a rule.

    Example: workbench rule WB103
    """
    with common.errors():
        from workbench import rules

        if code is None:
            rows = [(one.code, one.name, one.title) for one in rules.all_rules()]
            common.write(common.table(rows, ("rule", "name", "meaning")), None)
            return
        family = [one for one in rules.all_rules() if one.code.startswith(code.upper())]
        if len(family) > 1:
            rows = [(one.code, one.name, one.title) for one in family]
            common.write(common.table(rows, ("rule", "name", "meaning")), None)
            return
        common.write(rules.render(rules.get(code)), None)
