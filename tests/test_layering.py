"""The import direction: a module knows only what stands further to the right in `LAYERS`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import exifguard

PACKAGE = Path(exifguard.__file__).parent
LAYERS = (
    {"cli", "contrib", "__main__"},
    {"batch", "report"},
    {"api"},
    {"files", "_decoders", "_pixels", "_previews"},
    {"_engine", "_bound", "_decide", "_fresh", "_inspect", "_picture", "_proofs", "_select"},
    {"_verify"},
    {"containers", "metadata", "privacy"},
    {"structures"},
    {"_source", "_recipe", "_cursor", "limits"},
    {"model", "errors"},
)
DEPTH = {name: depth for depth, layer in enumerate(LAYERS) for name in layer}
STRANGERS = LAYERS[6]
"""Siblings that never import each other; elsewhere modules of one layer may, where it makes no cycle."""
FRONT_DOOR = ""
"""The package itself: it may name the public modules; the others may ask it for `__version__` alone."""

PATHS = {"os", "pathlib", "shutil", "tempfile", "glob", "fileinput"}
MAY_TOUCH_PATHS = {"api", "files", "batch", "cli", "contrib"}
BY_DESCRIPTOR = {"_source"}
"""Uses `os` with the descriptor of a file that somebody else opened."""

Sources = Mapping[str, str]
"""Source text by module name, relative to the package: ``"containers.png"``, ``""`` for its `__init__`."""


def load() -> Sources:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path.read_text("utf-8")
    return found


def packages_of(sources: Sources) -> set[str]:
    return {name.rpartition(".")[0] for name in sources} | {FRONT_DOOR}


def is_package(module: str, sources: Sources) -> bool:
    return module in packages_of(sources)


def own_imports(module: str, tree: ast.AST, sources: Sources) -> Iterator[tuple[str, str]]:
    """What `tree` imports of the package: module, and the name taken from it (or nothing)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "exifguard":
                    yield alias.name.partition(".")[2], ""
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node, sources)
            for alias in node.names if base is not None else ():
                inner = f"{base}.{alias.name}".strip(".")
                yield (inner, "") if inner in sources else (base or FRONT_DOOR, alias.name)


def _base(module: str, node: ast.ImportFrom, sources: Sources) -> str | None:
    """The module that a `from` import names, relative to the package; None for one of somebody else."""
    if not node.level:
        top, _, rest = (node.module or "").partition(".")
        return rest if top == "exifguard" else None
    parts = module.split(".") if module else []
    up = node.level - 1 if is_package(module, sources) else node.level
    return ".".join([*parts[: len(parts) - up], *(node.module or "").split(".")]).strip(".")


def top(module: str) -> str:
    return module.partition(".")[0]


def direction_faults(sources: Sources) -> list[str]:
    """Imports against the direction, between strangers, and of modules that no layer names."""
    faults = [f"{module} is in no layer" for module in sources if module and top(module) not in DEPTH]
    for module, text in sources.items():
        for target, name in own_imports(module, ast.parse(text), sources):
            if module != FRONT_DOOR and not _allowed(top(module), top(target), name):
                faults.append(f"{module} imports {target or 'exifguard'} ({name})")
    return faults


def _allowed(module: str, target: str, name: str) -> bool:
    if target == FRONT_DOOR:
        return name == "__version__"
    if module == target:
        return True
    if {module, target} <= STRANGERS:
        return False
    return DEPTH.get(module, -1) <= DEPTH.get(target, -1)


def path_faults(sources: Sources) -> list[str]:
    """Modules that touch paths and may not."""
    return [
        f"{module} uses {used}"
        for module, text in sources.items()
        if top(module) not in MAY_TOUCH_PATHS
        for used in sorted(_paths_used(ast.parse(text)))
        if not (used == "os" and module in BY_DESCRIPTOR)
    ]


def _paths_used(tree: ast.AST) -> set[str]:
    used = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            used |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            used.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("open", "io.open"):
            used.add("open")
    return used & (PATHS | {"open"})


