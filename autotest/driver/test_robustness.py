"""Lists, files and servers that are damaged, odd or hostile: what the user is told, and what nobody is told."""

from __future__ import annotations

import contextlib
import http.server
import os
import re
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import earthdata_emulator
import numpy as np
import pytest
from osgeo import gdal, osr

from earthdata.hls import generator as hls_generator
from earthdata.hls.generator import Recipe
from earthdata.state import planted
from earthdata.wire import tls

BUCKET = "s3://lp-prod-protected"
ULX, ULY = 699960, 4600020  # of tile 13TGF
SIZE = 20
MEBIBYTE = 1024 * 1024
SIGNATURES = [
    "X-Amz-Signature=PLANTEDSIGNATURE",
    # A slash, which is in every real one, also ends what some take for the folder.
    "X-Amz-Credential=ASIAPLANTEDSIGNATURE/20210513/us-west-2/s3/aws4_request&X-Amz-Signature=PLANTEDSIGNATURE%2F&X-Amz-Expires=3600",
]


def granule(day: int = 133, sensor: str = "L30", tile: str = "T13TGF", clock: str = "172406") -> str:
    return f"HLS.{sensor}.{tile}.2021{day:03d}T{clock}.v2.0"


def s3_link(name: str, band: str = "B04") -> str:
    return f"{BUCKET}/HLS{name.split('.')[1]}.020/{name}/{name}.{band}.tif"


def write_tif(folder: Path, name: str, band: str = "B04", kind: int = gdal.GDT_Int16, nodata: float | None = None, value: int = 7) -> str:
    """A small local subset as users make them; returns the file's name."""
    gdal.UseExceptions()
    file = f"{name}.{band}.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(os.fspath(folder / file), SIZE, SIZE, 1, kind)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32613)
    dataset.SetSpatialRef(reference)
    dataset.SetGeoTransform((ULX, 30, 0, ULY, 0, -30))
    if nodata is not None:
        dataset.GetRasterBand(1).SetNoDataValue(nodata)
    dataset.GetRasterBand(1).WriteArray(np.full((SIZE, SIZE), value))
    return file


@pytest.fixture
def files(tmp_path, link_list):
    """Writes small files, each given as (day, band, type, nodata), and their list."""

    def make(*recipes: tuple) -> str:
        return link_list([write_tif(tmp_path, granule(day), *rest, value=day) for day, *rest in recipes])

    return make


# --- several tiles ------------------------------------------------------------


def two_tiles() -> list[str]:
    return [s3_link(granule(tile=tile), band) for tile in ("T13TGF", "T13TFF") for band in ("B04", "B05")]


def warnings_of_open(path, options, flags):
    """Child: the warnings that opening raises."""
    raised = []
    gdal.PushErrorHandler(lambda kind, number, text: raised.append([kind, text]))
    gdal.OpenEx(path, getattr(gdal, flags), open_options=options)
    gdal.PopErrorHandler()
    return [text for kind, text in raised if kind == gdal.CE_Warning]


def test_container_of_several_tiles_warns_once(local, link_list):
    path = link_list(two_tiles())
    for name, options in ((path, []), (path, ["BANDS=red"]), (f'HLSTS:"{path}":nir', [])):
        options.append("MOSAIC=NO")
        found = local.call(warnings_of_open, name, options, "OF_RASTER")
        assert len(found) == 1, (name, options, found)
        assert "HLSTS" in found[0] and path in found[0] and "2 tiles" in found[0] and "TILES" in found[0]


def test_no_warning_where_there_is_one_grid(local, link_list):
    path, one = link_list(two_tiles(), "two.txt"), link_list(two_tiles()[:2], "one.txt")
    for name, options in ((one, []), (path, []), (path, ["TILES=13TGF"]), (f'HLSTS:"{path}":13TGF', []), (f'HLSTS:"{path}":13TGF:red', [])):
        assert local.call(warnings_of_open, name, options, "OF_RASTER") == [], (name, options)
    # Groups are apart.
    assert local.call(warnings_of_open, path, [], "OF_MULTIDIM_RASTER") == []


def test_variables_of_several_tiles_have_names_of_their_own(local, link_list):
    def child(path):
        # As rioxarray does, which opens subdatasets with the options of the list.
        open_list = lambda name: gdal.OpenEx(name, open_options=["MOSAIC=NO"])
        names = [name for name, _ in open_list(path).GetSubDatasets()]
        return [open_list(name).GetMetadataItem("NETCDF_VARNAME") for name in names]

    assert local.call(child, link_list(two_tiles())) == ["T13TFF_red", "T13TFF_nir", "T13TGF_red", "T13TGF_nir"]
    assert local.call(child, link_list(two_tiles()[:2])) == ["red", "nir"]


# --- a server of files ----------------------------------------------------------


class FileServer:
    """Files of a folder by ranges, over TLS or not. ``requests`` has (method, path without query, headers) of each."""

    def __init__(self, folder: Path, certificates: Path | None = None) -> None:
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.cut_at: int | None = None
        self.status: int | None = None
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments) -> None:
                pass

            def do_HEAD(self) -> None:
                self.answer(False)

            def do_GET(self) -> None:
                self.answer(True)

            def answer(self, has_body: bool) -> None:
                path = self.path.partition("?")[0]
                owner.requests.append((self.command, path, {name.lower(): value for name, value in self.headers.items()}))
                file = folder / path.lstrip("/")
                status, data = 200, b"no such thing\n"
                if owner.status or not file.is_file():
                    status = owner.status or 404
                else:
                    data = file.read_bytes()
                begin, end, size = 0, len(data), len(data)
                asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
                if asked and status == 200:
                    status, begin = 206, int(asked[1])
                    end = min(size, int(asked[2]) + 1) if asked[2] else size
                if begin >= end:
                    status, begin, end = 416, 0, 0
                self.send_response(status)
                self.send_header("Content-Length", str(end - begin))
                self.send_header("Accept-Ranges", "bytes")
                if status == 206:
                    self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{size}")
                self.end_headers()
                if not has_body:
                    return
                stop = end if owner.cut_at is None else max(begin, min(end, owner.cut_at))
                self.wfile.write(data[begin:stop])
                if stop < end:
                    self.wfile.flush()
                    self.close_connection = True

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.ca_file: str | None = None
        if certificates:
            context, ca_file = tls.make(certificates)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self.ca_file = os.fspath(ca_file)
        self.url = f"{'https' if certificates else 'http'}://127.0.0.1:{self._server.server_address[1]}"

    @property
    def trust(self) -> dict[str, str]:
        """Variables that make a program trust it."""
        return {"CURL_CA_BUNDLE": self.ca_file, "SSL_CERT_FILE": self.ca_file} if self.ca_file else {}

    @contextlib.contextmanager
    def running(self) -> Iterator[FileServer]:
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()


