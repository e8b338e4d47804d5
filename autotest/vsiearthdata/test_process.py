"""What a process may go through: fork, its end in the middle of a read, another libgdal."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import earthdata_emulator
import pytest

ACCESS = ["S3", "HTTPS"]


@pytest.fixture
def paths(tutorial) -> list[str]:
    return [f"/vsiearthdata/{key}" for key in tutorial.keys]


# --- fork -------------------------------------------------------------------------


def object_connections(log, path: str) -> set[int]:
    """Those that an object's bytes came by."""
    return {entry["connection"] for entry in log.object_reads if entry["key"].endswith(path.rpartition("/")[2])}


@pytest.mark.parametrize("access", ACCESS)
@pytest.mark.parametrize("tls", ["", "s3"], ids=["plain", "tls"])
def test_a_child_takes_nothing_from_its_parents_connection(programs, objects, paths, tutorial, access, tls):
    """The answer to the parent has arrived and isn't read yet, while the child opens files: whoever closes a connection that
    he shares takes it away, or ends it for both."""

    def child(paths, granule):
        import signal
        import time

        parent = os.getpid()
        assert gdal.Open(paths[0]).ReadAsArray(1900, 100, 70, 60).any()
        pid = os.fork()
        if pid == 0:
            signal.alarm(60)
            time.sleep(0.3)
            os.kill(parent, signal.SIGSTOP)
            try:
                time.sleep(0.6)
                gdal.Open(paths[1])
            finally:
                os.kill(parent, signal.SIGCONT)
                os._exit(0)
        # Asked before the stop, answered during it.
        pixels = gdal.Open(paths[2]).ReadAsArray(1900, 100, 70, 60)
        os.waitpid(pid, 0)
        return bool(np.array_equal(pixels, hls_pixels.expected_window(granule, "B04", 1900, 100, 70, 60)))

    with earthdata_emulator.running([objects], latency_ms=600.0, **({"tls": tls} if tls else {})) as emulator:
        environment = emulator.environment(VSIEARTHDATA_ACCESS=access, GDAL_HTTP_LOW_SPEED_TIME="5", CPL_DEBUG="EARTHDATA")
        right, output = programs(environment).call_and_output(child, paths, tutorial.granules[2])
        assert right and "Trying again" not in output, output


@pytest.mark.parametrize("access", ACCESS)
def test_fork_after_open(programs, earthdata, paths, tutorial, access):
    """Parent and children open more and read on with what was open before, at the same time. Each has connections of its
    own: a shared one would give each the other's answers."""

    def child(paths, granules):
        import signal

        def is_right(dataset, granule, y):
            window = (1900, y, 70, 60)
            return bool(np.array_equal(dataset.ReadAsArray(*window), hls_pixels.expected_window(granule, "B04", *window)))

        before = [gdal.Open(path) for path in paths[:2]]
        assert is_right(before[0], granules[0], 100) and is_right(before[1], granules[1], 100)

        def rights(number):
            fresh = gdal.Open(paths[number])
            for step in range(6):
                yield is_right(fresh, granules[number], 500 * step)
                yield is_right(before[step % 2], granules[step % 2], 600 * number + 90 * step)

        children = []
        for number in (2, 3, 4):
            pid = os.fork()
            if pid == 0:
                signal.alarm(100)
                code = 1
                try:
                    code = 0 if all(rights(number)) else 2
                finally:
                    os._exit(code)
            children.append(pid)
        return [all(rights(5)), [os.waitpid(pid, 0)[1] for pid in children]]

    earthdata.set(latency_ms=5.0)
    environment = earthdata.environment(VSIEARTHDATA_ACCESS=access, GDAL_HTTP_LOW_SPEED_TIME="3")
    assert programs(environment).call(child, paths, tutorial.granules) == [True, [0, 0, 0]]
    log = earthdata.log()
    assert not log.violations
    parent, *children = [object_connections(log, paths[number]) for number in (5, 2, 3, 4)]
    first = log.object_reads[0]["connection"]
    assert all(children) and sum(map(len, children)) == len(set().union(*children)) and not (parent | {first}) & set().union(*children)


