"""script/setup and script/manage in a clean checkout."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.scripts

# What the script itself uses, without any package manager or Python.
BARE_TOOLS = (
    "bash cat cut dirname echo flock grep head id ldconfig ls mkdir sed sha256sum sort stat xargs"
)


def test_setup_the_second_time_has_nothing_to_do(checkout):
    assert checkout.run("script/setup").returncode == 0
    again = checkout.run("script/setup")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_setup_refuses_an_argument_it_does_not_know(checkout):
    outcome = checkout.run("script/setup", "--tset")
    assert outcome.returncode == 2
    assert "Usage: script/setup [--test]" in outcome.stderr


def test_manage_works_from_any_directory(checkout, tmp_path):
    outcome = checkout.run("script/manage", "check", cwd=tmp_path)
    assert outcome.returncode == 0, outcome.stderr
    assert "no issues" in outcome.stdout


def test_secret_key_is_for_its_owner_alone_and_stays(checkout):
    checkout.run("script/setup")
    file = checkout.root / "var" / "secret_key"
    before = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(before.strip()) > 50
    checkout.run("script/setup")
    assert file.read_text() == before


def test_files_of_a_crash_do_not_stop_the_next_start(checkout):
    checkout.run("script/setup")
    stale = checkout.postmaster_file()
    text = stale.read_text().splitlines()
    checkout.run("script/server", "--stop")
    # After the machine was switched off the number may belong to any program: here, to us.
    text[0] = str(os.getpid())
    stale.write_text("\n".join(text) + "\n")
    socket_lock = Path(checkout.record()["socket"], ".s.PGSQL.5432.lock")
    socket_lock.write_text("\n".join(text) + "\n")
    outcome = checkout.run("script/manage", "check", "--database", "default")
    assert outcome.returncode == 0, outcome.stderr


def test_lost_socket_directory_is_made_again(checkout):
    checkout.run("script/server", "--stop")
    shutil.rmtree(checkout.record()["socket"])
    assert checkout.run("script/manage", "check", "--database", "default").returncode == 0


def test_record_cut_off_by_a_power_failure_is_written_again(checkout):
    checkout.run("script/server", "--stop")
    before = checkout.record()["data"]
    (checkout.root / "var" / "cluster.json").write_text('{"checkout": "/sr')
    assert checkout.run("script/manage", "check", "--database", "default").returncode == 0
    assert checkout.record()["data"] == before


def test_data_of_another_major_version_are_left_alone_with_the_commands_to_type(checkout):
    checkout.run("script/setup")
    checkout.run("script/server", "--stop")
    version = Path(checkout.record()["data"], "PG_VERSION")
    before = version.read_text()
    version.write_text("9\n")
    try:
        outcome = checkout.run(".venv/bin/python", "-m", "portal.cluster", "start")
    finally:
        version.write_text(before)
    assert outcome.returncode == 1
    assert "made by PostgreSQL 9" in outcome.stderr
    assert "apt-get install postgresql-9 postgresql-9-postgis-3" in outcome.stderr
    assert "script/manage backup" in outcome.stderr


def test_machine_without_a_package_manager_is_told_the_packages(checkout, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in BARE_TOOLS.split():
        found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
        (tools / name).symlink_to(found)
    outcome = checkout.run("script/setup", PATH=str(tools))
    assert outcome.returncode == 1
    assert "no apt-get" in outcome.stderr
    assert "python3-venv" in outcome.stderr


def test_the_database_lets_in_its_owner_alone(checkout):
    checkout.run("script/setup")
    record = checkout.record()
    assert stat.S_IMODE(Path(record["socket"]).stat().st_mode) == 0o700
    rules = [
        line
        for line in Path(record["data"], "pg_hba.conf").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert rules == ["local all all peer map=bygdekartan"]


def test_the_scripts_are_sound_bash(checkout):
    for name in ("setup", "server", "test", "manage", "environment"):
        outcome = subprocess.run(
            ["bash", "-n", str(checkout.root / "script" / name)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (name, outcome.stderr) == (name, "")
