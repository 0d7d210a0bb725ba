"""`make run` before anything is installed: only its scripts and any Python of the machine."""

import os
import shutil
import socket
import subprocess

import pytest

from .files import ROOT


@pytest.fixture
def run(tmp_path):
    """Start it in a bare checkout whose setup only says that it began to install."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for name in ("run", "lib.sh"):
        shutil.copy(ROOT / "scripts" / name, scripts)
    setup = scripts / "setup"
    setup.write_text("#!/bin/sh\necho installing\nexit 7\n")
    setup.chmod(0o755)

    def start(port) -> tuple[int, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        done = subprocess.run(
            [scripts / "run"], env={**kept, "PORT": str(port)}, capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stdout + done.stderr

    return start


def test_a_taken_port_is_told_before_the_installation(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, said = run(port)

    assert code == 1
    assert f"Port {port} is taken" in said
    assert f"make run PORT={port + 1}" in said
    assert "installing" not in said


def test_a_free_port_lets_the_installation_begin(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

    assert run(port) == (7, "installing\n")


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1"])
def test_what_is_no_port_is_told(run, port):
    code, said = run(port)

    assert code == 1
    assert said.startswith(f"PORT must be a number from 1 to 65535, not '{port}'")
