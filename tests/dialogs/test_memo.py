"""What was made of a value is found again by the value itself."""

from dialogs import memo
from dialogs.memo import by_identity


def test_it_is_made_once_for_each_value_and_anew_for_an_equal_one():
    made = []

    @by_identity
    def copied(value: list[int]) -> list[int]:
        made.append(value)
        return list(value)

    first, equal = [1, 2], [1, 2]
    assert copied(first) is copied(first)
    assert copied(equal) == copied(first)
    assert copied(equal) is not copied(first)
    assert made == [first, equal]


def test_it_forgets_all_when_there_are_too_many_and_never_mixes_them_up(monkeypatch):
    monkeypatch.setattr(memo, "MOST", 3)

    @by_identity
    def doubled(value: list[int]) -> list[int]:
        return [each * 2 for each in value]

    for number in range(50):  # each list is let go at once: the next one may get its id
        assert doubled([number]) == [number * 2]
