"""Credentials shared by the processes of a user: VSIEARTHDATA_CACHE and the file under XDG_RUNTIME_DIR."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from child_environment import planted_in

FILE = "gdal-earthdata-s3.json"
LOCK = "gdal-earthdata-s3.lock"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is shared on Windows")


@pytest.fixture
def runtime(tmp_path) -> Path:
    """A folder as XDG_RUNTIME_DIR is."""
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    return folder


def environment_for(emulator, login: str, **extra: str) -> dict[str, str]:
    environment = emulator.environment(**extra)
    environment.pop("EARTHDATA_TOKEN", None)
    environment.update(
        {
            "token": {"EARTHDATA_TOKEN": emulator.token},
            "password": {"EARTHDATA_USERNAME": emulator.user, "EARTHDATA_PASSWORD": emulator.password},
            "netrc": {"NETRC": emulator.netrc},
        }[login]
    )
    return environment


def fetches(earthdata) -> int:
    return len(earthdata.log().credential_fetches)


def assert_no_login_in(folder: Path, emulator) -> None:
    """The temporary keys are in the file, and nothing else is, anywhere."""
    for file in folder.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file
        found = planted_in(
            file.read_bytes(), [*emulator.secret_markers, emulator.password, emulator.token, emulator.token[:40], emulator.user]
        )
        temporary = {marker for marker in emulator.secret_markers if "SECRET" in marker or "SESSION" in marker}
        assert set(found) <= (temporary if file.name == FILE else set()), (file, found)


# Under a sanitizer 64 starts at once take longer than the lock's deadline.
PROCESSES = 16 if "san.so" in os.environ.get("LD_PRELOAD", "") else 64


def sixty_four(environment: dict[str, str], path: str) -> list[subprocess.CompletedProcess[str]]:
    with ThreadPoolExecutor(PROCESSES) as pool:
        return list(
            pool.map(
                lambda _: subprocess.run(["gdalinfo", path], env=environment, capture_output=True, encoding="utf-8", timeout=200),
                range(PROCESSES),
            )
        )


# --- one exchange for all -------------------------------------------------------


@pytest.mark.parametrize("login", ["token", "password", "netrc"])
def test_64_processes_cause_one_exchange(plugin_dir, earthdata, path, runtime, login):
    """They start together; the login is asked once at most, and no part of it is written."""
    earthdata.set(latency_ms=50.0)
    done = sixty_four(environment_for(earthdata, login, XDG_RUNTIME_DIR=os.fspath(runtime)), path)
    assert [process.stderr for process in done if process.returncode] == []
    assert not any(process.stderr for process in done)
    log = earthdata.log()
    assert not log.violations, log.violations
    assert len(log.credential_fetches) == 1
    assert len(log.of("urs")) == (0 if login == "token" else 1)
    assert len(log.triples) == 1
    assert sorted(file.name for file in runtime.iterdir()) == [FILE, LOCK]
    assert_no_login_in(runtime, earthdata)


def test_64_processes_with_a_wrong_password_ask_once(plugin_dir, earthdata, path, runtime):
    """Wrong logins lock an account."""
    earthdata.set(latency_ms=50.0)
    environment = environment_for(earthdata, "password", XDG_RUNTIME_DIR=os.fspath(runtime))
    done = sixty_four({**environment, "EARTHDATA_PASSWORD": "PLANTED-PASSWORD-wrong"}, path)
    assert all(process.returncode and "EARTHDATA_PASSWORD" in process.stderr for process in done)
    log = earthdata.log()
    assert len([entry for entry in log.of("urs") if entry["auth"] and entry["auth"]["scheme"] == "Basic"]) == 1
    assert_no_login_in(runtime, earthdata)
    assert "PLANTED" not in (runtime / FILE).read_text()
    # The right one is not held up by that.
    subprocess.run(["gdalinfo", path], env=environment, capture_output=True, check=True)


def test_children_of_fork(programs, earthdata, tutorial, runtime):
    """A child begins without a set, and finds the parent's in the file."""

    def child(paths):
        import os

        gdal.Open(paths[0]).ReadAsArray(2000, 1000, 1, 1)
        children = []
        for path in paths[1:9]:
            pid = os.fork()
            if pid == 0:
                status = 1
                try:
                    status = int(gdal.Open(path).ReadAsArray(2000, 1000, 1, 1).shape != (1, 1))
                finally:
                    os._exit(status)
            children.append(pid)
        return [os.waitpid(pid, 0)[1] for pid in children]

    paths = [f"/vsiearthdata/{key}" for key in tutorial.keys]
    assert programs(earthdata.environment(XDG_RUNTIME_DIR=os.fspath(runtime))).call(child, paths) == [0] * 8
    assert fetches(earthdata) == 1


