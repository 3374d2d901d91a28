"""Dashboards: ready ones for each kind of colleague, copies that their owners edit, shared ones."""

import pytest

from quen.insights import jobs
from quen.insights.actions import dashboards as actions
from quen.insights.models import Dashboard
from quen.insights.tiles import MOST, READY, Tile
from quen.kit.refused import Refused
from quen.sales.actions import moving
from quen.timeline.models import Event


@pytest.fixture
def sold(office, deal):
    """Binh has won his deal."""
    moving.win_deal(deal, by=office.binh)
    jobs.keep_figures_right.func()
    return office


@pytest.fixture
def own(sold):
    """Binh's own board."""
    return actions.copy_board("rep", name="Của tôi", by=sold.binh)


@pytest.mark.parametrize(
    ("who", "key"),
    [("giang", "director"), ("hanh", "manager"), ("an", "manager"), ("binh", "rep")],
)
def test_everybody_begins_with_the_board_of_their_reach(who, key, client, office):
    client.force_login(getattr(office, who))
    answer = client.get("/reports/boards/")
    assert answer["Location"] == f"/reports/boards/{key}/"


@pytest.mark.parametrize("key", ["rep", "manager", "director"])
@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
def test_a_ready_board_shows_ones_own_figures_for_each_period(key, unit, client, sold):
    client.force_login(sold.binh)
    page = client.get(f"/reports/boards/{key}/", {"unit": unit}).content.decode()
    assert "₫412.5M" in page
    assert page.count("dash__tile ") == len(READY[key].tiles)
    client.force_login(sold.dung)
    assert "₫412.5M" not in client.get(f"/reports/boards/{key}/").content.decode()


def test_the_table_of_colleagues_names_who_sold(client, sold):
    client.force_login(sold.an)
    page = client.get("/reports/boards/manager/").content.decode()
    assert f"<td>{sold.binh.full_name}</td>" in page
    assert "100%" in page


def test_a_copy_is_ones_own_and_nobody_elses(client, sold):
    client.force_login(sold.binh)
    answer = client.post("/reports/boards/rep/copy/", {"name": "Của tôi"})
    made = Dashboard.objects.get()
    assert answer["Location"] == f"/reports/boards/{made.pk}/?edit=1"
    assert (made.owner, len(made.tiles)) == (sold.binh, len(READY["rep"].tiles))
    assert client.get(answer["Location"]).status_code == 200
    client.force_login(sold.chi)
    assert client.get(f"/reports/boards/{made.pk}/").status_code == 404
    assert client.post(f"/reports/boards/{made.pk}/delete/").status_code == 404


def test_a_shared_board_shows_each_colleague_their_own_figures(client, sold):
    board = actions.copy_board("rep", name="Chung", by=sold.giang)
    actions.share_board(board, True, by=sold.giang)
    client.force_login(sold.dung)
    page = client.get(f"/reports/boards/{board.pk}/").content.decode()
    assert "Chung" in page
    assert "₫412.5M" not in page
    assert (
        client.post(f"/reports/boards/{board.pk}/tiles/0/", {"verb": "remove"}).status_code == 404
    )
    copy = actions.copy_board(board, name="Của Dũng", by=sold.dung)
    assert (copy.tiles, copy.shared) == (board.tiles, False)


def test_who_may_not_share_keeps_theirs(own, sold):
    with pytest.raises(Refused, match="may not share"):
        actions.share_board(own, True, by=sold.binh)


