"""Policies as TOML: what they may say, and errors that lead to the line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard.errors import PolicyError
from exifguard.files import LONGEST_POLICY, load_policy
from exifguard.model import Category
from exifguard.privacy._policy_file import KEYS, _statements
from exifguard.privacy.policy import PRESETS, Policy

C = Category

FULL = """\
# for the album of the club
schema = 1
name = "club album"
base = "location"   # the place goes
keep = []
remove = [
    "identity",     # nobody was asked
    'ai',
]
"""


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("", Policy.share()),
        ("schema = 1", Policy.share()),
        ('base = "strict"', Policy.strict()),
        ('keep = ["rights", "rights"]', Policy.share().keep(C.RIGHTS)),
        ('base = "location"\nremove = ["identity"]', Policy.location().remove("identity")),
        ('"base" = """location"""\n\'keep\' = ["\\u0074ime"]\r\n', Policy.location()),
        (FULL, Policy("club album", Policy.location().remove("identity", "ai").actions)),
        ('base = "strict"\nname = "x"', Policy("x", Policy.strict().actions, minimal=True)),
    ],
)
def test_what_is_written_is_what_it_does(text: str, policy: Policy) -> None:
    assert Policy.from_toml(text) == policy


def test_a_name_of_its_own_is_what_other_changes_begin_with() -> None:
    assert Policy.from_toml(FULL).keep("ai").name == "club album, keeping ai"


@given(
    st.sampled_from(list(PRESETS)),
    st.lists(st.sampled_from([c for c in Category if c is not C.RENDERING]), unique=True),
    st.integers(0, 14),
)
def test_files_say_what_the_methods_say(base: str, categories: list[Category], cut: int) -> None:
    def listed(key: str, part: list[Category]) -> str:
        return f"{key} = [{', '.join(repr(category.value) for category in part)}]\n"

    kept, removed = categories[:cut], categories[cut:]
    text = listed("remove", removed) + f'base = "{base}"\n' + listed("keep", kept)
    assert Policy.from_toml(text) == PRESETS[base].keep(*kept).remove(*removed)


FILE, NAME, CATEGORY, ACTION = "policy-file", "policy-name", "policy-category", "policy-action"
MISTAKES: tuple[tuple[str, str, str], ...] = (
    ("keeep = []", "line 1: keeep: no such key; did you mean 'keep'?", FILE),
    ("\n\n x.y = 1", "line 3: x: no such key; there is 'schema', 'name', 'base', 'keep'", FILE),
    ("\n[remove]\nkeep = 1", "line 2: remove: expected a list of categories in quotes", FILE),
    ("[[base]]", "line 1: base: expected a text in quotes", FILE),
    ("[a]\nkeep = 1\n[keep]", "line 1: a: no such key", FILE),
    ("keep.x = 1", "line 1: keep: expected a list", FILE),
    ('keep = "rights"', "line 1: keep: expected a list", FILE),
    ("keep = [\n1]", "line 1: keep: expected a list", FILE),
    ('keep = ["time", ["ai"]]', "line 1: keep: expected a list", FILE),
    ("# a\nbase = 1", "line 2: base: expected a text in quotes", FILE),
    ("name = 2024-05-01", "line 1: name: expected a text in quotes", FILE),
    ('name = ""', "line 1: name: a policy needs a name", NAME),
    ("schema = true", "line 1: schema: expected a number", FILE),
    ("schema = 2", "line 1: schema: expected 1: this version reads no other", FILE),
    ('base = "locaton"', "line 1: base: no policy is called 'locaton'; did you mean 'location'", NAME),
    ('keep = ["rihgts"]', "line 1: keep: no category is called 'rihgts'; did you mean 'rights'", CATEGORY),
    ('keep = [\n "ai",\n "tiem"\n]', "line 3: keep: no category is called 'tiem'; did you", CATEGORY),
    ('remove = ["zz"]', "line 1: remove: no category is called 'zz'; there is 'location', ", CATEGORY),
    ('keep = ["time"]\nremove = [\n"ai",\n"time"]', "line 4: remove: 'time' stands in keep too", FILE),
    ('\nremove = ["rendering"]', "line 2: remove: without rendering the picture looks different", ACTION),
    # what only looks like the key
    ('name = """\nkeep = ["""\n# keep = [\nkeep = ["x"]', "line 4: keep: no category is called", CATEGORY),
    ("name = '''\\''\nkeep = '''\nkeep = ['''a''''']", "line 3: keep: no category is called 'a'''", CATEGORY),
    ('name = """a""\\"\n"""""\nkeep = ["#", "x"]', "line 3: keep: no category is called '#'", CATEGORY),
    ('keep = ["""\ntime""", \'\'\'\nai\'\'\', """x\n"""]', "line 3: keep: no category is called", CATEGORY),
    ('"\\u006beep" = ["x"]', "line 1: keep: no category is called 'x'", CATEGORY),
    # no TOML
    ("a b", "line 1: no TOML: Expected '=' after a key in a key/value pair", FILE),
    ('\n\nbase = "sha', "line 3: no TOML: ", FILE),
    ("keep = [\n\n", "line 3: no TOML: ", FILE),
    ("keep = []\nkeep = []", "line 2: no TOML: ", FILE),
    ("x = " + "[" * 9_999, "nested too deep", FILE),
    ("x = " + "1" * 9_999, "a number is too long", FILE),
    # what messages repeat
    ("x" * 99 + " = 1", f"line 1: {'x' * 40}: no such key", FILE),
    ('"\\u001b[31m" = 1', "line 1: ?[31m: no such key", FILE),
    (f'keep = ["{"x" * 99}"]', f"called '{'x' * 40}'; there is", CATEGORY),
    (f"[{'x' * 99}]\n[{'x' * 99}]", f"Cannot declare ('{'x' * 39} (rule policy-file)", FILE),
)  # fmt: skip


@pytest.mark.parametrize(("text", "message", "rule"), MISTAKES, ids=range(len(MISTAKES)))
def test_mistakes_are_told_with_line_key_and_the_near_word(text: str, message: str, rule: str) -> None:
    error = refusal(text)
    assert error is not None
    assert message in str(error)
    assert error.rule == rule
    assert str(error).isprintable()


def refusal(text: str) -> PolicyError | None:
    try:
        Policy.from_toml(text)
    except PolicyError as error:
        return error
    return None


PIECES = [
    "keep", "base", '"keep"', "'name'", "x", "1", "[", "]", "{", "}", "=", ",", ".", "\n", "\r\n", " ", "#",
    '"', "'", '"""', "'''", "\\", '"time"', "'ai'", "true", "1979-05-27T07:32:00Z", "\\u0041", "é", "\0",
    "keep = [", "]\n", 'base = "share"\n', "[[x]]\n", "[x]\n", "name = '''", 'name = """', "x.y = {a = 1}\n",
]  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
def test_any_text_is_a_policy_or_a_policy_error(text: str) -> None:
    error = refusal(text)
    if error is not None:
        assert error.rule is not None
        assert str(error).isprintable()


