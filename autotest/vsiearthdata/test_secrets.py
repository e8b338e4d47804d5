"""No secret in anything that the plugin prints, returns or leaves behind, and none at a host it doesn't belong to."""

from __future__ import annotations

import os
import re
import shutil

import pytest
from child_environment import planted_in, planted_in_folder

FAULTS = {
    "none": None,
    "expired": ({"service": "s3"}, {"error": "ExpiredToken"}),
    "malformed token": ({"service": "s3"}, {"error": "InvalidToken"}),
    "only one auth mechanism": ({"service": "s3"}, {"error": "InvalidArgument"}),
    "signature": ({"service": "s3"}, {"error": "SignatureDoesNotMatch"}),
    "skewed": ({"service": "s3"}, {"error": "RequestTimeTooSkewed"}),
    "denied": ({"service": "s3"}, {"error": "AccessDenied"}),
    "out of region": ({"service": "s3"}, {"error": "OutOfRegion"}),
    "login page": ({"service": "cumulus"}, {"error": "LoginPage"}),
    "unauthorized": ({"service": "cumulus"}, {"error": "Unauthorized"}),
    "not JSON": ({"service": "cumulus"}, {"status": 200, "body": "PLANTEDSECRET PLANTEDSESSION"}),
    "half JSON": ({"service": "cumulus"}, {"status": 200, "body": '{"accessKeyId": "A", "secretAccessKey": "PLANTEDSECRET"}'}),
    "redirect": ({"service": "cumulus"}, {"redirect": "thief/x?PLANTEDCODE"}),
    "data redirect": ({"service": "s3"}, {"redirect": "thief/x", "status": 307}),
}


def everything(path, list_path):
    """Child: opens, reads, fails; returns every text that GDAL gives a program."""
    texts = []

    def note(*values):
        texts.extend(str(value) for value in values)

    def handler(level, number, message):
        texts.append(message)

    gdal.PushErrorHandler(handler)
    for name in (path, list_path, path.replace(".B04.", ".B03."), "/vsiearthdata/unknown-bucket/x.tif"):
        note(failure_of(gdal.Info, name, format="json"))
        try:
            dataset = gdal.Open(name)
            note(dataset.GetDescription(), dataset.GetFileList())
            for thing in (dataset, dataset.GetRasterBand(1)):
                for domain in thing.GetMetadataDomainList() or []:
                    note(domain, thing.GetMetadata(domain))
            note(failure_of(dataset.ReadAsArray, 2000, 1000, 300, 300))
            note(gdal.Info(dataset, format="json"))
        except Exception as problem:
            note(problem)
        note(gdal.GetLastErrorMsg(), gdal.VSIStatL(name) is not None, gdal.GetActualURL(name))
        if hasattr(gdal, "GetFileSystemOptions"):
            note(gdal.GetFileSystemOptions("/vsiearthdata/"))
        for call in ("VSIGetLastErrorMsg",):
            if hasattr(gdal, call):
                note(getattr(gdal, call)())
    driver = gdal.GetDriverByName("HLSTS")
    note(driver.GetMetadata())
    return texts


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("login", ["token", "password"])
def test_nothing_printed_has_a_secret(programs, earthdata, path, remote_list, name, login, tmp_path):
    """Neither with CPL_DEBUG=ON, nor in any error text or metadata, with each kind of refusal."""
    environment = earthdata.environment(CPL_DEBUG="ON", CPL_TIMESTAMP="ON", CPL_LOG_ERRORS="ON", TMPDIR=os.fspath(tmp_path))
    if login == "password":
        del environment["EARTHDATA_TOKEN"]
        environment.update(EARTHDATA_USERNAME=earthdata.user, EARTHDATA_PASSWORD=earthdata.password)
    if FAULTS[name]:
        earthdata.strike(*FAULTS[name])
    texts, output = programs(environment).call_and_output(everything, path, remote_list)
    captured = "\n".join([*texts, output])
    assert "vsiearthdata" in captured.lower() and len(captured) > 500
    markers = [*earthdata.secret_markers, earthdata.token[:40], earthdata.password]
    assert planted_in(captured, markers) == []
    assert planted_in_folder(tmp_path, markers) == {} and planted_in_folder(earthdata.home, markers) == {}
    log = earthdata.log()
    assert not log.violations, log.violations
    assert not log.of("thief") or all(entry["auth"] is None for entry in log.of("thief"))


def test_debug_lines_arrive_with_a_timestamp(remote, path):
    """One category alone; each line once, with one time before it."""
    # What happens inside a request of GDAL's.
    lines = remote.run("gdalinfo", path, CPL_DEBUG="S3,AWS,VSICURL,EARTHDATA", CPL_TIMESTAMP="ON").stderr.splitlines()
    told = [line for line in lines if ": VSICURL: " in line or ": S3: " in line or ": AWS: " in line]
    assert told and all(line.count("]. ") == 0 and line.count("].") == 1 for line in told), lines


def test_gdalinfo_debug_output(remote, earthdata, path):
    """GDAL's program itself, whose debug lines come from /vsis3/ too."""
    done = remote.run("gdalinfo", "-json", "-mdd", "all", path, CPL_DEBUG="ON")
    assert "EARTHDATA" in done.stderr
    assert planted_in(done.stdout + done.stderr, earthdata.secret_markers) == []