def cycle(sources: Sources) -> list[str] | None:
    """Modules that import each other while they load, or None."""
    graph = {
        module: {
            target
            for statement in _at_load(ast.parse(text).body)
            for target, _ in own_imports(module, statement, sources)
        }
        for module, text in sources.items()
    }
    try:
        TopologicalSorter({module: targets - {module} for module, targets in graph.items()}).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return None


def _at_load(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The import statements that run when a module is loaded: not those in functions or for types only."""
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement
        elif isinstance(statement, ast.If | ast.Try | ast.With | ast.ClassDef):
            if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
                yield from _at_load(statement.orelse)
                continue
            for field in ("body", "orelse", "finalbody"):
                yield from _at_load(getattr(statement, field, []))
            for handler in getattr(statement, "handlers", []):
                yield from _at_load(handler.body)


# -- the package ----------------------------------------------------------------------------------


def test_imports_run_one_way() -> None:
    assert direction_faults(load()) == []


def test_only_the_outer_modules_touch_paths() -> None:
    assert path_faults(load()) == []


def test_no_modules_import_each_other_while_they_load() -> None:
    assert cycle(load()) is None


def test_the_checker_reads_the_whole_package() -> None:
    sources = load()
    imported = {
        target for name, text in sources.items() for target, _ in own_imports(name, ast.parse(text), sources)
    }
    assert {"containers.png", "_engine", "privacy.catalog", "structures.ifd"} <= imported
    assert all(name in sources for name in imported)


# -- the checker ----------------------------------------------------------------------------------

MADE_UP = {
    "": "",
    "api": "from . import _engine",
    "_engine": "from .containers import png\nfrom .metadata.exif import read",
    "model": "",
    "errors": "",
    "containers": "from .png import Png",
    "containers.png": "from ..model import Part\nimport zlib",
    "metadata": "",
    "metadata.exif": "from ..errors import MalformedError",
}


def test_a_sound_package_passes() -> None:
    assert (direction_faults(MADE_UP), path_faults(MADE_UP), cycle(MADE_UP)) == ([], [], None)


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("model", "from .errors import X\nfrom ._engine import y"),
        ("containers.png", "from ..metadata import exif"),
        ("containers.png", "from ..metadata.exif import read"),
        ("containers", "from .. import api"),
        ("metadata.exif", "import exifguard.containers.png"),
        ("metadata.exif", "from exifguard.api import scrub"),
        ("metadata.exif", "from exifguard import scrub"),
        ("metadata.exif", "from .. import scrub"),
        ("metadata.exif", "def f():\n    from ..api import scrub"),
        ("metadata.exif", "if TYPE_CHECKING:\n    from ..api import scrub"),
        ("newcomer", ""),
    ],
)
def test_an_import_against_the_direction_is_found(module: str, text: str) -> None:
    assert len(direction_faults({**MADE_UP, module: text})) == 1


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("model", "import os"),
        ("model", "import os.path as p"),
        ("_engine", "def f():\n    from pathlib import Path"),
        ("metadata.exif", "data = open('x').read()"),
        ("metadata.exif", "import io\ndata = io.open('x').read()"),
        ("_source", "import os\nimport tempfile"),
    ],
)
def test_touching_paths_is_found(module: str, text: str) -> None:
    assert len(path_faults({**MADE_UP, module: text})) == 1


def test_paths_are_for_the_outer_modules_and_descriptors_for_the_source() -> None:
    assert path_faults({**MADE_UP, "api": "import os\nopen('x')", "_source": "import os"}) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"model": "from .errors import X", "errors": "from .model import Y"},
        {
            "model": "try:\n    from . import errors\nexcept ImportError:\n    pass",
            "errors": "from .model import Y",
        },
        {"errors": "from .model import Y", "model": "from .containers.png import Png"},
    ],
)
def test_a_cycle_is_found(changed: Sources) -> None:
    assert cycle({**MADE_UP, **changed}) is not None


def test_imports_in_functions_and_for_types_make_no_cycle() -> None:
    late = "def f():\n    from .model import Y\nif TYPE_CHECKING:\n    from .model import Y"
    assert cycle({**MADE_UP, "model": "from .errors import X", "errors": late}) is None
