import pytest

from quen.config import env


def read(tmp_path, **given):
    return env.read({"QUEN_DATA": str(tmp_path), **given})


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://root@localhost/quen", "must look like postgres://"),
        ("postgres://localhost", "names no database"),
        ("postgres://localhost:many/quen", "cannot be read"),
        ("nonsense", "must look like postgres://"),
    ],
)
def test_a_database_url_that_cannot_be_used_is_told_in_a_sentence(tmp_path, url, words):
    with pytest.raises(env.BadEnvironment, match=words):
        env.database(url, tmp_path)


def test_a_database_url_may_hold_a_socket_folder_and_a_quoted_password(tmp_path):
    asked = env.database("postgres://quen:p%40ss@/crm?host=%2Frun%2Fpg&sslmode=require", tmp_path)
    assert (asked["USER"], asked["PASSWORD"], asked["NAME"]) == ("quen", "p@ss", "crm")
    assert asked["HOST"] == "/run/pg"
    assert asked["OPTIONS"]["sslmode"] == "require"


def test_without_a_database_url_sqlite_lies_in_the_data_folder(tmp_path):
    assert env.database("", tmp_path)["NAME"] == str(tmp_path / "quen.sqlite3")


def test_the_signing_key_is_made_once_and_kept_from_others(tmp_path):
    first = read(tmp_path).secret_key
    assert len(first) >= 50
    assert read(tmp_path).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_may_lie_in_a_file(tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    assert read(tmp_path, QUEN_SECRET_KEY_FILE=str(tmp_path / "key")).secret_key == "from a file"
    with pytest.raises(env.BadEnvironment, match="QUEN_SECRET_KEY_FILE"):
        read(tmp_path, QUEN_SECRET_KEY_FILE=str(tmp_path / "none"))


def test_a_secret_is_never_shown_with_the_environment(tmp_path):
    assert "hush" not in repr(read(tmp_path, QUEN_SECRET_KEY="hush"))


def test_an_email_url_is_read_in_full(tmp_path):
    mail = read(tmp_path, EMAIL_URL="smtps://me:p%3Aw@mail.example.com/?from=crm@example.com").mail
    assert (mail.host, mail.port, mail.tls) == ("mail.example.com", 465, "ssl")
    assert (mail.user, mail.password, mail.sender) == ("me", "p:w", "crm@example.com")


@pytest.mark.parametrize(
    "given",
    [
        {"EMAIL_URL": "http://mail.example.com"},
        {"EMAIL_URL": "smtp://mail.example.com/?tls=maybe"},
        {"QUEN_BASE_URL": "crm.example.com"},
        {"QUEN_LOG": "loud"},
        {"QUEN_WORKERS": "none"},
        {"QUEN_JOBS": "0"},
    ],
    ids=lambda given: next(iter(given)),
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, given):
    with pytest.raises(env.BadEnvironment, match=next(iter(given))):
        read(tmp_path, **given)