@pytest.fixture
def served(tmp_path) -> Path:
    folder = tmp_path / "served"
    folder.mkdir()
    return folder


@pytest.fixture
def http_files(served) -> Iterator[FileServer]:
    with FileServer(served).running() as server:
        yield server


@pytest.fixture
def https_files(served, tmp_path) -> Iterator[FileServer]:
    folder = tmp_path / "certificates"
    folder.mkdir()
    with FileServer(served, folder).running() as server:
        yield server


# --- half a list ------------------------------------------------------------------


def long_list(cut: int) -> bytes:
    """More than ``cut`` bytes, with a line that ends just there."""

    def lines(first: int, size: int) -> bytes:
        text, number = b"", first
        while True:
            day, minutes = divmod(number, 1440)
            line = s3_link(granule(1 + day, clock=f"{minutes // 60:02d}{minutes % 60:02d}00")) + "\n"
            if len(text) + len(line) > size - 2:
                return text
            text, number = text + line.encode(), number + 1

    head = lines(0, cut)
    head += b"#" * (cut - len(head) - 1) + b"\n"
    assert len(head) == cut
    return head + lines(head.count(b"s3:"), 10_000)


@pytest.mark.parametrize("cut", [MEBIBYTE, 20_000, 16_384])
def test_half_a_list_is_an_error(local, http_files, served, cut):
    """The rest of a list doesn't come, and what came ends with a line: nothing in the bytes says that they aren't all."""
    (served / "links.txt").write_bytes(long_list(cut))
    path = f"/vsicurl/{http_files.url}/links.txt"
    whole = local.json("gdalinfo", "-json", path)
    assert len(whole["bands"]) == (served / "links.txt").read_text().count("s3://")
    http_files.cut_at = cut
    for program in ("gdalinfo", "gdalmdiminfo"):
        done = local.run(program, path, check=False)
        assert done.returncode != 0, done.stdout[:300]
        assert "HLSTS: cannot read the link list" in done.stderr and "links.txt" in done.stderr


def test_list_that_cannot_be_had_says_why(local, http_files, served):
    (served / "links.txt").write_text(s3_link(granule()) + "\n")
    http_files.status = 403
    message = local.run("gdalinfo", f"HLSTS:/vsicurl/{http_files.url}/links.txt", check=False).stderr
    assert "HLSTS: cannot read the link list" in message and "403" in message


# --- missing pixels -----------------------------------------------------------------


def read_array(path, name):
    """Child: nodata and the first pixels of an array in both views."""
    array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray(name)
    dataset = gdal.Open(f'HLSTS:"{path}":{name}')
    bands = [dataset.GetRasterBand(number + 1) for number in range(dataset.RasterCount)]
    return {
        "type": gdal.GetDataTypeName(bands[0].DataType),
        "nodata": [band.GetNoDataValue() for band in bands] + [array.GetNoDataValueAsDouble()],
        "classic": dataset.ReadAsArray()[:, 0, 0].tolist(),
        "multidim": array.ReadAsArray()[:, 0, 0].tolist(),
    }


def test_floats_without_nodata_are_nan_where_absent(local, files):
    path = files((133, "B04"), (134, "B04"), (133, "B05", gdal.GDT_Float32))
    found = local.call(read_array, path, "nir")
    assert found["type"] == "Float32" and np.isnan(found["nodata"]).all() and len(found["nodata"]) == 3
    for view in ("classic", "multidim"):
        assert found[view][0] == 133 and np.isnan(found[view][1])


def test_bytes_without_nodata_have_no_value_for_absent(local, files):
    """-9999 isn't a byte, and 0 might be a measurement."""

    def child(path):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        dataset = gdal.Open(f'HLSTS:"{path}":red')
        band = dataset.GetRasterBand(1)
        assert (band.ReadAsArray() == 133).all() and band.GetNoDataValue() is None and array.GetNoDataValueAsRaw() is None
        return [failure_of(read) for read in (dataset.ReadAsArray, dataset.GetRasterBand(2).ReadAsArray, array.ReadAsArray)]

    for message in local.call(child, files((133, "B04", gdal.GDT_Byte), (134, "B05"))):
        assert "HLSTS" in message and granule(134) in message and "nodata" in message, message


def test_nodata_of_local_files_is_that_of_the_list(local, files):
    path = files((133, "B04", gdal.GDT_Int16, -32768), (134, "B04", gdal.GDT_Int16, -32768), (135, "B05"))
    found = local.call(read_array, path, "red")
    assert found["nodata"] == [-32768] * 4
    assert found["classic"] == found["multidim"] == [133, 134, -32768]


