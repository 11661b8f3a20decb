import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.seal.made import draws
from trilateral.errors import MalformedError
from trilateral.seal.commitments import Row, commitment, disclose_rows, salted, verify_disclosures
from trilateral.seal.members import Members, Reference, open_members, read_member, seal_members

OPENING, ANSWERED = "ab" * 32, "cd" * 32
ANSWER = Members(
    "allegations.answered/1",
    OPENING,
    (Reference(ANSWERED, "answers"),),
    {"point": 0, "answer": "denied", "text": {"lang": "fa", "text": "چنین نبود"}, "until": None, "joint": False},
)

words = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
ids = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
scalars = st.none() | st.booleans() | st.integers(-(2**53 - 1), 2**53 - 1) | st.text()
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4), max_leaves=8
)
anything = st.builds(
    Members,
    st.builds("{}.{}/{}".format, words, words, st.integers(1, 99)),
    st.none() | ids,
    st.lists(st.builds(Reference, ids, words), max_size=3).map(tuple),
    st.dictionaries(words, json_values, max_size=5),
)


@given(anything)
def test_what_an_entry_says_is_read_back(members: Members) -> None:
    """And each member by itself, proven against the one commitment."""
    rows = seal_members(members, draws())

    assert open_members(rows) == members
    shown = disclose_rows(rows, [f"body.{name}" for name in members.body])
    fields = verify_disclosures(shown, commitment(rows))
    assert {name: read_member(value) for name, value in fields.items()} == {
        f"body.{name}": value for name, value in members.body.items()
    }


def test_every_member_is_one_row() -> None:
    rows = seal_members(ANSWER, draws())

    assert {row.name: row.value for row in rows} == {
        "kind": "allegations.answered/1",
        "subject": OPENING,
        "refs": f'[{{"entry":"{ANSWERED}","role":"answers"}}]',
        "body.point": "0",
        "body.answer": '"denied"',
        "body.text": '{"lang":"fa","text":"چنین نبود"}',
        "body.until": "null",
        "body.joint": "false",
    }
    assert [row.name for row in rows] == sorted(row.name for row in rows)
    assert len({row.salt for row in rows}) == len(rows)


def test_an_opening_entry_without_words_has_its_three_rows() -> None:
    """Whether there is a subject and whether there are refs cannot be told from how many rows there are."""
    opening = Members("meetings.convened/1", None, (), {})

    rows = seal_members(opening, draws())
    assert [(row.name, row.value) for row in rows] == [
        ("kind", "meetings.convened/1"),
        ("refs", "[]"),
        ("subject", None),
    ]
    assert open_members(rows) == opening


def test_a_text_is_never_taken_for_a_list() -> None:
    both: list[Any] = ["[]", []]
    text, listed = (seal_members(ANSWER._replace(body={"said": said}), draws()) for said in both)

    assert commitment(text) != commitment(listed)
    assert (open_members(text).body, open_members(listed).body) == ({"said": "[]"}, {"said": []})


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"kind": "answered"}, "a kind such as"),
        ({"kind": "allegations.answered/0"}, "a kind such as"),
        ({"kind": "allegations.answered/1\n"}, "a kind such as"),
        ({"subject": "ab"}, "as subject"),
        ({"subject": OPENING.upper()}, "as subject"),
        ({"refs": (Reference("ab", "answers"),)}, "in refs"),
        ({"refs": (Reference(ANSWERED, "Answers"),)}, "in refs"),
        ({"refs": (Reference(ANSWERED, ""),)}, "in refs"),
        ({"body": {"Text": 1}}, "name of a member"),
        ({"body": {"a.b": 1}}, "name of a member"),
        ({"body": {"": 1}}, "name of a member"),
        ({"body": {"a" * 44: 1}}, "name of a member"),
        ({"body": {"share": 0.5}}, "floats"),
        ({"body": {"number": 2**53}}, "integer"),
        ({"body": {"text": "\ud800"}}, "Unicode"),
        ({"body": {"text": {"é": 1}}}, "ASCII"),
        ({"body": {"text": "x" * 1_000_001}}, "at most"),
    ],
    ids=lambda each: re.sub(r"(.{30}).*", r"\1", str(each).encode("ascii", "replace").decode()),
)
def test_what_could_not_be_read_again_is_not_sealed(change: dict[str, Any], match: str) -> None:
    with pytest.raises(MalformedError, match=match):
        seal_members(ANSWER._replace(**change), draws())


FIELDS = {row.name: row.value for row in seal_members(ANSWER, draws())}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": None},
        {"kind": 1},
        {"kind": "Kind"},
        {"subject": 1},
        {"subject": True},
        {"subject": "x"},
        {"refs": None},
        {"refs": 0},
        {"refs": "{}"},
        {"refs": "[1]"},
        {"refs": "[{}]"},
        {"refs": "[ ]"},
        {"refs": '[{"entry":"x","role":"answers"}]'},
        {"refs": f'[{{"entry":"{ANSWERED}","role":1}}]'},
        {"refs": f'[{{"entry":"{ANSWERED}","role":"answers","why":""}}]'},
        {"refs": '[{"entry":[],"role":{}}]'},
        {"body.text": None},
        {"body.text": 1},
        {"body.text": "denied"},
        {"body.text": "{} "},
        {"body.text": "1.0"},
        {"body.text": ""},
        {"body.": "1"},
        {"body.a.b": "1"},
        {"body": "{}"},
        {"other": "1"},
    ],
    ids=str,
)
def test_rows_that_are_no_entry_are_malformed(change: dict[str, Any]) -> None:
    """Their author committed to them and sealed them; whoever opens them says so."""
    fields = FIELDS | change
    rows = salted(fields, [draws(name)(32) for name in sorted(fields)])

    with pytest.raises(MalformedError):
        open_members(rows)


@pytest.mark.parametrize("missing", ["kind", "refs", "subject"])
def test_some_rows_are_not_the_entry(missing: str) -> None:
    rows = [row for row in seal_members(ANSWER, draws()) if row.name != missing]

    with pytest.raises(MalformedError, match="expected kind, refs, subject"):
        open_members(rows)


def test_one_row_cannot_stand_twice() -> None:
    rows = seal_members(ANSWER, draws())

    with pytest.raises(MalformedError):
        open_members([*rows, Row("kind", "00" * 32, "meetings.convened/1")])
