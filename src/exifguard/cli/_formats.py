"""`exifguard formats`."""

from __future__ import annotations

import argparse

from ..containers import CONTAINERS, Container
from ..privacy.policy import PRESETS
from ..report.as_json import SCHEMA, container_as_json
from ._files import DONE
from ._terminal import Terminal


def run(_: argparse.Namespace, terminal: Terminal) -> int:
    """List the supported file formats."""
    if terminal.as_json:
        listed = [container_as_json(container) for container in CONTAINERS]
        terminal.document({"schema": SCHEMA, "kind": "formats", "formats": [*listed]})
    else:
        terminal.say(_line(container) for container in CONTAINERS)
    return DONE


def _line(container: Container) -> str:
    form, about = container.format, container.about
    fields = ", ".join(about.standards) or "none"
    done = f"cleaned; single fields: {fields}" if {*PRESETS} == {*about.policies} else "read only"
    if about.policies and {*PRESETS} != {*about.policies}:
        done = f"cleaned by {', '.join(about.policies)}"
    return f"{form.name:<8} {form.suffix:<8} {form.mime:<26} {done}"