def test_another_nodata_is_an_error_with_both(local, files):
    path = files((133, "B04", gdal.GDT_Int16, -32768), (134, "B04", gdal.GDT_Int16, -9999), (135, "B04"))

    def child(path):
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        dataset = gdal.Open(path)
        for number in (1, 3):  # a file that says nothing contradicts nothing
            dataset.GetRasterBand(number).ReadAsArray()
        return [failure_of(read) for read in (dataset.ReadAsArray, dataset.GetRasterBand(2).ReadAsArray, array.ReadAsArray)]

    for message in local.call(child, path):
        assert granule(134) in message and "line 2" in message and "-9999" in message and "-32768" in message, message


@pytest.mark.parametrize("value", [float("nan"), -9999, -3.4e38, 0.1], ids=str)
def test_nodata_of_floats(local, files, value):
    """Also where the text in the file isn't exactly a float, as ESRI's -3.4e+38."""
    path = files((133, "B04", gdal.GDT_Float32, value), (134, "B04", gdal.GDT_Float32, value), (135, "B05"))
    found = local.call(read_array, path, "red")
    assert np.allclose(np.array(found["nodata"], float), value, rtol=1e-6, equal_nan=True)
    assert found["classic"][:2] == [133, 134]
    assert np.allclose([found["classic"][2], found["multidim"][2]], value, rtol=1e-6, equal_nan=True)


# --- nothing but the file ---------------------------------------------------------------


def write_side_cars(file: Path) -> None:
    """A foreign place, scale and nodata, as PAM keeps them."""
    file.with_name(file.name + ".aux.xml").write_text(
        "<PAMDataset><SRS>EPSG:32614</SRS><GeoTransform>0, 10, 0, 0, 0, -10</GeoTransform>"
        '<PAMRasterBand band="1"><NoDataValue>7</NoDataValue></PAMRasterBand></PAMDataset>'
    )


def test_local_side_cars_are_not_used(local, files, tmp_path):
    path = files((133, "B04"), (134, "B04"))
    for day in (133, 134):
        write_side_cars(tmp_path / f"{granule(day)}.B04.tif")
    # They are what GDAL itself would use.
    assert local.json("gdalinfo", "-json", tmp_path / f"{granule(133)}.B04.tif")["geoTransform"][1] == 10
    information = local.json("gdalinfo", "-json", path)
    assert information["geoTransform"] == [ULX, 30, 0, ULY, 0, -30]
    assert {band["noDataValue"] for band in information["bands"]} == {-9999}
    assert local.call(read_array, path, "red")["classic"] == [133, 134]


def one_pixel(path, threads="64"):
    """Child: a pixel of each time."""
    return gdal.OpenEx(path, gdal.OF_RASTER, open_options=[f"NUM_THREADS={threads}"]).ReadAsArray(0, 0, 1, 1).ravel().tolist()


@pytest.mark.parametrize("query", ["", *SIGNATURES])
def test_nothing_beside_a_file_is_asked_over_https(local, https_files, served, link_list, query):
    links = []
    for day in (133, 134):
        file = served / f"{granule(day)}.B04.tif"
        hls_generator.write(file, Recipe())
        write_side_cars(file)
        links.append(f"{https_files.url}/{file.name}" + (f"?{query}" if query else ""))
    local.call(one_pixel, link_list(links), **https_files.trust)
    asked = [path for _, path, _ in https_files.requests]
    assert set(asked) == {f"/{granule(day)}.B04.tif" for day in (133, 134)}
    for day in (133, 134):
        # Its size, its header, and the tile where that didn't come along.
        assert 2 <= asked.count(f"/{granule(day)}.B04.tif") <= 3


def test_requests_for_one_pixel(remote, earthdata, link_list, tutorial):
    """The header and one tile of each file, and of nothing else."""
    path = link_list(tutorial.links[:3])

    def child(path):
        return gdal.Open(path).ReadAsArray(2000, 2000, 1, 1).ravel().tolist()

    remote.call(child, path)
    log = earthdata.log()
    names = [f"{name}.B04.tif" for name in tutorial.listed[:3]]
    assert log.count_by_key() == {name: 2 for name in names}
    assert {entry["method"] for entry in log.object_reads} == {"GET"} and len(log.of("s3")) == 6
    assert sum(entry["range"] == "bytes=0-16383" for entry in log.object_reads) == 3


# --- secrets ------------------------------------------------------------------------------


def read_and_gather(path, threads):
    """Child: every text that opening and reading a list raise, in both views."""
    gathered = []
    gdal.PushErrorHandler(lambda kind, number, text: gathered.append(text))

    def attempt(action, *arguments, **options):
        try:
            return action(*arguments, **options)
        except Exception as problem:
            gathered.append(str(problem))

    options = [f"NUM_THREADS={threads}"]
    dataset = attempt(gdal.OpenEx, path, gdal.OF_RASTER, open_options=options)
    if dataset and dataset.RasterCount:
        attempt(dataset.ReadAsArray, 0, 0, 1, 1)
        attempt(dataset.GetRasterBand(1).ReadAsArray, 0, 0, 1, 1)
        if dataset.GetRasterBand(1).GetOverview(0):
            attempt(dataset.GetRasterBand(1).GetOverview(0).ReadAsArray, 0, 0, 1, 1)
    group = attempt(gdal.OpenEx, path, gdal.OF_MULTIDIM_RASTER, open_options=options)
    if group and "red" in (group.GetRootGroup().GetMDArrayNames() or []):
        attempt(group.GetRootGroup().OpenMDArray("red").GetView("[:,0,0]").ReadAsArray)
    gdal.PopErrorHandler()
    return gathered


def serve_damage(kind: str, server: FileServer, folder: Path) -> None:
    """Something that can be wrong with the file of day 134."""
    file = folder / f"{granule(134)}.B04.tif"
    if kind.isdigit():
        server.status = int(kind)
    elif kind == "missing":
        file.unlink()
    elif kind == "cut-off":
        server.cut_at = 1000
    else:
        hls_generator.write(file.with_suffix(".part"), Recipe(damage=kind), name=file.name)
        file.with_suffix(".part").replace(file)


