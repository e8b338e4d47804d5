"""/vsiearthdata/ as a file system: what it reads, what it refuses, and how many requests that costs."""

from __future__ import annotations

import os

import earthdata_emulator
import pytest

HEADER = "bytes=0-16383"


# --- programs -----------------------------------------------------------------


def test_gdalinfo_equals_the_local_file(remote, earthdata, path, file):
    ours, theirs = (remote.json("gdalinfo", "-json", name) for name in (path, file))
    for answer in (ours, theirs):
        del answer["description"], answer["files"]
    assert ours == theirs
    assert [(entry["method"], entry["range"]) for entry in earthdata.log().of("s3")] == [("GET", HEADER)]


def test_gdal_translate_copies_every_pixel(remote, earthdata, path, tmp_path, tutorial):
    remote.run("gdal_translate", "-q", path, tmp_path / "copy.tif")

    def child(path, granule):
        return np.array_equal(gdal.Open(path).ReadAsArray(), hls_pixels.expected_pixels(granule, "B04"))

    assert remote.call(child, os.fspath(tmp_path / "copy.tif"), tutorial.granules[0])
    log = earthdata.log()
    assert not log.violations and len(log.credential_fetches) == 1


def test_other_drivers_formats(plugin_dir, programs, tmp_path):
    """Whatever GDAL can read, from one file or (ENVI) from two."""
    folder = tmp_path / "objects" / "podaac-ops-cumulus-protected" / "things"
    folder.mkdir(parents=True)

    def child(folder):
        pixels = np.arange(600, dtype=np.uint8).reshape(20, 30)
        made = []
        for name, extension in (("PNG", "png"), ("HFA", "img"), ("JP2OpenJPEG", "jp2"), ("NITF", "ntf"), ("ENVI", "dat"), ("GTiff", "tif")):
            driver = gdal.GetDriverByName(name)
            if driver is None:
                continue
            source = gdal.GetDriverByName("MEM").Create("", 30, 20)
            source.WriteRaster(0, 0, 30, 20, pixels.tobytes())
            source.SetGeoTransform((0, 1, 0, 20, 0, -1))
            options = ["REVERSIBLE=YES", "QUALITY=100"] if name == "JP2OpenJPEG" else []
            if not failure_of(driver.CreateCopy, f"{folder}/a.{extension}", source, options=options):
                made.append(extension)
        with open(f"{folder}/a.geojson", "w") as file:
            file.write('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": 1}, "geometry": null}]}')
        return made

    def read(names):
        wanted = np.arange(600, dtype=np.uint8).reshape(20, 30)
        return [name for name in names if not np.array_equal(gdal.Open(name).ReadAsArray(), wanted)]

    def vector(name):
        dataset = gdal.OpenEx(name, gdal.OF_VECTOR)
        return dataset.GetLayer(0).GetFeatureCount()

    with earthdata_emulator.running([tmp_path / "objects"], daac="tea") as earthdata:
        some = programs(earthdata.environment())
        made = some.call(child, os.fspath(folder))
        prefix = "/vsiearthdata/podaac-ops-cumulus-protected/things/"
        names = [f"{prefix}a.{extension}" for extension in made]
        assert len(names) >= 3 and "dat" in made and some.call(read, names) == []
        assert some.call(vector, f"{prefix}a.geojson") == 1
        log = earthdata.log()
        assert not log.violations and len(log.of("tea", path="s3credentials")) == len(log.credential_fetches) > 0


# --- file system --------------------------------------------------------------


