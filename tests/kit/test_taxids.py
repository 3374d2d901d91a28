import pytest
from hypothesis import given
from hypothesis import strategies as st

from quen.kit.taxids import WARNINGS, read, shown


@pytest.mark.parametrize(
    ("raw", "country", "number", "kind", "warning"),
    [
        ("0100233488", "VN", "0100233488", "company", ""),
        ("01.00.112.437", "VN", "0100112437", "company", ""),
        ("0314409058-002", "VN", "0314409058002", "branch", ""),
        ("0100233480", "VN", "0100233480", "company", "check_digit"),
        ("0314409058-000", "VN", "0314409058000", "branch", "component"),
        ("001099012345", "VN", "001099012345", "person", ""),
        ("999099012345", "VN", "999099012345", "person", "component"),
        ("12345", "VN", "12345", "", "length"),
        ("01002334AB", "VN", "01002334AB", "", "characters"),
        ("0-1055-36112-01-4", "TH", "0105536112014", "company", ""),
        ("1-2345-45678-78-1", "TH", "1234545678781", "person", ""),
        ("1-2345-45678-78-9", "TH", "1234545678789", "person", "check_digit"),
        ("9234545678781", "TH", "9234545678781", "person", "component"),
        ("123", "TH", "123", "", "length"),
        ("", "VN", "", "", ""),
        ("DE 123 456 789", "DE", "DE123456789", "", ""),
    ],
)
def test_tax_numbers_are_tidied_and_doubted_but_kept(raw, country, number, kind, warning):
    told = read(raw, country)
    assert (told.number, told.kind, told.warning) == (number, kind, warning)


def test_tax_numbers_are_shown_in_their_groups():
    assert shown("0314409058002") == "0314409058-002"
    assert shown("0100233488") == "0100233488"
    assert shown("0105536112014", "TH") == "0-1055-36112-01-4"


@given(st.text(max_size=20), st.sampled_from(["VN", "TH", "SG"]))
def test_no_text_is_a_wall(raw, country):
    told = read(raw, country)
    assert not told.warning or WARNINGS[told.warning]
    assert read(told.number, country) == told