@pytest.mark.parametrize("query", SIGNATURES)
@pytest.mark.parametrize("kind", ["missing", "403", "500", "cut-off", "bad-magic", "bad-header", "truncated", "bad-tiles"])
def test_signature_of_a_link_is_never_shown(local, https_files, served, link_list, kind, query):
    for day in (133, 134):
        hls_generator.write(served / f"{granule(day)}.B04.tif", Recipe(compress="NONE" if kind == "truncated" else "DEFLATE"))
    serve_damage(kind, https_files, served)
    path = link_list([f"{https_files.url}/{granule(day)}.B04.tif?{query}" for day in (133, 134)])
    for threads in (1, 64):
        texts, output = local.call_and_output(read_and_gather, path, threads, **https_files.trust)
        assert texts and any(granule(134) in text or granule(133) in text for text in texts)
        for text in [*texts, output]:
            assert "PLANTED" not in text and "Amz-Credential" not in text, text


def test_signature_of_a_link_is_not_shown_without_a_server(local, link_list):
    path = link_list([f"https://127.0.0.1:9/{granule(day)}.B04.tif?{SIGNATURES[0]}" for day in (133, 134)])
    texts, output = local.call_and_output(read_and_gather, path, 64)
    assert texts and "PLANTED" not in "".join(texts) + output


BAD_LISTS = {
    "no link": "# nothing\n",
    "a bad line": f"{s3_link(granule())}\nhello\n",
    "another version": s3_link(granule()).replace("v2.0", "v1.5") + "\n",
    "an impossible tile": s3_link(granule(tile="T61TGF")) + "\n",
    "files that don't exist": "".join(f"https://example.invalid/{granule(day)}.B04.tif\n" for day in (133, 134)),
    "two tiles": "".join(line + "\n" for line in two_tiles()),
}


@pytest.mark.parametrize("query", SIGNATURES)
@pytest.mark.parametrize("kind", [*BAD_LISTS, "missing", "403", "cut-off"])
def test_query_of_a_lists_path_is_not_shown(local, https_files, served, kind, query):
    text = BAD_LISTS.get(kind, s3_link(granule()) + "\n")
    if kind == "cut-off":
        text, https_files.cut_at = long_list(MEBIBYTE).decode(), MEBIBYTE
    elif kind.isdigit():
        https_files.status = int(kind)
    if kind != "missing":
        (served / "links.txt").write_text(text)
    path = f"HLSTS:/vsicurl/{https_files.url}/links.txt?{query}"
    texts, output = local.call_and_output(read_and_gather, path, 64, **https_files.trust)
    ours = [text for text in texts if "HLSTS" in text]
    assert ours and all("links.txt" in text for text in ours)
    for text in [*ours, output]:
        assert "PLANTED" not in text, text


@pytest.mark.parametrize("part", [":purple", ":14TXX:red", "update", "BANDS=purple", "interrupt", "attribute"])
def test_query_of_a_good_lists_path_is_not_shown(local, https_files, served, part):
    (served / "links.txt").write_text("".join(s3_link(granule(), band) + "\n" for band in ("B04", "B05")))
    path = f"/vsicurl/{https_files.url}/links.txt?{SIGNATURES[1]}"

    def child(path, part):
        if part == "attribute":
            root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
            return root.GetAttribute("source").Read()
        if part == "interrupt":
            dataset = gdal.Open(f'HLSTS:"{path}":red')
            return failure_of(dataset.ReadRaster, 0, 0, 1, 1, callback=lambda *_: 0)
        if part == "update":
            return failure_of(gdal.OpenEx, f'HLSTS:"{path}":red', gdal.OF_RASTER | gdal.OF_UPDATE)
        if "=" in part:
            return failure_of(gdal.OpenEx, path, gdal.OF_RASTER, open_options=[part])
        return failure_of(gdal.Open, f'HLSTS:"{path}"{part}')

    text = local.call(child, path, part, EARTHDATA_HOST="http://127.0.0.1:9", **https_files.trust)
    assert "links.txt" in text and "PLANTED" not in text, text


def user_login(home: Path, host: str, how: str, emulator) -> dict[str, str]:
    """A login that the user set for something else, in one of the ways GDAL knows."""
    if how.startswith("netrc"):
        entry = {"netrc default": "default", "netrc machine": f"machine {host}"}[how]
        netrc = home / ".netrc"
        netrc.write_text(f"{entry}\n  login {planted.USERNAME}\n  password {planted.PASSWORD}\n")
        netrc.chmod(0o600)
        return {}
    if how == "GDAL_HTTP_HEADER_FILE":
        (home / "headers.txt").write_text(f"Authorization: Bearer {emulator.token}\n")
        return {how: os.fspath(home / "headers.txt")}
    if how == "GDAL_HTTP_COOKIEFILE":
        (home / "cookies.txt").write_text(f"{host}\tFALSE\t/\tFALSE\t0\tname\t{planted.opaque('session-cookie')}\n")
        return {how: os.fspath(home / "cookies.txt")}
    return {
        "GDAL_HTTP_HEADERS": {"GDAL_HTTP_HEADERS": f"Authorization: Bearer {emulator.token}"},
        "GDAL_HTTP_USERPWD": {"GDAL_HTTP_USERPWD": f"{planted.USERNAME}:{planted.PASSWORD}"},
        "GDAL_HTTP_BEARER": {"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": emulator.token},
        "GDAL_HTTP_COOKIE": {"GDAL_HTTP_COOKIE": f"name={planted.opaque('session-cookie')}"},
    }[how]


LOGINS = [
    "netrc default",
    "netrc machine",
    "GDAL_HTTP_HEADERS",
    "GDAL_HTTP_HEADER_FILE",
    "GDAL_HTTP_USERPWD",
    "GDAL_HTTP_BEARER",
    "GDAL_HTTP_COOKIE",
    "GDAL_HTTP_COOKIEFILE",
]


