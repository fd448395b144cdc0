"""nginx with the shipped configuration, moved to free ports and a temporary folder."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import run
from tests.serving import ROOT, free_port

SHIPPED = ROOT / "docs" / "hosting" / "nginx.conf"

_START_SECONDS = 10
# Debian puts it where only root's PATH leads.
_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"

_AROUND = """\
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
{user}
events {{}}
http {{
    include /etc/nginx/mime.types;
    log_format requests '$upstream_addr $upstream_cache_status $status $uri';
    access_log {folder}/access.log requests;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@dataclass(frozen=True)
class Proxy:
    """nginx in front of the app.

    Attributes
    ----------
    address, secure_address : str
        Of the app behind it, by HTTP and by HTTPS with a certificate of its own making; without a slash at the end.
    folder : Path
        Where its logs lie.
    """

    address: str
    secure_address: str
    folder: Path

    def requests(self) -> list[tuple[str, str, str, str]]:
        """Process, cache status, status and path of every finished request; several processes where one failed."""
        rows = (self.folder / "access.log").read_text(encoding="utf-8").splitlines()
        found = [re.fullmatch(r"(.*) (\S+) (\d+) (.*)", row) for row in rows]
        return [(one[1], one[2], one[3], one[4]) for one in found if one]

    def processes(self, part: str) -> Counter[str]:
        """How many requests whose path contains a text went to which process."""
        return Counter(process for process, _, _, path in self.requests() if part in path)


def nginx() -> str | None:
    """Path of nginx, or None."""
    return shutil.which("nginx", path=_PLACES)


def site(ports: Sequence[int], prefix: str = "") -> str:
    """The shipped configuration for processes on these ports, under a path prefix: as docs/hosting.md says it."""
    text = SHIPPED.read_text(encoding="utf-8")
    servers = "".join(f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=5s;\n" for port in ports)
    text = re.sub(r"(    server 127\.0\.0\.1:\d+ .*\n)+", servers, text)
    if prefix:
        text = re.sub(r"(location (?:= )?/)", rf"\g<1>{prefix}/", text)
    return text


@contextlib.contextmanager
def proxying(ports: Sequence[int], prefix: str = "") -> Iterator[Proxy]:
    """Start nginx in front of processes on these ports, and end it whatever happens."""
    program = nginx()
    assert program is not None, "nginx is not here"
    port, secure_port = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="danger-surface-nginx-") as name:
        folder = Path(name)
        _certificate(folder)
        listening = (
            f"listen 127.0.0.1:{port};\n    listen 127.0.0.1:{secure_port} ssl;\n"
            f"    ssl_certificate {folder}/certificate.pem;\n    ssl_certificate_key {folder}/key.pem;"
        )
        text = site(ports, prefix)
        text = text.replace("    listen 80;\n    listen [::]:80;", f"    {listening}")
        text = text.replace("/var/cache/nginx/danger-surface", f"{folder}/cache")
        # Started as root, its workers would be another user, who may not enter the folder.
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, user=user, site=text), encoding="utf-8")
        process = subprocess.Popen(
            [program, "-p", name, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            _wait(process, port, folder)
            path = f"/{prefix}" if prefix else ""
            host = run.ADDRESS
            yield Proxy(f"http://{host}:{port}{path}", f"https://{host}:{secure_port}{path}", folder)
        finally:
            process.terminate()
            process.wait(timeout=10)


def _certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=danger.example"]
    command += ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"]
    subprocess.run(command, check=True, capture_output=True)


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((run.ADDRESS, port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > end:
            log = folder / "error.log"
            said = log.read_text(encoding="utf-8") if log.exists() else ""
            raise RuntimeError(f"nginx did not start: {said[-2000:]}")
        time.sleep(0.02)


def trusting() -> ssl.SSLContext:
    """Take the certificate of our own making for good."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
