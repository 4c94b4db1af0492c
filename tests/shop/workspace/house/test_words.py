"""Small words and signs of the workspace: whom a face without a picture stands for, and how far a listing has come."""

import pytest

from shop.workspace.templatetags.workspace import initials, stitches


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Béatha Uwimbabazi", "BU"), ("Marie Claire Uwase", "MU"), ("Rose", "R"), ("", ""), ("(?) Élise", "É")],
)
def test_somebody_without_a_picture_is_known_by_two_letters(name, letters):
    assert initials(name) == letters


def test_a_step_that_is_being_taken_stands_between_those_done_and_those_to_come():
    assert stitches(5, 3) == ["done", "done", "now", "next", "next"]