KEY = st.sampled_from(sorted([*KEYS, "'a.b'", '"c"']))
VALUE = st.sampled_from(
    [
        *("1", "true", '"#"', "'['", '"""\nkeep = 1\n"""', "'''\n[x]\n'''"),
        *("[\n\"a\", # ]\n'b',\n]", "{a = [1, {b = 2}]}"),
    ]
)


@given(
    st.lists(st.tuples(KEY, VALUE), max_size=6, unique_by=lambda row: row[0]),
    st.lists(st.sampled_from(["\n", "# keep = 1\n", "  ", "\t\n"]), max_size=6),
)
def test_every_key_of_a_document_is_found_where_it_stands(
    rows: list[tuple[str, str]], between: list[str]
) -> None:
    text, lines = "", {}
    for number, (key, value) in enumerate(rows):
        text += between[number] if number < len(between) else ""
        lines[key.strip("'\"")] = text.count("\n") + 1
        text += f"{key} = {value}\n"
    found = _statements(text)
    assert set(found) == set(tomllib.loads(text))
    assert {key: statement.line for key, statement in found.items()} == lines


# -- files ----------------------------------------------------------------------------------------


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "club.toml"
    path.write_text(FULL, "utf-8")
    assert load_policy(path) == load_policy(str(path)) == Policy.from_toml(FULL)
    path.write_bytes(b"\xef\xbb\xbf" + FULL.encode())  # as some editors begin every file
    assert load_policy(path) == Policy.from_toml(FULL)


def test_a_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_bytes(b"#" * LONGEST_POLICY)
    assert load_policy(path) == Policy.share()
    path.write_bytes(b"#" * LONGEST_POLICY + b"\n")
    with pytest.raises(PolicyError, match="longer than 65,536 bytes") as caught:
        load_policy(path)
    assert caught.value.rule == "policy-file"


def test_a_file_is_text(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b'base = "share"\nname = "caf\xe9"')
    with pytest.raises(PolicyError, match="line 2: not text in UTF-8"):
        load_policy(path)
    with pytest.raises(PolicyError, match="NUL"):
        load_policy("a\0b")
    with pytest.raises(FileNotFoundError):
        load_policy(tmp_path / "missing.toml")
