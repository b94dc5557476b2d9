"""Policies are values, decide by category, and are found by name."""

from __future__ import annotations

import copy
import pickle
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exifguard.errors import PolicyError
from exifguard.model import Action, Category, Finding
from exifguard.privacy.policy import PRESETS, REASONS, Policy, resolve

policies = st.builds(
    Policy,
    st.text(min_size=1),
    st.dictionaries(st.sampled_from(Category), st.sampled_from(Action)),
    st.sampled_from(Action),
)


def finding(category: Category) -> Finding:
    return Finding("APP1/exif/key", category, frozenset({category}), "key")


@given(policies)
def test_a_policy_survives_pickle_and_copy(policy: Policy) -> None:
    for twin in (pickle.loads(pickle.dumps(policy)), copy.deepcopy(policy), copy.copy(policy)):
        assert twin == policy
        assert hash(twin) == hash(policy)


@given(policies, st.sampled_from(Category))
def test_a_policy_decides_by_the_category(policy: Policy, category: Category) -> None:
    decision = policy.decide(finding(category))
    assert decision.action is policy.actions.get(category, policy.default)
    assert decision.finding == finding(category)
    assert policy.name in decision.rule
    assert category.value in decision.rule


def test_order_does_not_matter_but_actions_do() -> None:
    first = Policy("mine", {Category.TIME: Action.KEEP, Category.AI: Action.REFUSE})
    second = Policy("mine", {Category.AI: Action.REFUSE, Category.TIME: Action.KEEP})
    assert first == second
    assert hash(first) == hash(second)
    assert first != Policy("mine", {Category.TIME: Action.KEEP})
    assert first != Policy("yours", first.actions)
    assert first != Policy("mine", first.actions, Action.KEEP)


def test_a_policy_cannot_be_changed() -> None:
    actions = {Category.TIME: Action.KEEP}
    policy = Policy("mine", actions)
    actions[Category.TIME] = Action.REMOVE
    assert policy.action(Category.TIME) is Action.KEEP
    with pytest.raises(TypeError):
        policy.actions[Category.TIME] = Action.REMOVE  # type: ignore[index]
    with pytest.raises(AttributeError):
        policy.name = "other"  # type: ignore[misc]


def test_share_keeps_the_look_and_removes_everything_else() -> None:
    share = Policy.share()
    kept = {category for category in Category if share.action(category) is not Action.REMOVE}
    assert kept == {Category.RENDERING}
    assert share.action(Category.RENDERING) is Action.NEUTRALISE
    assert share.decide(finding(Category.LOCATION)).rule == "share removes location"


def test_what_no_policy_names_is_removed() -> None:
    assert Policy("empty", {}).action(Category.UNKNOWN) is Action.REMOVE


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_names_every_category_and_says_why(name: str) -> None:
    assert PRESETS[name].name == name
    assert set(PRESETS[name].actions) == set(Category)
    assert set(REASONS[name]) == set(Category)
    assert all(REASONS[name].values())


def test_share_is_the_only_preset() -> None:
    assert set(PRESETS) == set(REASONS) == {"share"}


def test_resolve_takes_names_and_policies() -> None:
    mine = Policy("mine", {})
    assert resolve(mine) is mine
    assert resolve("share") is Policy.share()


@pytest.mark.parametrize("wrong", ["shares", "shar", "Share", "SHARE"])
def test_a_misspelt_name_gets_a_suggestion(wrong: str) -> None:
    with pytest.raises(PolicyError, match="did you mean 'share'"):
        resolve(wrong)


def test_an_unknown_name_gets_the_list() -> None:
    with pytest.raises(PolicyError, match="there is 'share'"):
        resolve("zzzzzz")


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("", {}),
        ("mine", {"location": Action.KEEP}),
        ("mine", {Category.LOCATION: "keep"}),
    ],
)
def test_a_policy_of_wrong_words_is_refused(name: str, actions: object) -> None:
    with pytest.raises(PolicyError):
        Policy(name, cast("dict[Category, Action]", actions))


def test_no_other_type_is_a_policy() -> None:
    with pytest.raises(PolicyError, match="not int"):
        resolve(cast("str", 3))