@pytest.fixture(scope="module")
def tls_earthdata(objects) -> Iterator[earthdata_emulator.EarthdataEmulator]:
    with earthdata_emulator.running([objects], tls="thief") as emulator:
        yield emulator


@pytest.mark.parametrize("how", LOGINS)
def test_users_login_does_not_reach_a_host_of_the_list(programs, tls_earthdata, home, link_list, how):
    emulator = tls_earthdata
    emulator.reset()
    emulator.clear_log()
    host = "127.0.0.1"
    variables = user_login(home, host, how, emulator)
    environment = {**emulator.bare_environment(), "HOME": os.fspath(home)}
    path = link_list([f"{emulator.urls['thief']}/{granule(day)}.B04.tif" for day in (133, 134)])
    for threads in (1, 64):
        programs(environment).call(read_and_gather, path, threads, **variables)
    log = emulator.log().of("thief")
    assert log and not log.violations
    for entry in log:
        assert not entry["auth"] and not entry["cookies"], entry


def test_users_login_does_not_reach_it_with_pixels_either(local, https_files, served, link_list):
    """All of the requests that a read makes; whose own logins are as they were afterwards."""
    for day in (133, 134):
        hls_generator.write(served / f"{granule(day)}.B04.tif", Recipe())
    path = link_list([f"{https_files.url}/{granule(day)}.B04.tif" for day in (133, 134)])

    def child(path, own):
        gdal.SetConfigOption("GDAL_HTTP_HEADERS", "X-Secret: PLANTED")
        gdal.SetThreadLocalConfigOption("GDAL_HTTP_USERPWD", "PLANTED:PLANTED")
        dataset = gdal.Open(path)
        shape = dataset.ReadAsArray(1000, 1000, 600, 600).shape
        dataset.GetRasterBand(2).ReadAsArray(3000, 3000, 9, 9)
        dataset.GetRasterBand(1).GetOverview(1).ReadAsArray()
        options = [gdal.GetConfigOption("GDAL_HTTP_HEADERS"), gdal.GetThreadLocalConfigOption("GDAL_HTTP_USERPWD")]
        gdal.Open("/vsicurl/" + own)
        return [shape, *options]

    own = f"{https_files.url}/{granule(133)}.B04.tif?own"
    assert local.call(child, path, own, **https_files.trust) == [[2, 600, 600], "X-Secret: PLANTED", "PLANTED:PLANTED"]
    with_login = [headers for _, _, headers in https_files.requests if "PLANTED" in str(headers) or "authorization" in headers]
    asked_by_list = len(https_files.requests) - len(with_login)
    assert asked_by_list > 4, https_files.requests
    # Only what the user asked for without us, which comes last.
    assert 0 < len(with_login) <= 3
    assert all("x-secret" in headers for _, _, headers in https_files.requests[-len(with_login) :])


# --- hostile and damaged files ----------------------------------------------------------------


def hostile_tiff(width: int, height: int, block: tuple[int, int], real_index: bool = False) -> bytes:
    """A header of a few hundred bytes that claims any number of tiles; their index lies behind the end, or
    (``real_index``) leads there."""
    count = -(-width // block[0]) * -(-height // block[1])
    entries = 14
    place = 8 + 2 + entries * 12 + 4
    scale, tie = struct.pack("<3d", 30, 30, 0), struct.pack("<6d", 0, 0, 0, ULX, ULY, 0)
    keys = struct.pack("<16H", 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32613)
    scale_at, tie_at = place, place + len(scale)
    keys_at = tie_at + len(tie)
    index_at = keys_at + len(keys)
    tags = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 16), (259, 3, 1, 1), (262, 3, 1, 1), (277, 3, 1, 1),
        (322, 4, 1, block[0]), (323, 4, 1, block[1]), (324, 4, count, index_at), (325, 4, count, index_at + 4 * count if real_index else index_at),
        (339, 3, 1, 2), (33550, 12, 3, scale_at), (33922, 12, 6, tie_at), (34735, 3, 16, keys_at),
    ]  # fmt: skip
    assert len(tags) == entries
    data = struct.pack("<2sHIH", b"II", 42, 8, entries) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + struct.pack("<I", 0)
    data += scale + tie + keys
    if real_index:
        data += struct.pack("<I", 0x7F000000) * count + struct.pack("<I", 1000) * count
    return data


@pytest.mark.parametrize(
    ("width", "height", "block", "real_index", "word"),
    [
        (262144, 262144, (16, 16), False, "layout"),
        (2**31 - 1, 16, (16, 16), False, "layout"),
        (60000, 60000, (32768, 32768), False, "layout"),
        (2**31 - 1, 256, (4096, 256), True, "damaged"),
    ],
)
def test_hostile_header_is_refused_at_once(local, tmp_path, link_list, width, height, block, real_index, word):
    """The pixels it claims would take hours, and so would a walk through all its tiles."""
    file = tmp_path / f"{granule()}.B04.tif"
    file.write_bytes(hostile_tiff(width, height, block, real_index))

    def child(path, flags):
        import time

        begin = time.perf_counter()
        message = failure_of(gdal.OpenEx, path, getattr(gdal, flags))
        return [message, time.perf_counter() - begin]

    for flags in ("OF_RASTER", "OF_MULTIDIM_RASTER"):
        message, seconds = local.call(child, link_list([file.name]), flags)
        assert "HLSTS" in message and file.name in message and word in message, message
        assert seconds < 5


def test_hostile_file_behind_a_good_one(local, files, tmp_path):
    """The same when it is first read, not opened."""
    path = files((133, "B04"), (134, "B04"))
    (tmp_path / f"{granule(134)}.B04.tif").write_bytes(hostile_tiff(262144, 262144, (16, 16)))

    def child(path):
        import time

        dataset = gdal.Open(path)
        begin = time.perf_counter()
        message = failure_of(dataset.ReadAsArray)
        return [message, time.perf_counter() - begin]

    message, seconds = local.call(child, path)
    assert granule(134) in message and "layout" in message and seconds < 5