@pytest.mark.parametrize("access", ACCESS)
def test_fork_while_another_thread_logs_in(programs, earthdata, paths, access):
    """That thread and its locks don't exist in the child, which makes its own exchange and has ended before it."""
    rule = earthdata.strike({"service": "cumulus"}, {"latency": 2.5}, count=1)

    def child(path, control, rule):
        import signal
        import threading
        import time
        import urllib.request

        def size():
            handle = gdal.VSIFOpenL(path, "rb")
            gdal.VSIFSeekL(handle, 0, 2)
            return gdal.VSIFTellL(handle)

        thread = threading.Thread(target=size)
        thread.start()
        while not any(known["number"] == rule and known["struck"] for known in json.load(urllib.request.urlopen(control + "/rules"))):
            time.sleep(0.01)
        pid = os.fork()
        if pid == 0:
            signal.alarm(20)
            code = 1
            try:
                code = 0 if size() > 0 else 2
            finally:
                os._exit(code)
        status = os.waitpid(pid, 0)[1]
        is_waiting = thread.is_alive()
        thread.join()
        return [status, is_waiting, size() > 0]

    environment = earthdata.environment(VSIEARTHDATA_ACCESS=access)
    assert programs(environment).call(child, paths[0], earthdata.urls["control"], rule) == [0, True, True]
    log = earthdata.log()
    assert not log.violations and len(log.of("cumulus")) == 2


# --- the end ------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15])
@pytest.mark.parametrize("access", ACCESS)
def test_end_of_the_process_during_a_read(programs, earthdata, remote_list, access, delay):
    """exit() of the C library while threads wait for answers: no crash, no hang."""
    earthdata.set(latency_ms=40.0)
    script = """
import ctypes, sys, threading, time
from osgeo import gdal
gdal.UseExceptions()
dataset = gdal.Open(sys.argv[1])
array = gdal.OpenEx(sys.argv[1], gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
begun = threading.Event()

def read():
    begun.set()
    array.Read()

threading.Thread(target=read, daemon=True).start()
begun.wait()
time.sleep(float(sys.argv[2]))
ctypes.CDLL(None).exit(7)
"""
    environment = earthdata.environment(VSIEARTHDATA_ACCESS=access)
    done = programs(environment).run("timeout", "60", sys.executable, "-c", script, remote_list, delay, check=False)
    assert done.returncode == 7 and not done.stderr, (done.returncode, done.stderr[-2000:])


@pytest.mark.parametrize("access", ACCESS)
def test_end_of_the_process_with_everything_open(programs, earthdata, paths, remote_list, access):
    """Also after a thread that had connections of its own."""
    script = """
import sys, threading
from osgeo import gdal
gdal.UseExceptions()
files = [gdal.Open(path) for path in sys.argv[1:]]
handle = gdal.VSIFOpenL(sys.argv[1], "rb")

def read():
    for file in files:
        file.ReadAsArray(2000, 1000, 3, 3)

thread = threading.Thread(target=read)
thread.start()
thread.join()
read()
print("READ")
"""
    environment = earthdata.environment(VSIEARTHDATA_ACCESS=access)
    done = programs(environment).run("timeout", "60", sys.executable, "-c", script, *paths[:2], remote_list)
    assert done.stdout == "READ\n" and not done.stderr


# --- another libgdal ------------------------------------------------------------------


@pytest.fixture
def libgdal(local) -> Path:
    """The one that the plugin is made for."""

    def child():
        return next(line.split()[-1] for line in open("/proc/self/maps") if "/libgdal" in line and ".so" in line)

    if not sys.platform.startswith("linux"):
        pytest.skip("about ELF files")
    return Path(local.call(child))