def test_tiles_are_added_moved_resized_and_removed(client, own, sold):
    client.force_login(sold.binh)

    def change(place: int, verb: str) -> list[str]:
        told = {"verb": verb, "version": own.version}
        answer = client.post(f"/reports/boards/{own.pk}/tiles/{place}/", told)
        assert answer.status_code == 302
        own.refresh_from_db()
        return [t["measure"] for t in own.tiles]

    before = [t["measure"] for t in own.tiles]
    shows = {"shows": "bars:deals.won_value:source"}
    assert client.post(f"/reports/boards/{own.pk}/tiles/", shows).status_code == 302
    own.refresh_from_db()
    assert own.tiles[-1] == Tile("bars", "deals.won_value", "source", 2).facts()
    assert change(0, "later")[:2] == [before[1], before[0]]
    assert change(1, "earlier")[:2] == before[:2]
    assert change(0, "earlier")[:2] == before[:2]
    change(0, "wider")
    assert own.tiles[0]["width"] == 2
    change(0, "narrower")
    change(0, "narrower")
    assert own.tiles[0]["width"] == 1
    assert change(0, "remove")[0] == before[1]
    page = client.get(f"/reports/boards/{own.pk}/", {"edit": "1"}).content.decode()
    assert page.count('value="narrower"') == len(own.tiles)
    assert Event.objects.filter(kind="dashboard.changed").count() == 8
    told = {"verb": "wider", "version": own.version}
    assert client.post(f"/reports/boards/{own.pk}/tiles/99/", told).status_code == 409
    assert client.post(f"/reports/boards/{own.pk}/tiles/0/", {"verb": "burn"}).status_code == 404


def test_a_tile_goes_to_any_place(client, own, sold):
    client.force_login(sold.binh)
    before = [t["measure"] for t in own.tiles]
    for place, to, expected in (
        (0, 3, [*before[1:4], before[0], *before[4:]]),
        (3, 0, before),
        (1, 99, [before[0], *before[2:], before[1]]),
    ):
        own.refresh_from_db()
        told = {"verb": "to", "to": to, "version": own.version}
        assert client.post(f"/reports/boards/{own.pk}/tiles/{place}/", told).status_code == 302
        own.refresh_from_db()
        assert [t["measure"] for t in own.tiles] == expected
    told = {"verb": "to", "to": "there", "version": own.version}
    assert client.post(f"/reports/boards/{own.pk}/tiles/0/", told).status_code == 409


@pytest.mark.parametrize("verb", ["to", "earlier", "wider", "remove"])
def test_of_two_tabs_the_one_that_is_behind_is_told_and_changes_nothing(verb, client, own, sold):
    client.force_login(sold.binh)
    seen = own.version
    actions.move_tile(own, 0, 2, version=seen, by=sold.binh)
    own.refresh_from_db()
    tiles = own.tiles
    told = {"verb": verb, "to": "3", "version": seen}
    answer = client.post(f"/reports/boards/{own.pk}/tiles/1/", told)
    assert answer.status_code == 409
    assert "was changed elsewhere meanwhile" in answer.content.decode()
    told.pop("version")
    assert client.post(f"/reports/boards/{own.pk}/tiles/1/", told).status_code == 409
    own.refresh_from_db()
    assert own.tiles == tiles


@pytest.mark.parametrize(
    "tile",
    [
        Tile("figure", "deals.nothing"),
        Tile("film", "deals.won_value"),
        Tile("trend", "deals.open_value"),
        Tile("bars", "deals.won_value", "weather"),
        Tile("picture", "nothing"),
    ],
)
def test_a_tile_that_cannot_be_is_refused(tile, own, sold):
    with pytest.raises(Refused):
        actions.add_tile(own, tile, by=sold.binh)


def test_a_board_holds_so_many_tiles_and_no_more(own, sold):
    Dashboard.objects.filter(pk=own.pk).update(
        tiles=[Tile("figure", "contacts.new").facts()] * MOST
    )
    with pytest.raises(Refused, match="at most"):
        actions.add_tile(own, Tile("figure", "contacts.new"), by=sold.binh)


def test_a_removed_board_is_gone_and_told(client, own, sold):
    client.force_login(sold.binh)
    assert client.post(f"/reports/boards/{own.pk}/delete/").status_code == 302
    assert not Dashboard.objects.exists()
    assert Event.objects.filter(kind="dashboard.deleted").exists()
    with pytest.raises(Refused):
        actions.remove_tile(own, 0, version=own.version, by=sold.binh)


def test_a_board_needs_a_name(client, sold):
    client.force_login(sold.binh)
    assert client.post("/reports/boards/rep/copy/", {"name": " "}).status_code == 422


def test_many_tiles_read_each_source_once(client, sold, django_assert_max_num_queries):
    client.force_login(sold.giang)
    client.get("/reports/boards/director/")
    with django_assert_max_num_queries(40):
        client.get("/reports/boards/director/")