def test_scale_and_offset_of_local_files_are_those_of_their_headers(local, link_list, tmp_path):
    """Conversions as users make them. All in a list must be of one scale: else pixels of one value would mean two things."""
    (tmp_path / "from").mkdir()

    def convert(day: int, *options: str) -> str:
        name = write_tif(tmp_path / "from", granule(day), value=day)
        local.run("gdal_translate", "-q", *options, tmp_path / "from" / name, tmp_path / name)
        return name

    scaled = ["-a_scale", "0.001", "-a_offset", "3"]
    path = link_list([convert(133, *scaled), convert(134, *scaled)])

    def child(path):
        dataset = gdal.Open(path)
        band = dataset.GetRasterBand(1)
        array = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red")
        return [
            [band.GetScale(), band.GetOffset(), band.GetUnitType()],
            [array.GetScale(), array.GetOffset(), array.GetUnit()],
            array.GetUnscaled().ReadAsArray()[:, 0, 0].tolist(),
        ]

    classic, multidim, values = local.call(child, path)
    assert classic == multidim == [0.001, 3, ""]
    assert values == pytest.approx([3.133, 3.134])

    def reading(path):
        return [
            failure_of(gdal.Open(path).ReadAsArray),
            failure_of(gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup().OpenMDArray("red").ReadAsArray),
        ]

    for options in (["-a_scale", "0.001", "-a_offset", "2"], ["-a_scale", "0.002", "-a_offset", "3"], []):
        other = link_list([convert(133, *scaled), convert(134, *options)])
        for message in local.call(reading, other):
            assert granule(134) in message and "line 2" in message and "expected were 0.001 and 3" in message, message


def test_damaged_first_file_of_one_band_spares_the_others(local, files, tmp_path):
    path = files((133, "B04"), (134, "B04"), (133, "B05"), (134, "B05"))
    damaged = f"{granule(133)}.B05.tif"
    (tmp_path / damaged).write_text("<html>Bad Gateway</html>\n")

    def child(path):
        container = gdal.Open(path)
        red = gdal.Open(f'HLSTS:"{path}":red').ReadAsArray()[:, 0, 0].tolist()
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        multidim = root.OpenMDArray("red").ReadAsArray()[:, 0, 0].tolist()
        only_red = gdal.OpenEx(path, gdal.OF_RASTER, open_options=["BANDS=red"]).ReadAsArray()[:, 0, 0].tolist()
        return {
            "names": [name.rpartition(":")[2] for name, _ in container.GetSubDatasets()],
            "size": [container.RasterXSize, container.RasterYSize],
            "red": [red, multidim, only_red],
            "failures": [
                # Another file tells what nir is, so the list opens.
                failure_of(gdal.Open(f'HLSTS:"{path}":nir').ReadAsArray),
                failure_of(root.OpenMDArray("nir").ReadAsArray),
            ],
        }

    found = local.call(child, path)
    assert found["names"] == ["red", "nir"] and found["size"] == [SIZE, SIZE]
    assert found["red"] == [[133, 134]] * 3
    for message in found["failures"]:
        assert "HLSTS" in message and damaged in message and "line 3" in message, message


def test_damaged_file_of_one_tile_spares_the_other_tile(local, link_list, tmp_path):
    """Of a list with two tiles, of which one's file is broken."""
    other = granule(tile="T13TFF")
    (tmp_path / f"{other}.B04.tif").write_text("nothing\n")
    path = link_list([write_tif(tmp_path, granule(133), value=133), f"{other}.B04.tif"])

    def child(path):
        names = [name for name, _ in gdal.OpenEx(path, open_options=["MOSAIC=NO"]).GetSubDatasets()]
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, open_options=["MOSAIC=NO"]).GetRootGroup()
        good = root.OpenGroup("13TGF").OpenMDArray("red").ReadAsArray()[0, 0, 0]
        return [len(names), good, gdal.Open(names[1]).ReadAsArray()[0, 0], failure_of(gdal.Open, names[0])]

    count, good, classic, message = local.call(child, path)
    assert (count, good, classic) == (2, 133, 133) and f"{other}.B04.tif" in message


# --- the process ------------------------------------------------------------------------------


def test_registered_again_after_the_driver_manager_ended(local, local_list):
    def child(path):
        import ctypes

        with open("/proc/self/maps") as maps:
            library = ctypes.CDLL(next(line.split()[-1] for line in maps if "/libgdal" in line))
        before = "/vsiearthdata/" in gdal.GetFileSystemsPrefixes()
        for _ in range(3):
            library.GDALDestroyDriverManager()
            library.GDALAllRegister()
            assert "/vsiearthdata/" in gdal.GetFileSystemsPrefixes()
            assert gdal.Open(path).ReadAsArray(2000, 1000, 1, 1).shape == (32, 1, 1)
        return before

    assert local.call(child, local_list)


def test_registering_twice_leaves_open_files_alone(remote, earthdata, tutorial):
    def child(path):
        handle = gdal.VSIFOpenL(path, "rb")
        first = bytes(gdal.VSIFReadL(1, 4, handle))
        for _ in range(3):
            gdal.AllRegister()
        gdal.VSIFSeekL(handle, 0, 0)
        again = bytes(gdal.VSIFReadL(1, 4, handle))
        gdal.VSIFCloseL(handle)
        return first == again and gdal.GetFileSystemsPrefixes().count("/vsiearthdata/") == 1

    assert remote.call(child, f"/vsiearthdata/{tutorial.keys[0]}")


