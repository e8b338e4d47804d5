"""Every option of /vsiearthdata/ in every way that GDAL has for options; and options of others, which change nothing here."""

from __future__ import annotations

import os

import pytest

WAYS = ["environment", "process", "thread", "path", "bucket"]
# A port that nobody listens at.
NOBODY = "http://127.0.0.1:9"

# By any of these alone a read fails (or shares nothing).
WRONG = {
    "EARTHDATA_TOKEN": "wrong.token.value",
    "EARTHDATA_USERNAME": "nobody",
    "EARTHDATA_PASSWORD": "wrong",
    "NETRC": "/nonexistent/netrc",
    "EARTHDATA_HOST": NOBODY,
    "VSIEARTHDATA_CREDENTIALS_URL": NOBODY + "/s3credentials",
    "VSIEARTHDATA_S3_ENDPOINT": NOBODY,
    "VSIEARTHDATA_HTTPS_URL": NOBODY,
    "VSIEARTHDATA_ACCESS": "FTP",
    "VSIEARTHDATA_CACHE": "NO",
}
# What must be right for a read of each kind.
NEEDED = {
    "token": ["EARTHDATA_TOKEN", "VSIEARTHDATA_CREDENTIALS_URL", "VSIEARTHDATA_S3_ENDPOINT", "VSIEARTHDATA_CACHE"],
    "password": ["EARTHDATA_USERNAME", "EARTHDATA_PASSWORD", "EARTHDATA_HOST", "VSIEARTHDATA_CREDENTIALS_URL", "VSIEARTHDATA_S3_ENDPOINT"],
    "netrc": ["NETRC", "EARTHDATA_HOST", "VSIEARTHDATA_CREDENTIALS_URL", "VSIEARTHDATA_S3_ENDPOINT"],
    "https": ["EARTHDATA_TOKEN", "VSIEARTHDATA_ACCESS", "VSIEARTHDATA_HTTPS_URL"],
}


@pytest.fixture
def right(earthdata, tmp_path) -> dict[str, str]:
    (tmp_path / "right").mkdir(mode=0o700)
    given = earthdata.environment()
    return {
        **{
            name: given[name]
            for name in (
                "EARTHDATA_TOKEN",
                "EARTHDATA_HOST",
                "VSIEARTHDATA_CREDENTIALS_URL",
                "VSIEARTHDATA_S3_ENDPOINT",
                "VSIEARTHDATA_HTTPS_URL",
            )
        },
        "EARTHDATA_USERNAME": earthdata.user,
        "EARTHDATA_PASSWORD": earthdata.password,
        "NETRC": earthdata.netrc,
        "VSIEARTHDATA_ACCESS": "HTTPS",
        "VSIEARTHDATA_CACHE": os.fspath(tmp_path / "right"),
    }


def read(path, options, way):
    """Child: one pixel, with options for one kind of place."""
    bucket = "/".join(path.split("/")[:3]) + "/"
    for name, value in options.items():
        if way == "process":
            gdal.SetConfigOption(name, value)
        elif way == "thread":
            gdal.SetThreadLocalConfigOption(name, value)
        else:
            (getattr(gdal, "SetPathSpecificOption", None) or gdal.SetCredential)(path if way == "path" else bucket, name, value)
    return failure_of(lambda: gdal.Open(path).ReadAsArray(2000, 1000, 1, 1))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", NEEDED)
def test_every_option_in_every_way(programs, earthdata, path, right, kind, way):
    """What the environment says, wrongly, loses against every other way."""
    options = {name: right[name] for name in NEEDED[kind]}
    given = options if way == "environment" else {name: WRONG[name] for name in options}
    environment = earthdata.bare_environment(**{"VSIEARTHDATA_ACCESS": "S3", **given})
    assert programs(environment).call(read, path, {} if way == "environment" else options, way) == ""
    log = earthdata.log()
    assert (
        not log.violations and bool(log.credential_fetches) == (kind != "https") and bool(log.of("urs")) == (kind in ("password", "netrc"))
    )
    assert os.path.exists(os.path.join(right["VSIEARTHDATA_CACHE"], "gdal-earthdata-s3.json")) == (kind == "token")


# --- options of others ----------------------------------------------------------------

FOREIGN = {
    "GDAL_HTTP_HEADERS": "Authorization: Bearer PLANTEDBEARER-of-another-service",
    "GDAL_HTTP_AUTH": "NTLM",
    "GDAL_HTTP_USERPWD": "user:PLANTED-PASSWORD-of-another-service",
    "GDAL_HTTP_BEARER": "PLANTEDBEARER-of-another-service",
    "GDAL_HTTP_COOKIE": "session=PLANTEDCOOKIE",
    "GDAL_HTTP_NETRC": "YES",
    "GDAL_HTTP_MAX_RETRY": "50",
    "GDAL_HTTP_UNSAFESSL": "YES",
    "AWS_NO_SIGN_REQUEST": "YES",
    "AWS_PROFILE": "no-such-profile",
    "AWS_ACCESS_KEY_ID": "AKIAANOTHERACCOUNT00",
    "AWS_SECRET_ACCESS_KEY": "PLANTEDSECRET-of-another-account",
    "AWS_SESSION_TOKEN": "PLANTEDSESSION-of-another-account",
    "AWS_S3_ENDPOINT": "127.0.0.1:9",
    "AWS_HTTPS": "YES",
    "AWS_VIRTUAL_HOSTING": "TRUE",
    "AWS_REQUEST_PAYER": "requester",
    "AWS_REGION": "eu-central-1",
}


@pytest.mark.parametrize("way", ["environment", "process", "thread"])
@pytest.mark.parametrize("access", ["S3", "HTTPS"])
def test_options_of_others_change_nothing(programs, earthdata, path, home, access, way):
    """Nor does a netrc with an entry for our hosts. Afterwards the options are as they were before."""
    (home / ".netrc").write_text(f"machine 127.0.0.1 login {earthdata.user} password {earthdata.password}\n")
    (home / ".netrc").chmod(0o600)
    environment = earthdata.environment(VSIEARTHDATA_ACCESS=access, HOME=os.fspath(home))
    environment.update(FOREIGN if way == "environment" else {})

    def child(path, options, way):
        setter = {"process": gdal.SetConfigOption, "thread": gdal.SetThreadLocalConfigOption}.get(way)
        for name, value in options.items():
            if setter:
                setter(name, value)
        dataset = gdal.Open(path)
        dataset.ReadAsArray(2000, 1000, 600, 600)
        return [gdal.GetConfigOption(name) for name in options]

    assert programs(environment).call(child, path, FOREIGN, way) == list(FOREIGN.values())
    log = earthdata.log()
    assert not log.violations and not log.of("urs")
    assert not any(entry["cookies"] for entry in log)
    assert {entry["auth"]["scheme"] for entry in log.of("s3")} == {"AWS4-HMAC-SHA256" if access == "S3" else "presigned"}
    assert all(status in (200, 206, 303) for status in log.statuses())
