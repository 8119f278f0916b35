"""That a test which reaches the network fails, and one that stays on this host does not."""

import socket
import urllib.request

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "example.invalid"])
def test_another_host_is_refused(host: str) -> None:
    with pytest.raises(AssertionError, match=host):
        socket.create_connection((host, 80), timeout=1)


def test_a_library_is_refused_too() -> None:
    with pytest.raises(AssertionError, match=r"example\.invalid"):
        urllib.request.urlopen("http://example.invalid/", timeout=1)


def test_this_host_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
