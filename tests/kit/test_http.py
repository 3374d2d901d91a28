"""The one way out (SR-21): what may be called, and what a bad host can do to us."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import pytest
from django.db import transaction

from quen.kit.http import get, post, request
from quen.kit.network import CheckedNetwork, Unreachable, check_host, connect, is_public

PUBLIC = "93.184.215.14"


class Peer(BaseHTTPRequestHandler):
    """A host on the other side, polite or not, by path."""

    def do_GET(self) -> None:
        getattr(self, f"answer_{self.path.strip('/').partition('?')[0]}")()

    do_POST = do_GET

    def log_message(self, *args) -> None:
        """Say nothing on the terminal."""

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def answer_hello(self) -> None:
        self.say(200, b'{"hello": "ch\xc3\xa0o"}')

    def answer_echo(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.say(200, sent + repr(sorted(self.headers.items())).encode())

    def answer_away(self) -> None:
        self.say(302, b"", Location="http://169.254.169.254/latest/meta-data/")

    def answer_big(self) -> None:
        self.say(200, b"x" * 200_000)

    def answer_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.drip(b"x" * 10_000, 0)

    def answer_slow(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.drip(b"x", 0.02)

    def answer_slow_head(self) -> None:
        self.drip(b"HTTP/1.1 200 OK\r\nX-A: ", 0.01)

    def answer_garbage(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    def drip(self, part: bytes, pause: float) -> None:
        try:
            for _ in range(1000):
                self.wfile.write(part)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass  # we hung up, as we should


@pytest.fixture(scope="module")
def peer() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Peer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def call(port, path, **options):
    allowed = frozenset({f"127.0.0.1:{port}"})
    return get(f"http://127.0.0.1:{port}/{path}", allowed=allowed, **options)


def reason_of(function, *args, **options) -> str:
    with pytest.raises(Unreachable) as refused:
        function(*args, **options)
    assert str(refused.value.sentence)
    return refused.value.reason


def test_sr_21_an_allowed_host_answers(peer):
    answer = call(peer, "hello")
    assert answer.ok
    assert answer.json() == {"hello": "chào"}
    assert answer.headers["content-length"] == "18"


def test_sr_21_a_redirect_is_not_followed(peer):
    answer = call(peer, "away")
    assert (answer.status, answer.ok) == (302, False)


def test_sr_23_a_line_break_in_a_header_does_not_split_it(peer):
    allowed = frozenset({"127.0.0.1"})
    answer = post(
        f"http://127.0.0.1:{peer}/echo",
        json={"a": "ă"},
        headers={"X-Name": "Lan\r\nX-Evil: 1"},
        allowed=allowed,
    )
    said = answer.body.decode()
    assert said.startswith('{"a":"ă"}')
    assert "('X-Name', 'Lan X-Evil: 1')" in said
    assert "('Accept-Encoding', 'identity')" in said


@pytest.mark.parametrize("path", ["big", "endless"])
def test_sr_21_a_big_answer_is_cut_off(peer, path):
    assert reason_of(call, peer, path, limit=100_000) == "too_big"


@pytest.mark.parametrize("path", ["slow", "slow_head"])
def test_sr_21_a_peer_that_drips_is_left_after_the_time_limit(peer, path):
    started = time.monotonic()
    assert reason_of(call, peer, path, timeout=0.15) == "timeout"
    assert time.monotonic() - started < 0.5


def test_an_answer_that_is_not_http_is_refused(peer):
    assert reason_of(call, peer, "garbage") == "protocol"


def test_a_closed_port_is_told_apart():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert reason_of(call, port, "hello") == "connect"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104
        "100.64.0.1", "100.100.100.200", "169.254.169.254", "168.63.129.16", "192.0.0.192", "198.18.0.1",
        "192.0.2.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
        "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "100::1", "3fff::1", "5f00::1", "fec0::1",
    ],
)  # fmt: skip
def test_sr_21_addresses_inside_are_denied(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        PUBLIC,
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_public_addresses_pass(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]", "[::]", "localhost", "LOCALHOST."],
)  # fmt: skip
def test_sr_21_no_spelling_of_the_own_machine_gets_through(host):
    assert reason_of(get, f"http://{host}/", allowed=frozenset(), timeout=2) in (
        "address",
        "dns",
        "url",
    )


def test_sr_21_one_inside_address_among_public_ones_spoils_the_host():
    answers = [PUBLIC, "10.0.0.5"]
    assert reason_of(get, "http://mixed.example/", resolve=lambda *_: answers) == "address"


class Sockets:
    """Stands where connections are made, and notes where they would have gone."""

    def __init__(self) -> None:
        self.called: list[tuple[str, int]] = []

    def connect_tcp(self, address, port, *_rest):
        self.called.append((address, port))
        return httpcore.MockStream([])


def test_sr_21_a_name_that_changes_its_answer_is_asked_once_and_the_checked_address_is_called():
    answers = [[PUBLIC], ["127.0.0.1"]]
    network = CheckedNetwork(time.monotonic() + 1, frozenset(), lambda *_: answers.pop(0))
    network.sockets = Sockets()
    network.connect_tcp("rebind.example", 80)
    assert network.sockets.called == [(PUBLIC, 80)]
    assert reason_of(network.connect_tcp, "rebind.example", 80) == "address"
    assert len(network.sockets.called) == 1


def test_the_connection_goes_to_the_address_that_was_checked_and_keeps_the_hosts_name(peer):
    """The name exists nowhere, so only the address of the look-up can have been called."""
    answer = post(
        f"http://crm.invalid:{peer}/echo",
        body=b"",
        resolve=lambda *_: ["127.0.0.1"],
        allowed=frozenset({f"crm.invalid:{peer}"}),
    )
    assert f"('Host', 'crm.invalid:{peer}')" in answer.body.decode()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://example.com/", "scheme"),
        ("//example.com/", "scheme"),
        ("http://example.com:22/", "port"),
        ("http://example.com:0/", "port"),
        ("https://example.com:8443/", "port"),
        ("http://user:password@example.com/", "url"),
        ("http:///", "url"),
        ("http://exa mple.com/", "url"),
        ("http://example.com:99999/", "port"),
    ],
)
def test_sr_21_other_schemes_ports_and_odd_urls_are_refused_before_any_look_up(url, reason):
    looked_up = []
    found = reason_of(
        get, url, allowed=frozenset(), resolve=lambda host, _port: looked_up.append(host)
    )
    assert found == reason
    assert looked_up == []


def test_a_host_and_port_on_the_list_opens_that_port_alone(peer):
    other = frozenset({f"127.0.0.1:{peer + 1}"})
    assert reason_of(get, f"http://127.0.0.1:{peer}/hello", allowed=other) == "port"


def test_the_list_is_read_from_the_settings(peer, settings):
    settings.ALLOWED_OUTBOUND = frozenset({f"127.0.0.1:{peer}"})
    assert get(f"http://127.0.0.1:{peer}/hello").ok
    settings.ALLOWED_OUTBOUND = frozenset()
    assert reason_of(get, f"http://127.0.0.1:{peer}/hello") == "port"


def test_proxies_of_the_environment_are_ignored(peer, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert call(peer, "hello").ok


def test_a_slow_look_up_counts_as_time():
    started = time.monotonic()
    slow = lambda *_: time.sleep(0.4) or [PUBLIC]  # noqa: E731
    assert reason_of(get, "http://slow.example/", resolve=slow, timeout=0.1) == "timeout"
    assert time.monotonic() - started < 0.3


def test_an_unknown_name_is_told_apart():
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror

    assert reason_of(get, "http://nowhere.example/", resolve=unknown) == "dns"
    assert reason_of(get, "http://nowhere.example/", resolve=lambda *_: []) == "dns"


def test_a_plain_host_behind_https_is_a_certificate_failure(peer):
    allowed = frozenset({f"127.0.0.1:{peer}"})
    assert reason_of(get, f"https://127.0.0.1:{peer}/hello", allowed=allowed) == "tls"


@pytest.mark.django_db(transaction=True)
def test_sr_47_no_call_inside_a_transaction(peer):
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        call(peer, "hello")
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        connect("127.0.0.1", peer, allowed=frozenset({"127.0.0.1"}))
    assert call(peer, "hello").ok


def test_mail_hosts_pass_the_same_check_on_any_port(peer):
    assert reason_of(connect, "127.0.0.1", 25, allowed=frozenset()) == "address"
    assert check_host("mail.example", 25, resolve=lambda *_: [PUBLIC]) == [PUBLIC]
    with connect("127.0.0.1", peer, allowed=frozenset({"127.0.0.1"})) as line:
        assert line.getpeername() == ("127.0.0.1", peer)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert reason_of(connect, "127.0.0.1", port, allowed=frozenset({"127.0.0.1"})) == "connect"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for crm.test, signed by itself, as a context for each side."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "crm.test")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("crm.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


@pytest.fixture(scope="module")
def secure_peer(certificate) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Peer)
    server.daemon_threads = True
    server.socket = certificate[0].wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_the_certificate_is_checked_against_the_name_not_the_address(secure_peer, certificate):
    def asked(host: str, tls: ssl.SSLContext | None):
        return request(
            "GET",
            f"https://{host}:{secure_peer}/hello",
            resolve=lambda *_: ["127.0.0.1"],
            allowed=frozenset({host}),
            tls=tls,
        )

    assert asked("crm.test", certificate[1]).ok
    assert reason_of(asked, "other.test", certificate[1]) == "tls"
    assert reason_of(asked, "crm.test", None) == "tls"
