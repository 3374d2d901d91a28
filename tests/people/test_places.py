"""Places of Vietnam: every old ward to its new one, divided ones asked, names as people write them."""

import csv
import gzip
import os
from pathlib import Path

import pytest

from quen.kit.text import fold
from quen.people.places import Place, State, convert, from_line, table
from quen.people.places.table import BadTable, read

HANOI, HCM = "Thành phố Hà Nội", "Thành phố Hồ Chí Minh"


def wrong(write) -> list:
    """Old wards whose conversion, written by `write`, is not what the table says."""
    found = []
    for old in table().olds:
        told = convert(write(old.province), write(old.district), write(old.ward))
        state = State.SURE if len(old.became) == 1 else State.ASK
        if (told.state, set(told.places)) != (state, set(old.became)):
            found.append((old, told))
    return found


def test_every_old_ward_becomes_what_the_table_says_and_divided_ones_are_asked():
    assert len(table().olds) == 10_040
    assert sum(len(old.became) > 1 for old in table().olds) == 471
    assert wrong(str) == []


def test_it_is_the_same_in_capitals_and_with_marks_apart():
    assert wrong(str.upper) == []


def test_without_marks_nothing_is_wrong_though_more_is_asked():
    for old, told in wrong(fold):
        assert told.state is State.ASK
        assert set(old.became) < set(told.places)


@pytest.mark.skipif("QUEN_TEST_DATA" not in os.environ, reason="QUEN_TEST_DATA names no folder")
def test_the_shipped_table_is_the_published_one():
    path = Path(os.environ["QUEN_TEST_DATA"]) / "geo_vietnam" / "vn_ward_mapping_63_to_34.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            told = convert(row["province"], row["district"], row["ward"])
            assert Place(row["newProvince"], row["newWard"]) in told.places, row
            assert (told.state is State.ASK) == (row["isDividedWard"] == "True"), row


@pytest.mark.parametrize(
    ("province", "district", "ward", "place"),
    [
        ("TP.HCM", "Q.1", "P. Bến Nghé", (HCM, "Phường Sài Gòn")),
        ("TPHCM", "Q1", "bến nghé", (HCM, "Phường Sài Gòn")),
        ("Sài Gòn", "quận 1", "Phường Bến Nghé", (HCM, "Phường Sài Gòn")),
        ("Hồ Chí Minh", "Quận 5", "P.04", (HCM, "Phường Chợ Quán")),
        ("HCM", "Quan 5", "P4", (HCM, "Phường Chợ Quán")),
        ("Hà Nội", "Ba Đình", "Phúc Xá", (HANOI, "Phường Hồng Hà")),
        ("ha noi", "ba dinh", "phuc xa", (HANOI, "Phường Hồng Hà")),
        ("Bình Dương", "TX. Bến Cát", "P. An Điền", (HCM, "Phường Long Nguyên")),
        ("BR-VT", "H. Côn Đảo", "", (HCM, "Đặc khu Côn Đảo")),
        ("Thừa Thiên Huế", "Huyện Phú Lộc", "TT Phú Lộc", ("Thành phố Huế", "Xã Phú Lộc")),
    ],
)
def test_names_are_read_as_people_write_them(province, district, ward, place):
    told = convert(province, district, ward)
    assert (told.state, told.places) == (State.SURE, (Place(*place),))


def test_a_divided_ward_offers_all_it_became_and_nothing_else():
    told = convert("Hà Nội", "Ba Đình", "Cống Vị")
    assert told.state is State.ASK
    assert {place.ward for place in told.places} == {"Phường Giảng Võ", "Phường Ngọc Hà"}
    assert told.province == HANOI


def test_a_place_of_today_stays_as_it_is():
    assert convert(HCM, "", "Phường Sài Gòn").state is State.NEW
    assert convert("TP.HCM", "", "Sài Gòn").state is State.NEW


def test_a_name_that_was_another_ward_before_is_asked_when_the_district_is_missing():
    told = convert("Hà Nội", "", "Phường Ngọc Hà")
    assert told.state is State.ASK


def test_what_is_not_in_the_table_is_unknown_but_its_province_is_told():
    told = convert("Bình Dương", "Dĩ An", "Phường Không Có")
    assert (told.state, told.places, told.province) == (State.UNKNOWN, (), HCM)
    assert convert("Atlantis", "", "").state is State.UNKNOWN
    assert convert("", "", "").state is State.UNKNOWN


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("12 Lê Lợi, P. Bến Nghé, Q.1, TP.HCM", ("12 Lê Lợi", "P. Bến Nghé", "Q.1", "TP.HCM")),
        (
            "Số 5, ngõ 3, Phúc Xá, Ba Đình, Hà Nội, Việt Nam",
            ("Số 5, ngõ 3", "Phúc Xá", "Ba Đình", "Hà Nội"),
        ),
        (
            "12 Lê Lợi - Phường Sài Gòn - TP. Hồ Chí Minh",
            ("12 Lê Lợi", "Phường Sài Gòn", "", "TP. Hồ Chí Minh"),
        ),
    ],
)
def test_a_line_is_taken_apart_where_its_end_names_places(line, parts):
    told = from_line(line)
    assert (told.street, told.ward, told.district, told.province) == parts


@pytest.mark.parametrize("line", ["", "12 Lê Lợi", "giao giờ hành chính, gọi trước", "Q1"])
def test_a_line_without_places_is_left_alone(line):
    assert from_line(line) is None


HEAD = "old_province,old_district,old_ward,new_province,new_ward\n"


@pytest.mark.parametrize("text", ["a,b\n", HEAD, f"{HEAD}A,B,C,,\n"])
def test_a_table_that_is_not_whole_is_refused(text):
    with pytest.raises(BadTable):
        read(gzip.compress(text.encode()))


def test_a_file_that_is_no_table_is_refused():
    with pytest.raises(BadTable):
        read(b"no gzip")
