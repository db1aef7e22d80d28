import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.formats.expressions import takes


@pytest.mark.parametrize(
    ("pattern", "text", "taken"),
    [
        *(("[0-9]*", "123", True), ("[0-9]*", "12a", False), ("[0-9]*", "", True), (r"\d{3}-\d{4}", "555-0123", True)),
        *((r"\d{3}-\d{4}", "5550123", False), (r"^\d+$", "12", True), (r"^\d+([.,]\d*)?$", "1,5", True)),
        *(("[0-9-() ]*", "(12) 3", True), ("[0-9()#&+*-=.]+", "+1", True), (r"\d{5,5}(-\d{4,4})?", "12345-6789", True)),
        *((r"(\d{6}[-]\d{1})|(\d{7})", "1234567", True), (r"(\d{6}[-]\d{1})|(\d{7})", "123456-78", False)),
        *(("[A-Za-zÀ-ÖØ-öø-ÿ' -]+", "Zoë", True), (r"[a-z\u00e0-\u00ff]+", "zoë", True), (r"\p{L}+", "Zoë", True)),
        *(
            ("[^ @]*@[^ @]*", "a@b", True),
            ("[^ @]*@[^ @]*", "a b", False),
            ("a|b|", "", True),
            ("(?:ab){2}", "abab", True),
        ),
        *(("(?<year>[0-9]{4})", "1985", True), ("a{2,}", "aaa", True), ("a{2,}", "a", False), ("a+?b", "aab", True)),
        *((r"\S+", "a b", False), (".{3,5}", "abcd", True), (".{3,5}", "abcdef", False), ("a^b", "ab", False)),
    ],
)
def test_expressions_of_real_pages(pattern: str, text: str, *, taken: bool) -> None:
    """What browsers would take is taken, as a whole."""
    assert taken == takes(pattern, text)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?=.*\d).{6,}",
        r"(a)\1",
        r"\bword\b",
        "a**",
        "(",
        "[",
        "a{",
        "a{2",
        ")",
        "\\",
        r"\k<a>",
        "[z-a]",
        "a{3000}",
        "(" * 90,
    ],
)
def test_what_is_not_understood_is_not_judged(pattern: str) -> None:
    """A look ahead, a reference back, or nonsense gives no answer, and no error."""
    assert takes(pattern, "aa") is None


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "(a*)*b", "((a{1,20}){1,20}){1,3}b", ".*.*.*.*.*.*b"])
def test_hostile_expressions_cost_little(pattern: str) -> None:
    """Expressions that keep a backtracking engine busy for ages are answered at once, or not at all."""
    assert takes(pattern, "a" * 200) in {False, None}


PIECES = st.sampled_from(
    ["a", "b", ".", r"\d", "[ab]", "[^a]", "(a|b)", "(?:ab)", "(a)?", "[0-9]{2}", "a*", "(b+a)*", "1{0,2}"]
)


@given(st.lists(PIECES, max_size=6).map("".join), st.text(alphabet="ab12", max_size=8))
def test_it_agrees_with_another_engine(pattern: str, text: str) -> None:
    """What both know, both judge alike."""
    assert (re.fullmatch(pattern, text) is not None) == takes(pattern, text)


@given(st.text(alphabet="ab()[]{}|*+?^$\\.,-12dwpL", max_size=30), st.text(alphabet="ab1", max_size=5))
def test_no_expression_breaks_it(pattern: str, text: str) -> None:
    """Whatever a page writes there, an answer comes."""
    assert takes(pattern, text) in {True, False, None}