L30_BANDS = ["B01", "B02", "B03", "B04", "B05", "B06", "B07", "B09", "B10", "B11", "Fmask", "SAA", "SZA", "VAA", "VZA"]


def many_tiles(count: int) -> list[str]:
    """``count`` tiles of 15 bands, at 40 to 48 degrees north."""
    columns = {1: "BCDEF", 2: "KLMNP", 0: "TUVWX"}
    tiles = [f"T{zone:02d}T{column}{row}" for zone in range(1, 61) for column in columns[zone % 3] for row in "KL"]
    return [s3_link(granule(tile=tile), band) for tile in tiles[:count] for band in L30_BANDS]


def test_thousands_of_subdatasets_take_linear_time(local, link_list):
    """Four times the subdatasets: not much more than four times as long, where a search in a growing list takes sixteen."""
    few, many = link_list(many_tiles(150), "few.txt"), link_list(many_tiles(600), "many.txt")

    def child(few, many):
        import time

        gdal.PushErrorHandler("CPLQuietErrorHandler")

        def seconds(path):
            best = 1e9
            for _ in range(5):
                begin = time.perf_counter()
                dataset = gdal.OpenEx(path, open_options=["MOSAIC=NO"])
                best = min(best, time.perf_counter() - begin)
            return best, len(dataset.GetMetadata("SUBDATASETS"))

        return [seconds(few), seconds(many)]

    (time_of_few, few_items), (time_of_many, many_items) = local.call(child, few, many)
    assert (few_items, many_items) == (2 * 150 * 15, 2 * 600 * 15)
    assert time_of_many < 9 * time_of_few, (time_of_few, time_of_many)


# --- multidimensional ------------------------------------------------------------------------------


# 2021-05-14T17:24:06Z in seconds since 1970.
TIME_OF_134 = 1621013046


def test_subset_by_a_coordinate(local, files):
    """Only GDAL 3.8 and newer can; it needs groups that know themselves, and takes numbers only."""

    def child(path, time):
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, open_options=["MOSAIC=NO"]).GetRootGroup()
        if not hasattr(root, "SubsetDimensionFromSelection"):
            return None
        subset = root.SubsetDimensionFromSelection(f"/time={time}")
        return [subset.OpenMDArray("red").ReadAsArray()[:, 0, 0].tolist(), list(subset.OpenMDArray("granule").Read())]

    found = local.call(child, files((133, "B04"), (134, "B04"), (135, "B04")), TIME_OF_134)
    if found is None:
        pytest.skip("this GDAL has no SubsetDimensionFromSelection")
    assert found == [[134], [granule(134)]]


def test_subset_by_a_coordinate_in_a_tiles_group(local, link_list, tmp_path):
    names = [write_tif(tmp_path, granule(day, tile=tile), value=day) for tile, day in (("T13TGF", 133), ("T13TGF", 134), ("T13TFF", 133))]

    def child(path, time):
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER, open_options=["MOSAIC=NO"]).GetRootGroup()
        if not hasattr(root, "SubsetDimensionFromSelection"):
            return None
        subset = root.SubsetDimensionFromSelection(f"/13TGF/time={time}")
        return [subset.OpenGroup(tile).OpenMDArray("red").ReadAsArray()[:, 0, 0].tolist() for tile in ("13TGF", "13TFF")]

    found = local.call(child, link_list(names), TIME_OF_134)
    if found is None:
        pytest.skip("this GDAL has no SubsetDimensionFromSelection")
    assert found == [[134], [133]]


@pytest.mark.parametrize(("name", "texts"), [("Zarr", ["granule"]), ("netCDF", ["granule", "sensor", "link"])])
def test_translated_cubes_keep_the_texts(local, files, tmp_path, name, texts):
    """Zarr takes texts of a fixed length only, netCDF one array of those along a dimension."""

    def child(path, target, name, texts):
        if not gdal.GetDriverByName(name):
            return None
        gdal.MultiDimTranslate(target, path, format=name)
        root = gdal.OpenEx(target, gdal.OF_MULTIDIM_RASTER).GetRootGroup()

        def read_texts(array):
            values = list(array.Read())
            if len(array.GetDimensions()) == 1:
                return values
            # GDAL 3.6 shows netCDF's texts of a fixed length as an array of characters.
            length = array.GetDimensions()[1].GetSize()
            return ["".join(values[begin : begin + length]) for begin in range(0, len(values), length)]

        return {text: read_texts(root.OpenMDArray(text)) for text in texts}

    links = files((133, "B04"), (134, "B04"))
    found, output = local.call_and_output(child, links, os.fspath(tmp_path / f"out.{name}"), name, texts)
    if found is None:
        pytest.skip(f"no driver {name}")
    assert found["granule"] == [granule(133), granule(134)]
    if name == "netCDF":
        assert "ERROR" not in output
        assert found["sensor"] == ["L30", "L30"]
        assert [os.path.basename(link) for link in found["link"]] == Path(links).read_text().split()


# --- interruption ----------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 64])
@pytest.mark.parametrize("level", ["dataset", "band", "overview"])
def test_interrupted_reads_say_so(local, local_list, level, threads):
    def child(path, level, threads):
        dataset = gdal.OpenEx(path, gdal.OF_RASTER, open_options=[f"NUM_THREADS={threads}"])
        found = []
        for limit in (-1, 0.3):
            shares = []

            def progress(share, text, data):
                shares.append(share)
                return 0 if share > limit else 1

            gdal.ErrorReset()
            message = "not interrupted"
            try:
                if level == "dataset":
                    dataset.ReadRaster(0, 0, 3660, 1000, callback=progress)
                elif level == "band":
                    dataset.GetRasterBand(5).ReadRaster(0, 0, 3660, 3660, callback=progress)
                else:
                    dataset.GetRasterBand(5).GetOverview(0).ReadRaster(callback=progress)
            except Exception as problem:
                message = str(problem)
            found.append([message, gdal.GetLastErrorNo() == gdal.CPLE_UserInterrupt, sum(share > limit for share in shares)])
        return found

    for message, is_interrupt, calls_with_no in local.call(child, local_list, level, threads):
        assert "HLSTS" in message and "stopped by the caller" in message and os.path.basename(local_list) in message
        assert is_interrupt and calls_with_no == 1


