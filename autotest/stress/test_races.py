"""Hunts for races. A few seconds each by default; HLSTS_STRESS_SECONDS makes them longer."""

from __future__ import annotations

import os
import sys

import pytest

pytestmark = pytest.mark.stress

SECONDS = float(os.environ.get("HLSTS_STRESS_SECONDS", "3"))


def test_readers_while_tokens_rotate(programs, earthdata, remote_list, tutorial):
    """Classic and multidim readers in 16 threads of one process, tokens of one second, also ended at any moment."""
    earthdata.set(token_life=2.0, latency_ms=5.0, latency_jitter_ms=20.0)
    earthdata.strike({"service": "s3", "path": r"\.tif$"}, {"expire_triples": True}, probability=0.01)

    def child(path, granules, seconds):
        import threading
        import time

        classic = gdal.Open(path)
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        end, wrong, count = time.monotonic() + seconds, [], [0]

        def work(number):
            rng = np.random.default_rng(number)
            while time.monotonic() < end:
                x, y, t = int(rng.integers(0, 3600)), int(rng.integers(0, 3600)), int(rng.integers(0, 28))
                try:
                    if number % 2:
                        pixels = np.frombuffer(classic.ReadRaster(x, y, 30, 20, band_list=[t + 1, t + 2, t + 4]), np.int16).reshape(
                            3, 20, 30
                        )
                    else:
                        pixels = np.frombuffer(array.Read(array_start_idx=[t, y, x], count=[3, 20, 30]), np.int16).reshape(3, 20, 30)
                except Exception as problem:
                    wrong.append(str(problem))
                    continue
                for place, step in enumerate((0, 1, 3) if number % 2 else (0, 1, 2)):
                    if not np.array_equal(pixels[place], hls_pixels.expected_window(granules[t + step], "B04", x, y, 30, 20)):
                        wrong.append(f"pixels of {granules[t + step]} at {x}, {y}")
                count[0] += 1

        threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [count[0], wrong[:5]]

    count, wrong = programs(earthdata.environment()).call(child, remote_list, tutorial.granules, SECONDS)
    log = earthdata.log()
    assert wrong == [] and count > 10
    assert not log.violations and log.credential_fetches.max_in_flight <= 1


def test_open_and_close_storm(local, local_list, tutorial):
    """Threads that open, read, and let go, all the time: the pools come and go with their holders."""

    def child(path, granules, seconds):
        import threading
        import time

        end, wrong = time.monotonic() + seconds, []

        def work(number):
            rng = np.random.default_rng(number)
            while time.monotonic() < end:
                x, y = int(rng.integers(0, 3600)), int(rng.integers(0, 3600))
                dataset = gdal.Open(path)
                pixels = dataset.ReadAsArray(x, y, 9, 7)
                for band in (0, 31):
                    if not np.array_equal(pixels[band], hls_pixels.expected_window(granules[band], "B04", x, y, 9, 7)):
                        wrong.append(band)
                if rng.integers(3) == 0:
                    array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
                    del dataset
                    array.Read(array_start_idx=[0, y, x], count=[2, 2, 2])

        # Libraries of Python's own may have threads.
        before = len(os.listdir("/proc/self/task"))
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # A Python thread is joined a moment before the system's thread has ended.
        end = time.monotonic() + 5
        while len(os.listdir("/proc/self/task")) > before and time.monotonic() < end:
            time.sleep(0.01)
        return [wrong[:5], len(os.listdir("/proc/self/task")) - before]

    wrong, threads = local.call(child, local_list, tutorial.granules, SECONDS)
    assert wrong == [] and threads == 0


def test_forks_between_reads(remote, earthdata, remote_list, tutorial):
    """Fork after fork: parent and children read at the same time, with the parent's dataset and one of their own, while the
    keys end. (Not while threads are inside GDAL: its own mutexes don't survive that, with any driver.)"""
    earthdata.set(token_life=2.0)

    def child(path, granules, seconds):
        import signal
        import time

        dataset = gdal.Open(path)
        end, wrong, children = time.monotonic() + seconds, [], 0

        def is_right(dataset, seed):
            rng = np.random.default_rng(seed)
            x, y = int(rng.integers(0, 3600)), int(rng.integers(0, 3600))
            pixels = dataset.ReadAsArray(x, y, 5, 5)
            return all(np.array_equal(pixels[b], hls_pixels.expected_window(granules[b], "B04", x, y, 5, 5)) for b in (0, 15, 31))

        while time.monotonic() < end:
            pid = os.fork()
            if pid == 0:
                signal.alarm(60)
                code = 1
                try:
                    code = 0 if is_right(dataset, children) and is_right(gdal.Open(path), children + 1) else 2
                finally:
                    os._exit(code)
            if not is_right(dataset, children + 2):
                wrong.append("parent")
            status = os.waitpid(pid, 0)[1]
            if status:
                wrong.append(f"child {status}")
            children += 1
        return [children, wrong[:5]]

    children, wrong = remote.call(child, remote_list, tutorial.granules, SECONDS)
    assert children > 1 and wrong == []
    assert not earthdata.log().violations


@pytest.mark.parametrize("source", ["local", "remote"])
def test_exit_during_a_read_again_and_again(local, remote, local_list, remote_list, source):
    """exit() of the C library at any moment of a read of an array."""
    some, path = (local, local_list) if source == "local" else (remote, remote_list)
    script = """
import ctypes, sys, threading, time
from osgeo import gdal
gdal.UseExceptions()
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
    for number in range(max(4, int(SECONDS * 3))):
        done = some.run(sys.executable, "-c", script, path, str(0.017 * number), check=False)
        assert done.returncode == 7, (number, done.returncode, done.stderr[-2000:])
