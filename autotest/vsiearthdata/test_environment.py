"""No HOME, no place to write, no login anywhere. And nothing but the shared credentials is ever written."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FILES = {"gdal-earthdata-s3.json", "gdal-earthdata-s3.lock"}


def environment_for(emulator, access: str, **extra: str | None) -> dict[str, str]:
    """``None`` takes a variable away."""
    environment = emulator.environment(VSIEARTHDATA_ACCESS=access)
    for name, value in extra.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    return environment


# --- no login -------------------------------------------------------------------


@pytest.mark.parametrize("access", ["S3", "HTTPS", "AUTO"])
@pytest.mark.parametrize("case", ["empty home", "no home", "netrc of others", "NETRC without a file", "user only", "password only"])
def test_no_login_lists_every_place(programs, earthdata, path, home, access, case):
    """In the order of their rank, each with what is wanting. Nobody is asked."""
    variables = {
        "empty home": {},
        "no home": {"HOME": None},
        "netrc of others": {},
        "NETRC without a file": {"NETRC": os.fspath(home / "absent")},
        "user only": {"EARTHDATA_USERNAME": earthdata.user},
        "password only": {"EARTHDATA_PASSWORD": earthdata.password},
    }[case]
    if case == "netrc of others":
        (home / ".netrc").write_text(f"machine example.com login a password b\ndefault login c password {earthdata.password}\n")
        (home / ".netrc").chmod(0o600)
    user, password = ("set" if name in variables else "not set" for name in ("EARTHDATA_USERNAME", "EARTHDATA_PASSWORD"))
    netrc = {
        "no home": ["NETRC is not set and there is no home folder"],
        "netrc of others": [f"netrc file {home}/.netrc (no entry for 127.0.0.1)", f"netrc file {home}/_netrc (does not exist)"],
        "NETRC without a file": [f"netrc file {home}/absent (does not exist)"],
    }.get(case, [f"netrc file {home}/{name} (does not exist)" for name in (".netrc", "_netrc")])
    environment = environment_for(earthdata, access, **{"EARTHDATA_TOKEN": None, "HOME": os.fspath(home), **variables})
    done = programs(environment).run("gdalinfo", path, check=False)
    assert done.returncode == 1
    place = 0
    for text in ("EARTHDATA_TOKEN (not set)", f"EARTHDATA_USERNAME ({user})", f"EARTHDATA_PASSWORD ({password})", *netrc):
        place = done.stderr.find(text, place)
        assert place >= 0, (text, done.stderr)
    assert "PLANTED" not in done.stderr and len(earthdata.log()) == 0


# --- no place -------------------------------------------------------------------

NOWHERE = {name: "/nonexistent/folder" for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}


@pytest.mark.parametrize("access", ["S3", "HTTPS"])
@pytest.mark.parametrize("places", [NOWHERE, dict.fromkeys(NOWHERE), dict.fromkeys(NOWHERE, "")], ids=["absent", "unset", "empty"])
def test_reads_without_any_folder(programs, earthdata, path, access, places):
    done = programs(environment_for(earthdata, access, **places)).run("gdallocationinfo", "-valonly", path, "2000", "1000")
    assert done.stdout.strip().lstrip("-").isdigit() and not done.stderr


def unshare() -> list[str]:
    """A program in front of another that may mount; skips where the system doesn't let us."""
    words = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-r", "-m"]
    if not shutil.which("unshare") or subprocess.run([*words, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode != 0:
        pytest.skip("may not mount here")
    return words


DISKS = {
    "read-only": ("ro", ":"),
    "full": ("size=4k", 'cat /dev/zero > "$0/filling" 2>/dev/null; :'),
    "without room for a name": ("nr_inodes=1", ":"),
}


@pytest.mark.parametrize("name", DISKS)
def test_disks_that_take_nothing(programs, earthdata, path, home, name):
    """As HOME and as the place of the shared credentials. Twice, since the first may have left something behind."""
    options, fill = DISKS[name]
    script = f'mount -t tmpfs -o mode=700,{options} none "$0" && {fill} && "$@" && ls -A "$0" >&2'
    prefix = [*unshare(), "sh", "-c", script, os.fspath(home)]
    some = programs(environment_for(earthdata, "S3", HOME=os.fspath(home), XDG_RUNTIME_DIR=os.fspath(home)))
    for number in (1, 2):
        done = some.run("gdallocationinfo", "-valonly", path, "2000", "1000", prefix=prefix)
        assert done.stdout.strip().lstrip("-").isdigit()
        assert set(done.stderr.split()) <= {"filling", "gdal-earthdata-s3.lock"}, done.stderr
        assert len(earthdata.log().credential_fetches) == number


# --- nothing is written ---------------------------------------------------------


@pytest.mark.parametrize("access", ["S3", "HTTPS", "AUTO"])
@pytest.mark.parametrize("login", ["token", "password"])
def test_not_a_byte_goes_to_any_file(programs, earthdata, path, remote_list, access, login):
    """A limit of no bytes ends a process that tries. Credentials aren't shared here."""
    earthdata.set(in_region=access == "S3")
    logins = {"password": {"EARTHDATA_TOKEN": None, "EARTHDATA_USERNAME": earthdata.user, "EARTHDATA_PASSWORD": earthdata.password}}
    some = programs(environment_for(earthdata, access, **logins.get(login, {})))
    limit = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh"]
    for command in (["gdalinfo", "-stats", path], ["gdallocationinfo", remote_list, "2000", "1000"]):
        assert some.run(*command, prefix=limit).stdout


@pytest.mark.parametrize("access", ["S3", "HTTPS"])
def test_only_the_shared_credentials_are_written(programs, earthdata, path, remote_list, tmp_path, access):
    """With every folder that a program could think of."""
    top = tmp_path / "all"
    names = ["HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"]
    for name in names:
        (top / name).mkdir(parents=True, mode=0o700)
    (top / "work").mkdir()
    some = programs(environment_for(earthdata, access, **{name: os.fspath(top / name) for name in names}))
    prefix = ["env", "-C", os.fspath(top / "work")]
    for command in (["gdalinfo", "-stats", path], ["gdalinfo", remote_list], ["gdallocationinfo", remote_list, "2000", "1000"]):
        some.run(*command, prefix=prefix)
    assert written(top) <= {Path("XDG_RUNTIME_DIR") / name for name in FILES}
    assert bool(written(top)) == (access == "S3")


def written(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir()}