@pytest.mark.parametrize("life", [2, 3])
def test_rotation_by_eight_processes(programs, earthdata, tutorial, runtime, life):
    """All of them read for 20 s; a set is replaced once, at half of its life, whoever does it."""
    earthdata.set(token_life=float(life))

    def child(path, granule, seconds):
        import time

        dataset = gdal.Open(path)
        end = time.monotonic() + seconds
        number = 0
        while time.monotonic() < end:
            window = (1500 + 97 * number % 700, 61 * number % 3600, 20, 20)
            assert np.array_equal(dataset.ReadAsArray(*window), hls_pixels.expected_window(granule, "B04", *window)), window
            number += 1
            # Or most reads would be answered from memory.
            gdal.VSICurlClearCache()
            time.sleep(0.02)
        return number

    some = programs(earthdata.environment(XDG_RUNTIME_DIR=os.fspath(runtime)))
    begin = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        counts = list(
            pool.map(lambda i: some.call(child, f"/vsiearthdata/{tutorial.keys[i]}", tutorial.granules[i], 20, GDAL_CACHEMAX="0"), range(8))
        )
    seconds = time.monotonic() - begin
    assert all(count > 20 for count in counts), counts
    log = earthdata.log()
    assert not log.violations, log.violations
    # A life is cut to the whole second.
    assert seconds / life <= len(log.credential_fetches) <= 2 * seconds / life + 2
    assert log.credential_fetches.max_in_flight == 1


def test_a_refused_set_is_replaced_once(programs, earthdata, tutorial, runtime):
    """The keys end long before they should: every process sees that, one fetches."""

    def child(path, granule, folder):
        import os
        import time

        dataset = gdal.Open(path)
        open(os.path.join(folder, "ready-" + str(os.getpid())), "w").close()
        while not os.path.exists(os.path.join(folder, "go")):
            time.sleep(0.02)
        window = (1800, 2064, 200, 50)
        return bool(np.array_equal(dataset.ReadAsArray(*window), hls_pixels.expected_window(granule, "B04", *window)))

    signals = runtime.parent / "signals"
    signals.mkdir()
    some = programs(earthdata.environment(XDG_RUNTIME_DIR=os.fspath(runtime)))
    with ThreadPoolExecutor(8) as pool:
        results = [
            pool.submit(some.call, child, f"/vsiearthdata/{tutorial.keys[i]}", tutorial.granules[i], os.fspath(signals)) for i in range(8)
        ]
        while len(list(signals.iterdir())) < 8:
            assert not any(result.done() for result in results), [result.exception() for result in results if result.done()]
            time.sleep(0.05)
        earthdata.expire("triples")
        (signals / "go").touch()
        assert all(result.result() for result in results)
    assert fetches(earthdata) == 2


# --- the option -------------------------------------------------------------------


@pytest.mark.parametrize("value", ["NO", "OFF"])
def test_no_means_no(programs, earthdata, path, runtime, value):
    some = programs(earthdata.environment(XDG_RUNTIME_DIR=os.fspath(runtime), VSIEARTHDATA_CACHE=value))
    for _ in range(2):
        some.run("gdalinfo", path)
    assert fetches(earthdata) == 2
    assert list(runtime.iterdir()) == []


def test_without_a_runtime_folder_nothing_is_shared(remote, earthdata, path):
    for _ in range(2):
        remote.run("gdalinfo", path)
    assert fetches(earthdata) == 2
    assert list(earthdata.home.rglob("gdal-*")) == []


def test_yes_without_a_runtime_folder_warns(remote, earthdata, path):
    done = remote.run("gdalinfo", path, VSIEARTHDATA_CACHE="YES")
    assert done.stderr.count("Warning") == 1 and "XDG_RUNTIME_DIR" in done.stderr


@pytest.mark.parametrize("way", ["environment", "config", "path"])
def test_a_folder_of_the_users_own(programs, earthdata, path, tmp_path, way):
    folder = tmp_path / "keys"
    for _ in range(2):
        if way == "environment":
            programs(earthdata.environment(VSIEARTHDATA_CACHE=os.fspath(folder))).run("gdalinfo", path)
        elif way == "config":
            programs(earthdata.environment()).run("gdalinfo", "--config", "VSIEARTHDATA_CACHE", folder, path)
        else:

            def child(path, folder):
                setter = getattr(gdal, "SetPathSpecificOption", None) or gdal.SetCredential
                setter("/vsiearthdata/lp-prod-protected/", "VSIEARTHDATA_CACHE", folder)
                return gdal.Open(path) is not None

            assert programs(earthdata.environment()).call(child, path, os.fspath(folder))
    assert fetches(earthdata) == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    assert_no_login_in(folder, earthdata)


# --- files that aren't as they should be --------------------------------------------


def damage_truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def damage_mode(file: Path) -> None:
    file.chmod(0o644)


def damage_garbage(file: Path) -> None:
    file.write_bytes(os.urandom(5000))


