"""`workbench config`: every setting, its value, and where it came from."""

from __future__ import annotations

from workbench.cli import common
from workbench.cli import options as opt


def command(format: opt.Format = None) -> None:  # noqa: A002 - the name of the option
    """Show every setting, its value and where it came from.

    Example: workbench config --format json
    """
    with common.errors():
        from workbench.settings import KEYS

        settings = common.load_settings(format=format)
        rows = []
        for name, key in KEYS.items():
            value = settings[name]
            shown = (
                "set" if key.secret and value else ("unset" if value in (None, "") else str(value))
            )
            rows.append((name, shown, settings.source(name), key.about))
        if settings["format"] == "json":
            names = ("key", "value", "source", "about")
            found = [dict(zip(names, row, strict=True)) for row in rows]
            common.write(common.as_json({"schema": "workbench/config/1", "settings": found}), None)
            return
        common.write(common.table(rows, ("setting", "value", "from", "meaning")), None)
        common.say(f"your file: {settings.user_folder / 'config.toml'}")
