"""The parts of the finder: levels of agreement, blocks, rarity."""

from math import log

import pytest

from quen.people.duplicates.blocking import Pass, pairs
from quen.people.duplicates.fitting import Model
from quen.people.duplicates.kinds import KINDS, MISSING, compared
from quen.people.duplicates.specs import spec


@pytest.mark.parametrize(
    ("kind", "one", "other", "level"),
    [
        ("name", "Nguyễn Thị Hồng", "nguyễn thị hồng", 5),
        ("name", "Nguyễn Thị Hồng", "Nguyen Thi Hong", 4),
        ("name", "Nguyễn Thị Hồng", "Hồng Nguyễn Thị", 3),
        ("name", "Nguyễn Thị Hồng", "Nguyễn Hồng", 2),
        ("name", "Nguyễn Thị Thanh", "Nguyễn Thị Thannh", 2),
        ("name", "Trần Văn Lan", "Lê Thị Cúc", 0),
        ("name", "อรุณี รัตนกุล", "Arunee Rattanakul", MISSING),
        ("name", "", "Lan", MISSING),
        ("phones", ["+84903221884", "+84911"], ["+84903221884"], 2),
        ("phones", ["+84903221884"], ["+84903221848"], 1),
        ("phones", ["+84903221884"], ["+84903000000"], 0),
        ("phones", [], ["+84903000000"], MISSING),
        ("mails", "Hong@x.vn", "hong@x.vn", 3),
        ("mails", "hong.nt@x.vn", "hong.nt@y.vn", 2),
        ("mails", "hong.nt@x.vn", "hongnt@y.vn", 1),
        ("mails", "hong85@x.vn", "hong86@x.vn", 0),
        ("day", "1988-03-14", "1988-03-14", 3),
        ("day", "1988-03-12", "1988-12-03", 2),
        ("day", "1988-03-14", "--03-14", 2),
        ("day", "1988-03-14", "1971-11-29", 0),
        ("sign", "0302011234", "0302011243", 1),
        ("sign", "0302 011-234", "0302011234", 2),
        ("text", "Hà Nội", "ha noi", 3),
    ],
)
def test_levels_of_agreement(kind, one, other, level):
    known = KINDS[kind]
    assert compared([known], [known.prepare(one)], [known.prepare(other)]) == (level,)


def test_a_rare_name_weighs_more_than_a_common_one():
    fields = spec(("name", "name"))
    m, u = [0.05, 0.05, 0.1, 0.1, 0.3, 0.4], [0.8, 0.15, 0.02, 0.01, 0.01, 0.01]
    model = Model([m], [u], prior=1e-4, size=1_000, terms=[{"an nguyen van": 0.05}])
    common, rare = (fields.prepared({"name": name}) for name in ("Nguyễn Văn An", "Âu Dương Ly"))

    heavier = model.weight(fields, (5,), rare, rare) - model.weight(fields, (5,), common, common)

    assert heavier == pytest.approx(log(0.05 * 1_000))


def test_a_great_block_pairs_neighbours_only():
    fields = spec(("name", "name"))
    records = [fields.prepared({"name": f"Tên {n:04d}"}) for n in range(500)]
    everybody = Pass("all", lambda record: ("x",), frozenset({0}))
    found = set(pairs(records, everybody, fields.sort))
    assert len(found) < 500 * 10
    assert (0, 1) in found