def damage_huge(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.truncate(5_000_000_000)


def damage_link(file: Path) -> None:
    target = file.parent.parent / "target.json"
    file.rename(target)
    file.symlink_to(target)


def damage_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


@pytest.mark.parametrize("damage", [damage_truncated, damage_mode, damage_garbage, damage_huge, damage_link, damage_pipe])
def test_a_broken_file_is_absent_and_replaced(programs, earthdata, path, runtime, damage):
    some = programs(earthdata.environment(XDG_RUNTIME_DIR=os.fspath(runtime)))
    some.run("gdalinfo", path)
    file = runtime / FILE
    damage(file)
    done = some.run("gdalinfo", path, CPL_DEBUG="EARTHDATA")
    assert sum("Shared credentials: " in line for line in done.stderr.splitlines()) == 1, done.stderr
    assert fetches(earthdata) == 2
    assert file.is_file() and not file.is_symlink() and file.stat().st_mode & 0o777 == 0o600
    json.loads(file.read_text())
    assert not some.run("gdalinfo", path).stderr
    assert fetches(earthdata) == 2


@pytest.mark.parametrize("what", ["folder", "owner", "folder-owner", "read-only", "others-write", "absent", "file"])
def test_a_place_that_cannot_be_used(programs, earthdata, path, runtime, what):
    """Reads work, nothing is changed there, and nobody is bothered."""
    folder = runtime
    if what == "folder":
        (runtime / FILE).mkdir()
    elif what == "owner" or what == "folder-owner":
        if os.getuid() != 0:
            pytest.skip("only root can give files away")
        (runtime / FILE).write_text("{}")
        (runtime / FILE).chmod(0o600)
        os.chown(runtime / FILE if what == "owner" else runtime, 65534, 65534)
    elif what == "read-only":
        if os.getuid() == 0:
            pytest.skip("root may write anywhere")
        runtime.chmod(0o500)
    elif what == "others-write":
        runtime.chmod(0o777)
    elif what == "absent":
        folder = runtime / "absent"
    elif what == "file":
        folder = runtime / "file"
        folder.write_text("mine")
    before = sorted((entry.name, entry.lstat().st_uid) for entry in runtime.iterdir())
    some = programs(earthdata.environment(XDG_RUNTIME_DIR=os.fspath(folder)))
    for _ in range(2):
        assert not some.run("gdalinfo", path).stderr
    assert fetches(earthdata) == 2
    after = sorted((entry.name, entry.lstat().st_uid) for entry in runtime.iterdir() if entry.name != LOCK)
    assert after == before
    runtime.chmod(0o700)


def test_a_full_disk(programs, earthdata, path, runtime):
    """A file size limit acts like one. Nothing is left of the attempt."""
    some = programs(earthdata.environment(XDG_RUNTIME_DIR=os.fspath(runtime)))
    for _ in range(2):
        some.run("gdalinfo", path, prefix=["sh", "-c", 'trap "" XFSZ; ulimit -f 0; exec "$@"', "sh"])
    assert fetches(earthdata) == 2
    assert {entry.name for entry in runtime.iterdir()} <= {LOCK}


def test_a_named_folder_that_others_can_write_to_warns(programs, earthdata, path, runtime):
    runtime.chmod(0o777)
    done = programs(earthdata.environment(VSIEARTHDATA_CACHE=os.fspath(runtime))).run("gdalinfo", path)
    assert done.stderr.count("Warning") == 1 and os.fspath(runtime) in done.stderr
    assert list(runtime.iterdir()) == []


def test_a_process_that_holds_the_lock_for_ever(programs, earthdata, path, runtime):
    """Stopped in its exchange, say: the others wait half of their time, then fetch for themselves."""
    some = programs(earthdata.environment(XDG_RUNTIME_DIR=os.fspath(runtime)))
    rule = earthdata.strike({"service": "cumulus", "path": "^/s3credentials"}, {"hang": 60.0}, count=1)
    holder = subprocess.Popen(["gdalinfo", path], env=some.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while earthdata.struck(rule) == 0:
            time.sleep(0.05)
        begin = time.monotonic()
        some.run("gdalinfo", path)
        assert 10 < time.monotonic() - begin < 25
        assert fetches(earthdata) == 2
    finally:
        holder.kill()
        holder.wait()
    # Dead, it holds nothing.
    begin = time.monotonic()
    some.run("gdalinfo", path)
    assert time.monotonic() - begin < 10
    some.run("gdalinfo", path)
    assert fetches(earthdata) == 3


def test_debug_output_has_no_secret(programs, earthdata, path, runtime):
    some = programs(earthdata.environment(XDG_RUNTIME_DIR=os.fspath(runtime), CPL_DEBUG="ON"))
    for _ in range(2):
        done = some.run("gdalinfo", "-mdd", "all", path)
        assert planted_in(done.stdout + done.stderr, earthdata.secret_markers) == []
    assert "fetched by another process" in done.stderr