def test_reading_as_a_file(remote, earthdata, path, file):
    """Seek, read, the end, and a read that crosses it."""

    def child(path, file):
        content = open(file, "rb").read()
        handle = gdal.VSIFOpenL(path, "rb")
        rng = np.random.default_rng(3)
        for offset, size in [(0, 1), (0, 16384), (16380, 10), (len(content) - 5, 5), *rng.integers(1, len(content) // 2, (40, 2)).tolist()]:
            assert gdal.VSIFSeekL(handle, offset, 0) == 0 and gdal.VSIFTellL(handle) == offset
            assert bytes(gdal.VSIFReadL(1, size, handle)) == content[offset : offset + size], (offset, size)
            assert gdal.VSIFTellL(handle) == offset + size
        assert gdal.VSIFSeekL(handle, 0, 2) == 0 and gdal.VSIFTellL(handle) == len(content) and not gdal.VSIFEofL(handle)
        assert not gdal.VSIFReadL(1, 1, handle) and gdal.VSIFEofL(handle)
        gdal.VSIFSeekL(handle, len(content) - 3, 0)
        assert not gdal.VSIFEofL(handle)
        assert bytes(gdal.VSIFReadL(1, 100, handle)) == content[-3:] and gdal.VSIFEofL(handle)
        gdal.VSIFSeekL(handle, -10, 1)
        assert bytes(gdal.VSIFReadL(5, 2, handle)) == content[-10:]
        gdal.VSIFCloseL(handle)
        return True

    assert remote.call(child, path, file)
    assert not earthdata.log().violations


def test_writes_are_refused_without_a_request(remote, earthdata, path):
    def child(path):
        folder = path.rpartition("/")[0]
        outcome = {}
        for mode in ("wb", "ab", "r+b", "w+b"):
            gdal.ErrorReset()
            try:
                handle = gdal.VSIFOpenExL(path, mode, 1)
            except RuntimeError as problem:
                handle, text = None, str(problem)
            else:
                text = gdal.VSIGetLastErrorMsg() or gdal.GetLastErrorMsg()
            outcome[mode] = [handle is None, text]
        gdal.DontUseExceptions()
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        codes = [gdal.Unlink(path), gdal.Mkdir(folder + "/new", 0o755), gdal.Rmdir(folder), gdal.Rename(path, path + "2")]
        options = gdal.GetDriverByName("GTiff").Create(path + ".new.tif", 1, 1)
        return [outcome, codes, options is None]

    outcome, codes, nothing_made = remote.call(child, path)
    for mode, (refused, text) in outcome.items():
        assert refused and "/vsiearthdata/" in text and "read-only" in text, (mode, text)
    assert all(code != 0 for code in codes) and nothing_made
    assert not [entry for entry in earthdata.log() if entry["method"] not in ("GET", "HEAD")]


OTHER_KINDS = {
    "page.html": b"<!DOCTYPE html>\n<html><body>" + b"<p>About this collection</p>" * 1000,
    "short.HTM": b"<html><body>Nothing here</body></html>",
    "empty.html": b"",
    "empty.met": b"",
    "byte.json": b"{",
    "granule.cmr.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<Granule><Error>none</Error></Granule>',
    "granule.umm.json": b'{"page": "<html>"}' + b" " * 2030,
    "long.txt": bytes(range(256)) * 300,
}


@pytest.mark.parametrize("access", ["S3", "HTTPS"])
def test_objects_of_other_kinds(programs, tmp_path, access):
    """Archives hold more than rasters, also what looks like an error's page."""
    folder = tmp_path / "root" / "lp-prod-protected" / "a"
    folder.mkdir(parents=True)
    for name, content in OTHER_KINDS.items():
        (folder / name).write_bytes(content)

    def child(names, folder):
        found = {}
        for name in names:
            path = "/vsiearthdata/lp-prod-protected/a/" + name
            file = gdal.VSIFOpenL(path, "rb")
            assert file, name
            whole = bytes(gdal.VSIFReadL(1, 1000000, file) or b"")
            gdal.VSIFSeekL(file, 10, 0)
            part = bytes(gdal.VSIFReadL(1, 30, file) or b"")
            gdal.VSIFCloseL(file)
            expected = open(folder + "/" + name, "rb").read()
            found[name] = [whole == expected, part == expected[10:40], gdal.VSIStatL(path).size == len(expected)]
        return found

    with earthdata_emulator.running([tmp_path / "root"]) as earthdata:
        found = programs(earthdata.environment(VSIEARTHDATA_ACCESS=access)).call(child, list(OTHER_KINDS), os.fspath(folder))
        assert found == {name: [True, True, True] for name in OTHER_KINDS}
        assert not earthdata.log().violations


@pytest.mark.parametrize("chunk", [None, "512", "1MB", "1048576", "many"])
def test_a_page_is_no_beginning_whatever_the_chunk_size(remote, earthdata, path, file, chunk):
    """One answer with status 200 and a page, for bytes that GDAL has forgotten."""
    page = "<html><body>maintenance" + "x" * 2_000_000 + "</body></html>"
    rule = earthdata.strike({"service": "s3", "range": "bytes=0-"}, {"body": page, "status": 200}, count=1, skip=1)

    def child(path):
        file = gdal.VSIFOpenL(path, "rb")
        gdal.VSICurlClearCache()
        found = []
        for offset in (600, 700, 20000):
            gdal.VSIFSeekL(file, offset, 0)
            found.append(bytes(gdal.VSIFReadL(1, 30, file) or b"").hex())
        return found

    variables = {"CPL_VSIL_CURL_CHUNK_SIZE": chunk} if chunk else {}
    content = open(file, "rb").read()
    assert remote.call(child, path, **variables) == [content[offset : offset + 30].hex() for offset in (600, 700, 20000)]
    assert earthdata.struck(rule) == 1


def test_stat_of_what_is_known_makes_no_request(remote, earthdata, path, file):
    def child(path):
        before = gdal.VSIStatL(path, gdal.VSI_STAT_CACHE_ONLY)
        gdal.VSIFCloseL(gdal.VSIFOpenL(path, "rb"))
        after = gdal.VSIStatL(path, gdal.VSI_STAT_CACHE_ONLY)
        return [before is None, after and after.size]

    unknown, size = remote.call(child, path)
    assert unknown and size == os.path.getsize(file)
    assert len(earthdata.log().of("s3")) == 1


@pytest.mark.parametrize("access", ["S3", "HTTPS"])
def test_metadata_tell_how_it_is_read(programs, earthdata, path, access):
    def child(path):
        before = gdal.GetFileMetadata(path, "EARTHDATA")
        gdal.Open(path)
        return [before, gdal.GetFileMetadata(path, "EARTHDATA")]

    before, after = programs(earthdata.environment(VSIEARTHDATA_ACCESS=access)).call(child, path)
    own = {"S3": {"REGION", "S3_HOST", "CREDENTIALS_ENDPOINT"}, "HTTPS": {"HTTPS_URL"}}[access]
    assert set(before) == {"ACCESS", "BUCKET", "DAAC", "LOGIN", "FETCHES", "FAILURES"} | own
    assert set(after) - set(before) == {"GENERATION", "EXPIRES", "SECONDS_LEFT"} | ({"KEY_ID"} if access == "S3" else {"DATA_HOST"})
    assert {key: after[key] for key in ("ACCESS", "BUCKET", "DAAC", "LOGIN", "FETCHES", "FAILURES")} == {
        "ACCESS": access,
        "BUCKET": "lp-prod-protected",
        "DAAC": "LPCLOUD",
        "LOGIN": "EARTHDATA_TOKEN",
        "FETCHES": "1",
        "FAILURES": "0",
    }


def test_missing_object(remote, earthdata, path):
    done = remote.run("gdalinfo", path.replace(".B04.tif", ".B03.tif"), check=False)
    assert done.returncode != 0 and "B03" in done.stderr
    log = earthdata.log()
    assert len(log.credential_fetches) == 1 and not log.violations


@pytest.mark.parametrize(
    "name", ["/vsiearthdata/", "/vsiearthdata/lp-prod-protected", "/vsiearthdata/lp-prod-protected/", "/vsiearthdata//x.tif"]
)
def test_paths_that_name_no_object(remote, name):
    assert remote.run("gdalinfo", name, check=False).returncode == 1


def test_unknown_bucket_is_explained(programs, earthdata):
    """A bucket that the table does not know, without VSIEARTHDATA_CREDENTIALS_URL."""
    environment = earthdata.environment()
    del environment["VSIEARTHDATA_CREDENTIALS_URL"]
    message = programs(environment).run("gdalinfo", "/vsiearthdata/some-bucket/a.tif", check=False).stderr
    assert "some-bucket" in message and "VSIEARTHDATA_CREDENTIALS_URL" in message
    assert len(earthdata.log()) == 0


def test_nobody_is_asked_without_a_login(programs, earthdata, path, home):
    environment = earthdata.environment(HOME=os.fspath(home))
    del environment["EARTHDATA_TOKEN"]
    message = programs(environment).run("gdalinfo", path, check=False).stderr
    for place in ("EARTHDATA_TOKEN", "EARTHDATA_USERNAME", "EARTHDATA_PASSWORD", "netrc"):
        assert place in message, message
    assert len(earthdata.log()) == 0


# --- requests -----------------------------------------------------------------


def test_side_cars_are_not_asked_for(remote, earthdata, path):
    """Neither .aux.xml nor .ovr, .msk, .IMD and the rest; whatever the user set."""
    for variables in ({}, {"GDAL_DISABLE_READDIR_ON_OPEN": "FALSE"}, {"GDAL_DISABLE_READDIR_ON_OPEN": "TRUE"}):
        earthdata.clear_log()
        remote.run("gdalinfo", "-mdd", "all", path, **variables)
        assert [(entry["method"], entry["range"]) for entry in earthdata.log().of("s3")] == [("GET", HEADER)], variables


def test_one_pixel_is_two_requests(remote, earthdata, path):
    remote.run("gdallocationinfo", path, "2000", "2000")
    requests = earthdata.log().of("s3")
    assert len(requests) == 2 and requests[0]["range"] == HEADER
    assert sum(entry["bytes"] for entry in requests) < 300_000


@pytest.mark.parametrize("view", ["classic", "multidim"])
def test_point_series_is_two_requests_per_granule(remote, earthdata, remote_list, tutorial, view):
    """Nothing is cached, and all 32 granules are asked at the same time: each once for its header and once for its tile."""
    earthdata.set(latency_ms=50.0)

    def child(path, granules, view):
        if view == "classic":
            series = gdal.Open(path).ReadAsArray(2000, 1000, 1, 1).ravel()
        else:
            series = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red").GetView("[:,1000,2000]").ReadAsArray()
        return series.tolist() == [int(hls_pixels.expected_window(granule, "B04", 2000, 1000, 1, 1)[0, 0]) for granule in granules]

    assert remote.call(child, remote_list, tutorial.granules, view)
    log = earthdata.log()
    counts = log.count_by_key()
    assert len(counts) == 32 and set(counts.values()) == {2}, counts
    assert len(log.of("s3")) == 64 and len(log.credential_fetches) == 1 and len(log) == 65
    assert log.of("s3").max_in_flight >= 24
    assert not log.violations


def test_second_point_is_one_request_per_granule(remote, earthdata, remote_list):
    def child(path):
        dataset = gdal.Open(path)
        for x, y in ((2000, 1000), (100, 3000)):
            dataset.ReadAsArray(x, y, 1, 1)
        return True

    remote.call(child, remote_list)
    assert len(earthdata.log().of("s3")) == 96


def test_connections_are_kept(remote, earthdata, remote_list):
    """A connection belongs to a thread, and the threads outlive a read: later reads open no more of them."""
    earthdata.set(latency_ms=10.0)

    def child(path):
        dataset = gdal.Open(path)
        for y in range(100, 3660, 500):
            dataset.ReadAsArray(2000, y, 1, 1)
        return True

    remote.call(child, remote_list)
    log = earthdata.log().of("s3")
    assert len(log) > 64
    assert log.connections <= 32


def test_overview_costs_no_more(remote, earthdata, remote_list, tutorial):
    def child(path, granules):
        pixels = gdal.Open(path).ReadAsArray(buf_xsize=229, buf_ysize=229)
        return all(np.array_equal(pixels[i], hls_pixels.expected_overview(g, "B04", 3)) for i, g in enumerate(granules))

    assert remote.call(child, remote_list, tutorial.granules)
    counts = earthdata.log().count_by_key()
    assert len(counts) == 32 and max(counts.values()) <= 2


# --- settings -----------------------------------------------------------------

SETTINGS = ["EARTHDATA_TOKEN", "VSIEARTHDATA_CREDENTIALS_URL", "VSIEARTHDATA_S3_ENDPOINT"]


def test_thread_local_settings_reach_the_workers(programs, earthdata, remote_list, tutorial):
    """As rasterio.Env sets them."""
    given = earthdata.environment()
    options = {name: given.pop(name) for name in SETTINGS}

    def child(path, options):
        for name, value in options.items():
            gdal.SetThreadLocalConfigOption(name, value)
        return gdal.Open(path).ReadAsArray(2000, 1000, 1, 1).shape

    assert programs(given).call(child, remote_list, options) == [32, 1, 1]


def test_corrected_login_works_in_the_same_process(programs, earthdata, path):
    """First a wrong token, then the right one: the refusal isn't remembered against it."""
    given = earthdata.environment()
    token = given.pop("EARTHDATA_TOKEN")

    def child(path, token):
        gdal.SetConfigOption("EARTHDATA_TOKEN", "wrong.token.value")
        first = failure_of(gdal.Open, path)
        gdal.SetConfigOption("EARTHDATA_TOKEN", token)
        return [first, gdal.Open(path).ReadAsArray(2000, 1000, 1, 1).shape]

    message, shape = programs(given).call(child, path, token)
    assert message and shape == [1, 1]


def test_the_users_own_reads_stay_his(programs, earthdata, tutorial, path):
    """A /vsis3/ read of the same process and thread before and after ours uses the user's keys."""
    environment = {**earthdata.environment(), **{k: v for k, v in earthdata.vsis3_environment().items() if k.startswith("AWS_")}}
    earthdata.clear_log()

    def child(ours, theirs):
        return [gdal.Open(name).ReadAsArray(2000, y, 1, 1).shape for y in (1000, 3000) for name in (theirs, ours)]

    programs(environment).call(child, path, f"/vsis3/{tutorial.keys[1]}")
    log = earthdata.log()
    by_key = {entry["key"]: set() for entry in log.object_reads}
    for entry in log.object_reads:
        by_key[entry["key"]].add(entry["triple"])
    assert len(by_key) == 2 and not log.violations
    ours, theirs = (
        next(triples for key, triples in by_key.items() if key.endswith(name.rpartition("/")[2]))
        for name in (tutorial.keys[0], tutorial.keys[1])
    )
    assert len(ours) == len(theirs) == 1 and not ours & theirs


# --- real files ---------------------------------------------------------------


def real_keys(root):
    keys = sorted(os.fspath(path.relative_to(root)) for path in root.rglob("*.tif"))
    assert keys
    return keys


def test_real_files_equal_local_reads(programs, plugin_dir, samples):
    """NASA's own COGs: all pixels and overviews."""
    root = samples / "s3"
    keys = real_keys(root)

    def child(keys, root):
        for key in keys:
            theirs = gdal.OpenEx(f"{root}/{key}", allowed_drivers=["GTiff"])
            ours = gdal.Open(f"/vsiearthdata/{key}")
            a, b = ours.GetRasterBand(1), theirs.GetRasterBand(1)
            assert ours.GetGeoTransform() == theirs.GetGeoTransform(), key
            assert (a.DataType, a.GetNoDataValue(), a.GetBlockSize()) == (b.DataType, b.GetNoDataValue(), b.GetBlockSize())
            assert a.GetOverviewCount() == b.GetOverviewCount() == 4
            assert np.array_equal(a.ReadAsArray(), b.ReadAsArray()), key
            for level in range(4):
                assert np.array_equal(a.GetOverview(level).ReadAsArray(), b.GetOverview(level).ReadAsArray()), (key, level)
        return len(keys)

    with earthdata_emulator.running([root]) as earthdata:
        assert programs(earthdata.environment()).call(child, keys, os.fspath(root)) == len(keys)
        assert not earthdata.log().violations


def test_lists_of_real_files_equal_local_reads(programs, link_list, samples):
    """The same by a list, in both views."""
    root = samples / "s3"
    keys = real_keys(root)
    lists = [link_list([f"s3://{key}"], f"{number}.txt") for number, key in enumerate(keys)]

    def child(lists, keys, root):
        for name, key in zip(lists, keys):
            theirs = gdal.OpenEx(f"{root}/{key}", allowed_drivers=["GTiff"])
            ours = gdal.Open(name)
            a, b = ours.GetRasterBand(1), theirs.GetRasterBand(1)
            assert ours.GetGeoTransform() == theirs.GetGeoTransform(), key
            assert (a.DataType, a.GetNoDataValue(), a.GetBlockSize()) == (b.DataType, b.GetNoDataValue(), b.GetBlockSize())
            assert a.GetOverviewCount() == b.GetOverviewCount() == 4
            assert np.array_equal(a.ReadAsArray(), b.ReadAsArray()), key
            for level in range(4):
                assert np.array_equal(a.GetOverview(level).ReadAsArray(), b.GetOverview(level).ReadAsArray()), (key, level)
            group = gdal.OpenEx(name, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
            band = ours.GetMetadataItem("NETCDF_VARNAME")
            assert np.array_equal(group.OpenMDArray(band).ReadAsArray()[0], theirs.ReadAsArray()), key
        return len(keys)

    with earthdata_emulator.running([root]) as earthdata:
        assert programs(earthdata.environment()).call(child, lists, keys, os.fspath(root)) == len(keys)
        assert not earthdata.log().violations