def test_strings_of_the_plugin(plugin_dir):
    """The binary holds no secret, nor anything that looks like one."""
    if not shutil.which("strings"):
        pytest.skip("needs binutils")
    import subprocess

    text = subprocess.run(["strings", "-a", plugin_dir / "gdal_HLSTS.so"], capture_output=True, text=True, check=True).stdout
    assert "VSIEARTHDATA_S3_ENDPOINT" in text
    assert not re.search(r"PLANTED|eyJ[A-Za-z0-9]{20}|AKIA[A-Z0-9]{12}|ASIA[A-Z0-9]{12}|-----BEGIN", text)


def test_only_the_registration_is_exported(plugin_dir):
    if not shutil.which("nm"):
        pytest.skip("needs binutils")
    import subprocess

    text = subprocess.run(["nm", "-D", "--defined-only", plugin_dir / "gdal_HLSTS.so"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[-1] for line in text.splitlines()}
    if any("asan" in name or "tsan" in name or "ubsan" in name for name in names):
        pytest.skip("a sanitizer exports names of its own")
    assert names == {"GDALRegister_HLSTS", "GDALRegisterMe"}


DIVERSIONS = {
    "endpoint": {"AWS_S3_ENDPOINT": "{thief}", "AWS_HTTPS": "NO", "AWS_VIRTUAL_HOSTING": "FALSE"},
    "plain http": {"AWS_S3_ENDPOINT": "thief.example", "AWS_HTTPS": "NO"},
    "no verification": {"GDAL_HTTP_UNSAFESSL": "YES"},
}


@pytest.mark.parametrize("name", DIVERSIONS)
@pytest.mark.parametrize("prefix", ["/vsis3/", "/vsis3/lp-prod-protected"])
def test_options_of_the_users_other_buckets_do_not_take_the_keys_along(remote, earthdata, path, name, prefix):
    """GDAL prefers them to ours. For the bucket itself another endpoint is the user's wish, if it is safe."""
    thief = earthdata.urls["thief"].partition("://")[2]
    options = {key: value.format(thief=thief) for key, value in DIVERSIONS[name].items()}

    def child(path, prefix, options):
        for key, value in options.items():
            gdal.SetPathSpecificOption(prefix, key, value)
        folder = path.rpartition("/")[0]
        return [failure_of(gdal.Open, path), failure_of(gdal.ReadDir, folder)]

    messages = remote.call(child, path, prefix, options)
    log = earthdata.log()
    if name == "endpoint" and prefix != "/vsis3/":
        assert log.of("thief")
        return
    assert not log.of("thief", "s3")
    assert any(key in messages[0] for key in options) and "/vsis3/my-bucket" in messages[0], messages
    assert planted_in("".join(messages), earthdata.secret_markers) == []


@pytest.mark.parametrize("status", [301, 307])
def test_s3_cannot_send_the_keys_elsewhere(remote, earthdata, path, status):
    """An answer that names another endpoint (PermanentRedirect, TemporaryRedirect): the keys stay with their host."""
    code = "PermanentRedirect" if status == 301 else "TemporaryRedirect"
    thief = earthdata.urls["thief"].partition("://")[2]
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>elsewhere</Message><Endpoint>{thief}</Endpoint><Bucket>lp-prod-protected</Bucket></Error>"
    headers = {"Content-Type": "application/xml", "Location": f"http://{thief}/stolen.tif"}
    earthdata.strike({"service": "s3"}, {"status": status, "body": body, "headers": headers})
    done = remote.run("gdalinfo", path, check=False)
    assert done.returncode != 0
    log = earthdata.log()
    assert not log.violations, log.violations


def test_user_part_of_a_link_is_not_shown(local, link_list, tutorial):
    line = f"https://planted_user:PLANTED-PASSWORD@data.lpdaac.earthdatacloud.nasa.gov/{tutorial.keys[0]}"
    done = local.run("gdalinfo", link_list([tutorial.links[1], line]), check=False, CPL_DEBUG="ON")
    assert done.returncode != 0 and "PLANTED" not in done.stdout + done.stderr


def test_signature_of_a_link_is_not_shown(local, link_list, tutorial):
    """A signed URL as a link: its query is a secret."""
    line = f"https://example.com/{tutorial.keys[0]}?X-Amz-Signature=PLANTEDSECRET&X-Amz-Security-Token=PLANTEDSESSION"
    path = link_list([line])
    done = local.run("gdalinfo", "-mdd", "all", path, CPL_DEBUG="ON")
    also = local.run("gdalmdiminfo", "-detailed", "-array", "link", path, CPL_DEBUG="ON")
    assert "PLANTED" not in done.stdout + done.stderr + also.stdout + also.stderr
    assert "example.com" in done.stdout


def test_netrc_that_others_can_read(programs, earthdata, path, tmp_path):
    """The file is used, with one warning that names it."""
    netrc = tmp_path / "netrc"
    netrc.write_text(open(earthdata.netrc).read())
    netrc.chmod(0o644)
    environment = earthdata.environment(NETRC=os.fspath(netrc))
    del environment["EARTHDATA_TOKEN"]

    def child(path):
        for y in (0, 1000, 3000):
            gdal.Open(path).ReadAsArray(2000, y, 1, 1)
        return True

    _, output = programs(environment).call_and_output(child, path)
    warnings = [line for line in output.splitlines() if os.fspath(netrc) in line]
    assert len(warnings) == 1 and "600" in warnings[0]
    assert planted_in(output, earthdata.secret_markers) == []
