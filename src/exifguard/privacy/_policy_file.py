"""Policies as TOML text.

    base = "location"
    remove = ["identity"]

Every error names the line and the key. The parser of the standard library says where a text is no TOML, but
not where a key stands: once it has read the text, the text is cut into statements to find that out.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..errors import PolicyError
from ..model import Category
from .policy import Policy, category_of, nearest, resolve, shown

SCHEMA = 1
"""The version of these files; it grows when a key changes its meaning."""

KEYS: Mapping[str, type] = {"schema": int, "name": str, "base": str, "keep": list, "remove": list}
"""The keys and the types of their values."""

_EXPECTED = {int: "a number", str: "a text in quotes", list: "a list of categories in quotes"}


def policy_from_toml(text: str) -> Policy:
    """Read a policy; see `Policy.from_toml`."""
    table = _parse(text)
    statements = _statements(text)
    for key, value in table.items():
        with _at(statements[key].line, key):
            _check(key, value)
    policy = Policy.share()
    if "base" in table:
        with _at(statements["base"].line, "base"):
            policy = resolve(str(table["base"]))
    policy = _choose(policy, table, statements)
    if "name" not in table:
        return policy
    with _at(statements["name"].line, "name"):
        return Policy(str(table["name"]), policy.actions, policy.default, policy.minimal)


def _check(key: str, value: object) -> None:
    """The key exists, and its value is of the right type."""
    if key not in KEYS:
        raise PolicyError(f"no such key; {nearest(key, KEYS)}", rule="policy-file")
    words = value if isinstance(value, list) else ()
    if type(value) is not KEYS[key] or not all(isinstance(word, str) for word in words):
        raise PolicyError(f"expected {_EXPECTED[KEYS[key]]}", rule="policy-file")
    if key == "schema" and value != SCHEMA:
        raise PolicyError(f"expected {SCHEMA}: this version reads no other", rule="policy-file")


def _choose(policy: Policy, table: Mapping[str, object], statements: Mapping[str, _Statement]) -> Policy:
    """The policy with what it is told to keep and to remove."""
    chosen: dict[Category, str] = {}
    for key, choice in (("keep", Policy.keep), ("remove", Policy.remove)):
        words = table.get(key)
        for word, line in zip(words, statements[key].texts, strict=True) if isinstance(words, list) else ():
            with _at(line, key):
                category = category_of(word)
                if chosen.setdefault(category, key) != key:
                    raise PolicyError(f"{shown(word)} stands in keep too", rule="policy-file")
                policy = choice(policy, category)
    return policy


@contextlib.contextmanager
def _at(line: int, key: str) -> Iterator[None]:
    """Name the line and the key in what goes wrong."""
    try:
        yield
    except PolicyError as error:
        where = f"line {line}: {shown(key)[1:-1]}"
        raise PolicyError(f"{where}: {error.args[0]}", rule=error.rule) from None


# -- TOML 1.0 -------------------------------------------------------------------------------------

_POSITION = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_REASON = 56  # characters: the parser's own words, and at most 40 of a key


def _parse(text: str) -> dict[str, object]:
    """The top of the document.

    Raises:
        PolicyError: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        found = _POSITION.search(said)
        line = found[1] if found and found[1] else text.count("\n") + 1
        reason = shown(_POSITION.sub("", said), _REASON)[1:-1]
        raise PolicyError(f"line {line}: no TOML: {reason}", rule="policy-file") from None
    except (RecursionError, ValueError):  # nested too deep; a number of thousands of digits
        raise PolicyError("nested too deep, or a number is too long", rule="policy-file") from None


# What a valid document consists of. Strings come first: they may hold anything that looks like the rest.
_TOKEN = re.compile(
    r'''
      (?P<text> """(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5} | \'\'\'(?:[^']|'{1,2}(?!'))*'{3,5}
              | "(?:[^"\\\n]|\\.)*" | '[^'\n]*' )
    | (?P<bare> [A-Za-z0-9_-]+ )
    | (?P<mark> [][{}=] )
    | (?P<end> \n )
    | \#[^\n]*
    ''',
    re.VERBOSE | re.DOTALL,
)
_DEPTH = {"[": 1, "{": 1, "]": -1, "}": -1}


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


class _Statement(NamedTuple):
    """Where a key stands: its line, and the lines of the texts in its value."""

    line: int
    texts: Sequence[int]


def _statements(text: str) -> dict[str, _Statement]:
    """The keys at the top of a valid document, each where it stands first."""
    found: dict[str, _Statement] = {}
    in_table = False
    for tokens in _split(text):
        is_header = tokens[0].text == "["
        name = next(token for token in tokens if token.kind != "mark")
        value = tokens[next((at for at, token in enumerate(tokens) if token.text == "="), len(tokens)) :]
        if is_header or not in_table:
            texts = [token.line for token in value if token.kind == "text"]
            found.setdefault(_name(name), _Statement(name.line, texts))
        in_table = in_table or is_header
    return found


def _split(text: str) -> Iterator[list[_Token]]:
    """The tokens of each statement: a line, or several where brackets are open."""
    tokens: list[_Token] = []
    depth, line, at = 0, 1, 0
    for match in _TOKEN.finditer(text):
        line, at = line + text.count("\n", at, match.start()), match.start()
        kind = match.lastgroup or ""
        depth += _DEPTH.get(match[0], 0) if kind == "mark" else 0
        if kind in ("text", "bare", "mark"):
            tokens.append(_Token(kind, match[0], line))
        elif kind == "end" and not depth and tokens:
            yield tokens
            tokens = []
    if tokens:
        yield tokens


def _name(token: _Token) -> str:
    """A key without its quotes."""
    return next(iter(tomllib.loads(f"{token.text} = 0"))) if token.kind == "text" else token.text
