"""`exifguard formats`."""

from __future__ import annotations

import argparse

from ..containers import CONTAINERS
from ..report.as_json import SCHEMA, format_as_json
from ._files import DONE
from ._terminal import Terminal


def run(_: argparse.Namespace, terminal: Terminal) -> int:
    """List the supported file formats."""
    forms = [container.format for container in CONTAINERS]
    if terminal.as_json:
        listed = [format_as_json(form) for form in forms]
        terminal.document({"schema": SCHEMA, "kind": "formats", "formats": [*listed]})
    else:
        terminal.say(f"{form.name:<8} {form.suffix:<8} {form.mime}" for form in forms)
    return DONE