def renamed(source: Path, target: Path, name: bytes, other: bytes) -> None:
    """A copy of a library that knows a libgdal (its own or a needed one) by another name, as in binary wheels."""
    content = source.read_bytes()
    if content.count(b"\0" + name + b"\0") != 1:
        pytest.skip(f"{source.name} doesn't hold the name {name.decode()} once")
    target.write_bytes(content.replace(b"\0" + name + b"\0", b"\0" + other + b"\0"))


def other_name(libgdal: Path) -> tuple[bytes, bytes]:
    """The name that libgdal is needed by, and one of the same length."""
    name = re.match(r"libgdal[^.]*\.so\.\d+", libgdal.name)
    if not name:
        pytest.skip(f"{libgdal.name} has no number in its name")
    stem, _, number = name[0].rpartition(".")
    return name[0].encode(), f"{stem}.{'9' * len(number)}".encode()


def test_program_with_a_libgdal_of_its_own(local, libgdal, tmp_path, tutorial, objects):
    """As a wheel brings it. The plugin pulls in the one it is made for, beside it: one line says so, and all goes on."""
    copy = tmp_path / "libgdal-of-a-wheel.so"
    renamed(libgdal, copy, *other_name(libgdal))
    script = """
import ctypes, sys
theirs = ctypes.CDLL(sys.argv[1])
theirs.GDALGetDriverByName.restype = theirs.GDALOpen.restype = ctypes.c_void_p
theirs.GDALClose.argtypes = [ctypes.c_void_p]
theirs.GDALAllRegister()
theirs.GDALAllRegister()
dataset = theirs.GDALOpen(sys.argv[2].encode(), 0)
print([theirs.GDALGetDriverByName(b"HLSTS") is None, dataset is not None, "\\n".join(open("/proc/self/maps")).count(sys.argv[3]) > 0])
theirs.GDALClose(dataset)
"""
    done = local.run(sys.executable, "-c", script, copy, tutorial.files(objects)[0], libgdal)
    assert done.stdout.strip() == "[True, True, True]"
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("Warning") and "HLSTS: not available" in lines[0], done.stderr
    assert os.fspath(copy) in lines[0] and other_name(libgdal)[0].decode() in lines[0]


def test_plugin_for_another_libgdal(local, libgdal, plugin_dir, tmp_path, tutorial, objects):
    """Which isn't there: GDAL names both, and the program goes on."""
    name, other = other_name(libgdal)
    renamed(plugin_dir / "gdal_HLSTS.so", tmp_path / "gdal_HLSTS.so", name, other)
    done = local.run("gdalinfo", tutorial.files(objects)[0], GDAL_DRIVER_PATH=os.fspath(tmp_path))
    assert "Driver: GTiff" in done.stdout
    assert len(set(done.stderr.strip().splitlines())) == 1 and other.decode() in done.stderr, done.stderr
    assert "HLSTS" not in local.run("gdalinfo", "--formats", GDAL_DRIVER_PATH=os.fspath(tmp_path)).stdout


def test_plugin_of_another_minor_version(local, tmp_path, tutorial, objects, local_list):
    """GDAL itself says that they don't fit: the plugin stays out."""
    compiler = shutil.which("cc")
    if not compiler:
        pytest.skip("needs a C compiler")
    source = tmp_path / "version.c"
    source.write_text(
        "#include <stdio.h>\n#include <string.h>\n"
        "int GDALCheckVersion(int major, int minor, const char *who)\n"
        '{ if (strcmp(who, "HLSTS")) return 1; fprintf(stderr, "made for %d.%d\\n", major, minor); return 0; }\n'
    )
    library = tmp_path / "version.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    # Behind a sanitizer's library, if there is one.
    variables = {"LD_PRELOAD": ":".join(filter(None, [local.environment.get("LD_PRELOAD"), os.fspath(library)]))}
    done = local.run("gdalinfo", tutorial.files(objects)[0], **variables)
    assert "Driver: GTiff" in done.stdout
    assert re.fullmatch(r"made for 3\.\d+\n", done.stderr), done.stderr
    assert "HLSTS" not in local.run("gdalinfo", "--formats", **variables).stdout
    assert local.run("gdalinfo", local_list, check=False, **variables).returncode == 1
