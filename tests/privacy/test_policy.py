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
from exifguard.privacy.policy import PRESETS, REASONS, SUMMARIES, Policy, resolve

C, A = Category, Action
ANEW = {C.RENDERING, C.RIGHTS}
UNWANTED = {A.REMOVE, A.REFUSE}
PLAIN = (A.KEEP, A.REMOVE, A.REFUSE)


def actions_of(category: Category) -> st.SearchStrategy[Action]:
    """The actions that a policy may give to a category."""
    if category is C.RENDERING:
        return st.sampled_from((A.KEEP, A.NEUTRALISE))
    return st.sampled_from((*PLAIN, A.NEUTRALISE) if category in ANEW else PLAIN)


policies = st.builds(
    Policy,
    st.text(min_size=1),
    st.fixed_dictionaries({}, optional={category: actions_of(category) for category in Category}),
    st.sampled_from(PLAIN),
    st.booleans(),
)
presets = st.sampled_from(list(PRESETS.values()))
removable = st.sampled_from([category for category in Category if category is not C.RENDERING])
some = st.lists(removable, max_size=4)


def finding(category: Category, *may_hold: Category) -> Finding:
    reveals = frozenset({category})
    return Finding("APP1/exif/key", category, reveals, "key", may_hold=frozenset(may_hold))


# -- values ---------------------------------------------------------------------------------------


@given(policies)
def test_a_policy_survives_pickle_and_copy(policy: Policy) -> None:
    for twin in (pickle.loads(pickle.dumps(policy)), copy.deepcopy(policy), copy.copy(policy)):
        assert twin == policy
        assert hash(twin) == hash(policy)


@given(policies, st.sampled_from(Category))
def test_a_policy_decides_by_the_category(policy: Policy, category: Category) -> None:
    decision = policy.decide(finding(category))
    if category is not C.RENDERING:
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
    assert first != Policy("mine", first.actions, minimal=True)


def test_a_policy_cannot_be_changed() -> None:
    actions = {Category.TIME: Action.KEEP}
    policy = Policy("mine", actions)
    actions[Category.TIME] = Action.REMOVE
    assert policy.action(Category.TIME) is Action.KEEP
    with pytest.raises(TypeError):
        policy.actions[Category.TIME] = Action.REMOVE  # type: ignore[index]
    with pytest.raises(AttributeError):
        policy.name = "other"  # type: ignore[misc]


def test_what_no_policy_names_is_removed() -> None:
    assert Policy("empty", {}).action(Category.UNKNOWN) is Action.REMOVE


@pytest.mark.parametrize("default", PLAIN)
def test_no_default_takes_away_the_look(default: Action) -> None:
    action = Policy("mine", {}, default).action(C.RENDERING)
    assert action is (A.KEEP if default is A.KEEP else A.NEUTRALISE)


@pytest.mark.parametrize(
    ("actions", "default"),
    [
        *(({category: A.NEUTRALISE}, A.REMOVE) for category in Category if category not in ANEW),
        ({}, A.NEUTRALISE),
        ({C.RENDERING: A.REMOVE}, A.KEEP),
        ({C.RENDERING: A.REFUSE}, A.KEEP),
    ],
)
def test_no_action_that_nobody_can_do(actions: dict[Category, Action], default: Action) -> None:
    with pytest.raises(PolicyError) as caught:
        Policy("mine", actions, default)
    assert caught.value.rule == "policy-action"


# -- what is decided ------------------------------------------------------------------------------


@given(policies, st.sampled_from(Category), st.frozensets(st.sampled_from(Category)))
def test_what_may_hold_something_unwanted_is_not_kept(
    policy: Policy, category: Category, may_hold: frozenset[Category]
) -> None:
    plain, sealed = policy.decide(finding(category)), policy.decide(finding(category, *may_hold))
    if plain.action is A.KEEP and any(policy.action(held) in UNWANTED for held in may_hold):
        assert sealed.action is (A.NEUTRALISE if category is C.RENDERING else A.REMOVE)
        assert sealed.rule.endswith(", which it may hold")
    else:
        assert (sealed.action, sealed.rule) == (plain.action, plain.rule)


def test_the_rule_names_the_worst_of_what_it_may_hold() -> None:
    sealed = finding(C.DEVICE, C.TIME, C.LOCATION, C.IDENTITY)
    rules = {
        Policy.location(): "location removes location, which it may hold",
        Policy("mine", {C.IDENTITY: A.REFUSE}, A.KEEP): "mine refuses identity, which it may hold",
        Policy.share().keep("device"): "share, keeping device, removes location, which it may hold",
        Policy.share(): "share removes device",
        Policy("open", {}, A.KEEP): "open keeps device",
    }
    assert {policy: policy.decide(sealed).rule for policy in rules} == rules


def test_a_colour_profile_is_written_anew_rather_than_lost() -> None:
    policy = Policy.location().remove(C.DEVICE)
    assert policy.decide(finding(C.RENDERING)).action is A.KEEP
    assert policy.decide(finding(C.RENDERING, C.DEVICE)).action is A.NEUTRALISE


# -- presets --------------------------------------------------------------------------------------

