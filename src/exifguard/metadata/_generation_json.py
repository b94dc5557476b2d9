"""The JSON of picture generators: ComfyUI's graphs, and objects of settings as all others write them."""

from __future__ import annotations

from collections.abc import Iterator

from ._generation_paths import file_key, path_key, paths_in
from ._generation_terms import MARKS, plain, term
from ._tree import Node, Pairs

Found = Iterator[tuple[str, str]]
"""Pairs of a field's key and its value."""

_CLASS_SIZE = 80  # characters of the name of a node's class
_PROMPTS = ("text", "prompt", "string", "caption")
_NOTES = ("note", "markdown")
_FILES = frozenset({"ai:Model", "ai:Refiner", "ai:VAE", "ai:LoRA", "ai:ControlNet", "ai:Upscaler", "ai:Path"})
_PARTS = _FILES - {"ai:Model", "ai:Path"}
_NUMBERS = frozenset({"ai:Seed", "ai:Steps", "ai:CFGScale", "ai:Size", "ai:Strength", "ai:ClipSkip"})
_NAMES = ("name", "modelname", "model", "file")
_NOTHING = frozenset({"", "none", "null", "default", "automatic"})


def is_generation(node: Node, *, expected: bool) -> bool:
    """True when an object is what a generator writes; with `expected`, one mark of it is enough."""
    if isinstance(node, list):
        return expected and any(is_generation(item, expected=True) for item in node[:8])
    if not isinstance(node, Pairs):
        return False
    if _is_graph(node) or _is_workflow(node):
        return True
    names = {plain(name) for name, _ in node.items[:512]}
    if names & {"suiimageparams", "invokeaimetadata", "fooocusscheme"}:
        return True
    marks = len(names & MARKS)
    return marks >= (1 if expected else 2) or (expected and "prompt" in names)


def read_node(node: Node) -> Found:
    """The settings in an object of JSON, whoever wrote it."""
    if isinstance(node, Pairs) and _is_graph(node):
        yield from _read_graph(node)
    elif isinstance(node, Pairs) and _is_workflow(node):
        yield from _read_workflow(node)
    else:
        yield from _read_object(node, "", ())


def _read_object(node: Node, name: str, around: tuple[str, ...]) -> Found:
    """Settings by their names; what a list is called, its items are. As deep as the decoder goes."""
    if isinstance(node, Pairs):
        inside = (*around[-3:], name)
        for inner, value in node.items:
            yield from _read_object(value, inner, inside)
    elif isinstance(node, list):
        for value in node:
            yield from _read_object(value, name, around)
    elif isinstance(node, str):
        yield from _read_text(name, node, around)
    elif isinstance(node, int | float) and not isinstance(node, bool) and term(name) in _NUMBERS:
        yield term(name) or "", str(node)


def _read_text(name: str, text: str, around: tuple[str, ...]) -> Found:
    key = _key(name, around)
    if text.strip().casefold() in _NOTHING:
        return
    if key:
        yield (path_key(key, text) if key in _FILES else key), text
    elif found := file_key(text, " ".join((*around, name))):
        yield found, text
        return
    yield from paths_in(text)


def _key(name: str, around: tuple[str, ...]) -> str | None:
    """The key of a setting, by its name and what it lies in: captions of a negative prompt are negative."""
    key = term(name)
    if key == "ai:Prompt" and any("negative" in plain(outer) for outer in around):
        return "ai:NegativePrompt"
    if plain(name) in _NAMES:
        part = next((known for outer in reversed(around) if (known := term(outer)) in _PARTS), None)
        named = key or any("model" in plain(outer) for outer in around)
        return part or ("ai:Model" if named else None)
    return key


# --- ComfyUI ---------------------------------------------------------------------------------------


def _is_graph(node: Pairs) -> bool:
    """What ComfyUI calls the prompt: nodes by number, each with its class."""
    return any(isinstance(value, Pairs) and value.get("class_type") for _, value in node.items[:64])


def _is_workflow(node: Pairs) -> bool:
    """What ComfyUI's editor saves: a list of nodes with the values of their widgets."""
    nodes = node.get("nodes")
    return isinstance(nodes, list) and (node.get("links") is not None or not nodes or _typed(nodes[0]))


def _typed(node: Node) -> bool:
    return isinstance(node, Pairs) and isinstance(node.get("type"), str)


