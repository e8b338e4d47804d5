"""Folders of /vsiearthdata/: complete, or an error that says why."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess

import pytest

FOLDER = "/vsiearthdata/lp-prod-protected/HLSL30.020"
# A listing, in both versions of the request.
LISTING = {"service": "s3", "query": "prefix="}
# Folders, and files in them, of which an answer names two.
PAGE = 2

BREAKS = {
    "InternalError": {"error": "InternalError"},
    "SlowDown": {"error": "SlowDown"},
    "503 with a page": {"status": 503, "body": "<html><body>Service Unavailable</body></html>"},
    "ExpiredToken": {"error": "ExpiredToken"},
    "reset": {"reset": True},
    "cut": {"cut_after": 120},
}

# GDAL takes these for the end of a listing, or for an empty one.
EMPTY = {
    "200 with an error": {"error_in_200": "InternalError"},
    "200 with a page": {"status": 200, "body": "<html><body>Please wait</body></html>"},
}

REFUSALS = {
    "AccessDenied": ({"error": "AccessDenied"}, "denies access", 1),
    "NoSuchBucket": ({"error": "NoSuchBucket"}, "knows no bucket", 1),
    "OutOfRegion": ({"error": "OutOfRegion"}, "HTTPS", 1),
    "ExpiredToken": ({"error": "ExpiredToken"}, "refuses the temporary credential", 4),
    "InternalError": ({"error": "InternalError"}, "Try again later", 4),
    "reset": ({"reset": True}, "no connection", 4),
}


@pytest.fixture
def folders(objects) -> list[str]:
    return sorted(os.listdir(objects / "lp-prod-protected" / "HLSL30.020"))


@pytest.fixture
def files(objects) -> list[str]:
    root = objects / "lp-prod-protected" / "HLSL30.020"
    return sorted(os.fspath(path.relative_to(root)) for path in root.rglob("*.tif"))


def names(folder):
    """Child: what ReadDir() tells."""
    return [name for name in gdal.ReadDir(folder) or [] if name not in (".", "..")]


def walk(folder):
    """Child: what an iterator through all levels tells, and its error."""
    found = []
    directory = gdal.OpenDir(folder)
    try:
        while directory and (entry := gdal.GetNextDirEntry(directory)):
            found += [] if entry.mode & 0x4000 else [entry.name]
    except RuntimeError as problem:
        return [found, str(problem)]
    finally:
        gdal.CloseDir(directory)
    return [found, ""]


def test_stat_and_listing(remote, earthdata, tutorial, objects):
    def child(key):
        path = f"/vsiearthdata/{key}"
        folder, _, name = path.rpartition("/")
        bucket = "/".join(path.split("/")[:3])

        def stat(name):
            answer = gdal.VSIStatL(name)
            return [answer.IsDirectory(), answer.size] if answer else None

        return {
            "file": stat(path),
            "folder": stat(folder),
            "none": stat(path + "x"),
            "listing": [entry for entry in gdal.ReadDir(folder) or [] if entry not in (".", "..")],
            "bucket": [entry for entry in gdal.ReadDir(bucket) or [] if entry not in (".", "..")],
            "recursive": [entry for entry in gdal.ReadDirRecursive(bucket + "/HLSL30.020") or [] if entry.endswith(".tif")],
            "name": name,
        }

    found = remote.call(child, tutorial.keys[0])
    size = (objects / tutorial.keys[0]).stat().st_size
    assert found["file"] == [0, size] and found["folder"][0] == 1 and found["none"] is None
    assert found["name"] in found["listing"] and len(found["listing"]) == 3
    assert sorted(found["bucket"]) == ["HLSL30.020", "HLSS30.020"]
    l30 = objects / "lp-prod-protected" / "HLSL30.020"
    assert sorted(found["recursive"]) == sorted(os.fspath(path.relative_to(l30)) for path in l30.rglob("*.tif"))
    assert not earthdata.log().violations


def has_vsi_programs() -> bool:
    """gdal vsi list|copy: since GDAL 3.11."""
    return shutil.which("gdal") is not None and subprocess.run(["gdal", "vsi", "copy", "--help"], capture_output=True).returncode == 0


@pytest.mark.skipif(not has_vsi_programs(), reason="this GDAL has no gdal vsi")
@pytest.mark.parametrize("access", ["S3", "HTTPS"])
def test_gdal_vsi(programs, earthdata, tutorial, path, file, tmp_path, access):
    """gdal vsi list|copy|delete as on any other file system; over HTTPS only single objects: there is nothing to list."""
    some = programs(earthdata.environment(VSIEARTHDATA_ACCESS=access))
    some.run("gdal", "vsi", "copy", path, tmp_path / "copy.tif")
    assert filecmp.cmp(tmp_path / "copy.tif", file, shallow=False)
    refused = some.run("gdal", "vsi", "delete", path, check=False)
    assert refused.returncode != 0 and "read-only" in refused.stderr
    folder, _, name = path.rpartition("/")
    listed = some.run("gdal", "vsi", "list", folder, check=False)
    if access == "S3":
        assert name in listed.stdout.split()
        assert str(os.path.getsize(file)) in some.run("gdal", "vsi", "list", "-l", folder).stdout
        some.run("gdal", "vsi", "copy", "-r", folder, tmp_path / "folder")
        assert sorted(os.listdir(tmp_path / "folder")) == sorted(os.listdir(os.path.dirname(file)))
        assert filecmp.cmp(tmp_path / "folder" / name, file, shallow=False)
    else:
        assert listed.returncode != 0
    assert not earthdata.log().violations


@pytest.mark.parametrize("skip", [0, 1], ids=["first page", "later page"])
@pytest.mark.parametrize("name", BREAKS)
def test_a_listing_that_breaks_off_is_not_noticed(remote, earthdata, folders, name, skip):
    earthdata.set(list_page=PAGE)
    rule = earthdata.strike(LISTING, BREAKS[name], skip=skip, count=1)
    assert sorted(remote.call(names, FOLDER)) == folders
    assert earthdata.struck(rule) == 1
    assert len(earthdata.log().credential_fetches) == (2 if name == "ExpiredToken" else 1)
    assert not earthdata.log().violations


@pytest.mark.parametrize("skip", [0, 1, 4], ids=["first page", "second page", "later page"])
@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.parametrize("debug", [{}, {"CPL_TIMESTAMP": "ON"}], ids=["plain", "timestamp"])
def test_an_iterator_that_breaks_off_is_not_noticed(remote, earthdata, files, name, skip, debug):
    """It goes on where it was: no name is lost, none comes twice. GDAL tells of a break in a debug line only."""
    earthdata.set(list_page=PAGE)
    rule = earthdata.strike(LISTING, BREAKS[name], skip=skip, count=1)
    found, problem = remote.call(walk, FOLDER, **debug)
    assert found == files and not problem
    assert earthdata.struck(rule) == 1


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_listing_is_doubted(remote, earthdata, folders, name):
    """And not remembered."""
    rule = earthdata.strike(LISTING, EMPTY[name], count=1)
    assert sorted(remote.call(names, FOLDER)) == folders
    assert earthdata.struck(rule) == 1
    rule = earthdata.strike(LISTING, EMPTY[name], count=2)

    def child(folder):
        gdal.ReadDir(folder)
        return gdal.ReadDir(folder)

    assert set(folders) <= set(remote.call(child, FOLDER))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_listing_says_why(remote, earthdata, name):
    fault, reason, most = REFUSALS[name]
    rule = earthdata.strike(LISTING, fault)

    def child(folder):
        return failure_of(gdal.ReadDir, folder)

    message, output = remote.call_and_output(child, FOLDER)
    assert reason in message + output and FOLDER in message + output, (message, output)
    assert earthdata.struck(rule) <= most
    assert not earthdata.log().violations


def test_an_iterator_that_breaks_off_for_good_is_an_error(remote, earthdata, files):
    earthdata.set(list_page=PAGE)
    earthdata.strike(LISTING, {"error": "InternalError"}, skip=2)
    (found, problem), output = remote.call_and_output(walk, FOLDER)
    assert found == files[: len(found)] and len(found) < len(files)
    assert "Try again later" in problem + output, (problem, output)


def test_what_does_not_exist_is_empty_without_an_error(remote, earthdata):
    def child(folder):
        return [gdal.ReadDir(folder), gdal.VSIStatL(folder) is None, gdal.GetLastErrorMsg()]

    assert remote.call(child, FOLDER + "/nothing") in ([None, True, ""], [[], True, ""])


def test_keys_that_end_while_a_folder_is_walked(remote, earthdata, files):
    """GDAL's iterator keeps the keys it began with."""
    earthdata.set(list_page=1)
    rule = earthdata.strike(LISTING, {"expire_triples": True}, skip=5, count=1)
    found, problem = remote.call(walk, FOLDER)
    assert found == files and not problem
    log = earthdata.log()
    assert earthdata.struck(rule) == 1 and len(log.credential_fetches) == 2 and not log.violations
    assert len(log.of("s3", status=400)) == 1