TABLE = """
              share       location  publish     strict
location      remove      remove    remove      remove
device        remove      keep      remove      remove
identity      remove      keep      remove      remove
time          remove      keep      remove      remove
caption       remove      keep      remove      remove
preview       remove      keep      remove      remove
history       remove      keep      remove      remove
ai            remove      keep      remove      remove
rights        remove      keep      neutralise  remove
capture       remove      keep      remove      remove
rendering     neutralise  keep      neutralise  neutralise
unknown       remove      remove    remove      refuse
unreadable    remove      remove    remove      refuse
trailer       remove      remove    remove      remove
"""


def test_the_presets_do_what_the_table_says() -> None:
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    assert list(PRESETS) == head
    assert {row[0] for row in rows} == {category.value for category in Category}
    for word, *actions in rows:
        assert [policy.action(Category(word)).value for policy in PRESETS.values()] == actions, word


def test_the_presets_have_constructors() -> None:
    made = (Policy.share(), Policy.location(), Policy.publish(), Policy.strict())
    assert made == tuple(PRESETS.values())
    assert [policy.minimal for policy in made] == [False, False, False, True]
    assert [policy.selective for policy in made] == [False, True, False, False]
    assert [policy.writes_credits for policy in made] == [False, False, True, False]
    assert [policy.refuses for policy in made] == [False, False, False, True]


def test_keeping_the_look_as_it_is_makes_no_policy_selective() -> None:
    assert not Policy.share().keep(C.RENDERING).selective
    assert Policy.share().keep(C.RIGHTS).selective


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_names_every_category_and_says_why(name: str) -> None:
    assert PRESETS[name].name == name
    assert set(PRESETS[name].actions) == set(Category)
    assert set(REASONS[name]) == set(Category)
    assert all(REASONS[name].values())
    assert SUMMARIES[name]


# -- keep and remove ------------------------------------------------------------------------------


@given(st.one_of(presets, policies), some, some)
def test_keep_and_remove_do_that_and_no_more(
    policy: Policy, kept: list[Category], removed: list[Category]
) -> None:
    changed = policy.keep(*kept).remove(*removed)
    for category in Category:
        expected = policy.action(category)
        expected = A.KEEP if category in kept else expected
        expected = A.REMOVE if category in removed else expected
        assert changed.action(category) is expected
    assert (changed.default, changed.minimal) == (policy.default, policy.minimal)


@given(st.one_of(presets, policies), some, some)
def test_neither_order_nor_repetition_makes_another_policy(
    policy: Policy, kept: list[Category], removed: list[Category]
) -> None:
    kept = [category for category in kept if category not in removed]
    one = policy.keep(*kept).remove(*removed)
    other = policy
    for category in reversed(removed):
        other = other.remove(category)
    for category in (*kept, *kept):
        other = other.keep(category)
    assert one == other
    assert hash(one) == hash(other)
    assert one.keep(*kept) == one == one.remove(*removed)


@given(presets, some)
def test_the_way_back_leads_back(policy: Policy, categories: list[Category]) -> None:
    removed = [category for category in categories if policy.action(category) is A.REMOVE]
    kept = [category for category in categories if policy.action(category) is A.KEEP]
    assert policy.keep(*removed).remove(*removed) == policy
    assert policy.remove(*kept).keep(*kept) == policy


@given(st.one_of(presets, policies), some, some)
def test_a_changed_policy_can_be_changed_on_after_a_trip(
    policy: Policy, kept: list[Category], more: list[Category]
) -> None:
    changed = policy.keep(*kept)
    for twin in (pickle.loads(pickle.dumps(changed)), copy.deepcopy(changed)):
        assert twin.keep(*more) == changed.keep(*more)
        assert twin.remove(*more).name == changed.remove(*more).name


@pytest.mark.parametrize(
    ("policy", "name"),
    [
        (Policy.share().keep(C.RIGHTS), "share, keeping rights"),
        (Policy.share().keep("rights", "time"), "share, keeping time and rights"),
        (Policy.share().keep("rights", "ai").keep("time"), "share, keeping time, ai and rights"),
        (Policy.location().remove("identity"), "location, removing identity"),
        (
            Policy.location().keep("trailer").remove("device"),
            "location, keeping trailer, removing device",
        ),
        (Policy.strict().remove("unknown"), "strict, removing unknown"),
        (Policy.publish().keep("rights"), "publish, keeping rights"),
        (Policy.share().keep(), "share"),
        (Policy.share().remove("location"), "share"),
        (Policy.location().keep("time"), "location"),
        (Policy("mine", {C.TIME: A.KEEP}).remove("time"), "mine, removing time"),
    ],
)
def test_the_name_says_what_differs(policy: Policy, name: str) -> None:
    assert policy.name == name


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("rihgts", "no category is called 'rihgts'; did you mean 'rights'?"),
        ("Rights", "did you mean 'rights'"),
        ("", "there is 'location', 'identity'"),
        ("\x1b[31m" + "x" * 100, r"called '\?\[31mx{35}'; there is"),
        (cast("str", 3), "a category is a Category or a name, not int"),
        (cast("str", A.KEEP), "not Action"),
    ],
)
def test_an_unknown_category_gets_a_suggestion(word: str, message: str) -> None:
    for method in (Policy.keep, Policy.remove):
        with pytest.raises(PolicyError, match=message) as caught:
            method(Policy.share(), word)
        assert caught.value.rule == "policy-category"


def test_the_look_is_never_removed() -> None:
    with pytest.raises(PolicyError, match="it stays") as caught:
        Policy.location().remove("rendering")
    assert caught.value.rule == "policy-action"


# -- names ----------------------------------------------------------------------------------------


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