def _read_graph(graph: Pairs) -> Found:
    negative = _negative_nodes(graph)
    for number, node in graph.items:
        inputs = node.get("inputs") if isinstance(node, Pairs) else None
        if not isinstance(node, Pairs) or not isinstance(inputs, Pairs):
            continue
        kind = str(node.get("class_type"))[:_CLASS_SIZE]
        for name, value in inputs.items:
            if isinstance(value, str) and _is_prompt(kind, name):
                negated = number in negative or "negative" in name.casefold()
                yield ("ai:NegativePrompt" if negated else "ai:Prompt"), value
                yield from paths_in(value)
            elif not _is_link(value):
                yield from _read_object(value, name, (kind,))


def _is_prompt(kind: str, name: str) -> bool:
    """True for inputs that hold words: those called so, and the value of a node that holds a text."""
    known = plain(name)
    return known.startswith(_PROMPTS) or (
        known in ("value", "positive", "negative") and any(word in kind.casefold() for word in _PROMPTS)
    )


def _is_link(value: Node) -> bool:
    """An input that comes from another node: its number and which of its outputs."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], str)
        and isinstance(value[1], int)
    )


def _negative_nodes(graph: Pairs) -> set[str]:
    """The numbers of nodes whose words are for what shall not be seen."""
    links: dict[str, list[tuple[str, str]]] = {}
    for number, node in graph.items:
        inputs = node.get("inputs") if isinstance(node, Pairs) else None
        if isinstance(inputs, Pairs):
            links[number] = [
                (name, str(value[0]))
                for name, value in inputs.items
                if isinstance(value, list) and _is_link(value)
            ]
    pending = [target for found in links.values() for name, target in found if name.startswith("negative")]
    negative: set[str] = set()
    while pending:
        number = pending.pop()
        if number not in negative:
            negative.add(number)
            pending += [
                target
                for name, target in links.get(number, ())
                if name.startswith(("conditioning", *_PROMPTS))
            ]
    return negative


def _read_workflow(workflow: Pairs) -> Found:
    nodes = workflow.get("nodes")
    negative = _negative_sources(workflow)
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, Pairs):
            yield from _read_workflow_node(node, negative)
    groups = workflow.get("groups")
    for group in groups if isinstance(groups, list) else ():
        title = group.get("title") if isinstance(group, Pairs) else None
        if isinstance(title, str) and title not in ("", "Group"):
            yield "ai:Text", title
    for name, value in workflow.items:
        if name not in ("nodes", "links", "groups"):
            yield from _files_below(value)


def _read_workflow_node(node: Pairs, negative: set[int]) -> Found:
    kind = str(node.get("type"))[:_CLASS_SIZE]
    title, values = node.get("title"), node.get("widgets_values")
    if isinstance(title, str) and plain(title) != plain(kind):
        yield "ai:Text", title
    if isinstance(values, Pairs):
        yield from _read_object(values, "", (kind,))
        return
    for value in values if isinstance(values, list) else ():
        if not isinstance(value, str):
            yield from _read_object(value, "", (kind,))
        elif any(word in kind.casefold() for word in _NOTES):
            yield "ai:Text", value
        elif file_key(value, kind):
            yield from _read_text("", value, (kind,))
        elif any(word in kind.casefold() for word in _PROMPTS) and value.strip():
            yield ("ai:NegativePrompt" if node.get("id") in negative else "ai:Prompt"), value
            yield from paths_in(value)


def _negative_sources(workflow: Pairs) -> set[int]:
    """The numbers of nodes that an input called negative comes from."""
    links, nodes = workflow.get("links"), workflow.get("nodes")
    origin = {
        link[0]: link[1]
        for link in (links if isinstance(links, list) else ())
        if isinstance(link, list) and len(link) > 1 and isinstance(link[0], int) and isinstance(link[1], int)
    }
    found = set()
    for node in nodes if isinstance(nodes, list) else ():
        inputs = node.get("inputs") if isinstance(node, Pairs) else None
        for entry in inputs if isinstance(inputs, list) else ():
            if isinstance(entry, Pairs) and str(entry.get("name")).startswith("negative"):
                link = entry.get("link")
                if isinstance(link, int) and link in origin:
                    found.add(origin[link])
    return found


def _files_below(node: Node) -> Found:
    """Names of files anywhere below, whatever they are called."""
    if isinstance(node, Pairs):
        for _, value in node.items:
            yield from _files_below(value)
    elif isinstance(node, list):
        for value in node:
            yield from _files_below(value)
    elif isinstance(node, str):
        yield from _read_text("", node, ())
