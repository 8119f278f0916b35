"""A PostgreSQL server of the test's own: a cluster in a temporary folder, on a free port of loopback."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

#: Whom the server runs as where the tests run as root, as whom it refuses to start.
_SERVER_USER = "postgres"
PASSWORD = "kata-sandi-uji"


def server_programs() -> Path | None:
    """Give the folder of the installed server's programs, the newest version's; Debian keeps them off the path."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    return versions[-1].parent if versions else None


needs_server = pytest.mark.skipif(server_programs() is None, reason="no PostgreSQL server is installed")


@contextmanager
def running_server(programs: Path, folder: Path) -> Iterator[str]:
    """Run a server with its data in `folder`, and give the connection string of its database."""
    run = _as_server_user(folder)
    (folder / "password").write_text(PASSWORD, encoding="utf-8")
    cluster = folder / "cluster"
    sockets = ["-U", "sektap", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--no-sync"]
    run([str(programs / "initdb"), "-D", str(cluster), "--encoding=UTF8", "--locale=C", *sockets])
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    control = [str(programs / "pg_ctl"), "-D", str(cluster), "-w", "-l", str(folder / "server.log")]
    run([*control, "-o", options, "start"])
    try:
        yield f"postgresql://sektap:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        run([*control, "-m", "immediate", "stop"])


def _as_server_user(folder: Path) -> Callable[[list[str]], None]:
    """Give a way to run a program as a user that the server accepts, and make the folder that user's."""
    folder.mkdir()
    identity: dict[str, int | list[int]] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam(_SERVER_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(command: list[str]) -> None:
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, **identity)  # type: ignore[call-overload]

    return run


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