@pytest.mark.parametrize("threads", [1, 64])
def test_failure_is_not_taken_for_an_interruption(local, files, tmp_path, threads):
    """A callback that always says go on: the error is that of the file."""
    path = files((133, "B04"), (134, "B04"), (135, "B04"))
    (tmp_path / f"{granule(134)}.B04.tif").write_text("nothing\n")

    def child(path, threads):
        dataset = gdal.OpenEx(path, gdal.OF_RASTER, open_options=[f"NUM_THREADS={threads}"])
        message = failure_of(dataset.ReadRaster, callback=lambda *_: 1)
        return [message, gdal.GetLastErrorNo() == gdal.CPLE_UserInterrupt]

    message, is_interrupt = local.call(child, path, threads)
    assert granule(134) in message and "stopped" not in message and not is_interrupt


# --- time --------------------------------------------------------------------------------------------


def test_two_sensors_in_one_second_are_both_kept(local, link_list, tmp_path):
    names = [granule(133), granule(133, "S30"), granule(133, clock="172407")]
    path = link_list([write_tif(tmp_path, name, value=number) for number, name in enumerate(names)])

    def child(path):
        dataset = gdal.Open(path)
        cf = gdal.OpenEx(path, gdal.OF_RASTER, open_options=["TIME_FORMAT=CF"])
        root = gdal.OpenEx(path, gdal.OF_MULTIDIM_RASTER).GetRootGroup()
        bands = [dataset.GetRasterBand(number) for number in (1, 2, 3)]
        return {
            "pixels": dataset.ReadAsArray()[:, 0, 0].tolist(),
            "granules": [band.GetMetadataItem("GRANULE", "HLSTS") for band in bands],
            "descriptions": [band.GetDescription() for band in bands],
            "iso": dataset.GetMetadataItem("NETCDF_DIM_time_VALUES").split(),
            "cf": [float(value) for value in cf.GetMetadataItem("NETCDF_DIM_time_VALUES").strip("{}").split(",")],
            "time": root.OpenMDArray("time").ReadAsArray().tolist(),
            "granule": list(root.OpenMDArray("granule").Read()),
            "array": root.OpenMDArray("red").ReadAsArray()[:, 0, 0].tolist(),
        }

    found = local.call(child, path)
    assert found["granules"] == found["granule"] == names
    assert found["pixels"] == found["array"] == [0, 1, 2]
    second = 1620926646
    assert found["time"] == pytest.approx([second, second + 0.001, second + 1], abs=1e-4)
    assert found["descriptions"] == ["2021-05-13T17:24:06Z", "2021-05-13T17:24:06.001Z", "2021-05-13T17:24:07Z"]
    for name in ("time", "iso", "cf"):
        values = [np.datetime64(value) for value in found[name]] if name == "iso" else found[name]
        assert all(a < b for a, b in zip(values, values[1:])), (name, found[name])


def test_two_sensors_in_one_second_in_rioxarray(local, link_list, tmp_path):
    pytest.importorskip("rioxarray", reason="needs python3-rioxarray")
    path = link_list([write_tif(tmp_path, granule(133, sensor)) for sensor in ("L30", "S30")])

    def child(path):
        import rioxarray

        return [str(value) for value in rioxarray.open_rasterio(path).time.values]

    first, second = local.call(child, path)
    assert first < second


# --- names -------------------------------------------------------------------------------------------


@pytest.fixture
def colons(tmp_path) -> str:
    folder = tmp_path / "a:b"
    folder.mkdir()
    path = folder / "12:30 list.txt"
    links = [s3_link(granule(day, tile=tile), band) for day in (133, 134) for tile in ("T13TGF", "T13TFF") for band in ("B04", "B05")]
    path.write_text("".join(link + "\n" for link in links))
    return os.fspath(path)


@pytest.mark.parametrize("part", [":13TGF:red", ":T13TFF:B05"])
@pytest.mark.parametrize("form", ['HLSTS:"{path}"{part}', "HLSTS:{path}{part}", "hlsts:{path}{part}"])
def test_connection_strings_with_and_without_quotes(local, colons, form, part):
    assert len(local.json("gdalinfo", "-json", form.format(path=colons, part=part))["bands"]) == 2


def test_connection_string_of_a_list_with_one_tile(local, link_list):
    path = link_list(two_tiles()[:2])
    assert len(local.json("gdalinfo", "-json", f"HLSTS:{path}:nir")["bands"]) == 1
    assert "purple" in local.run("gdalinfo", f"HLSTS:{path}:purple", check=False).stderr


def test_relative_path_with_colons(local, colons):
    def child(folder, name):
        os.chdir(folder)
        shown = failure_of(gdal.Open, f"HLSTS:{name}:13TGF:purple")
        return [gdal.Open(f"HLSTS:{name}:13TGF:red").RasterCount, gdal.Open(f'HLSTS:"{name}":13TGF:red').RasterCount, shown]

    folder, name = os.path.split(colons)
    plain, quoted, shown = local.call(child, folder, name)
    assert plain == quoted == 2
    assert name in shown


def test_rasterio_opens_subdatasets(local, colons):
    pytest.importorskip("rasterio", reason="needs python3-rasterio")

    def child(path):
        import rasterio

        with rasterio.open(path, MOSAIC="NO") as container:
            names = container.subdatasets
        counts = []
        for name in names:
            with rasterio.open(name) as dataset:
                counts.append(dataset.count)
        return [len(names), counts]

    assert local.call(child, colons) == [4, [2, 2, 2, 2]]
