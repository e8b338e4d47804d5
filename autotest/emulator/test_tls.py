"""TLS with a CA of our own, and the certificates that a client must refuse."""

from __future__ import annotations

import earthdata_emulator
import pytest
import requests
from conftest import BUCKET, GRANULES, key_of
from s3_client import client, fetch_triple


def test_all_services_by_tls(objects, monkeypatch):
    with earthdata_emulator.running([objects], tls="urs,cumulus,tea,s3,thief") as emulator:
        assert all(url.startswith("https://") for name, url in emulator.urls.items() if name != "control")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", emulator.ca_file)
        s3 = client(emulator, fetch_triple(emulator))
        assert s3.get_object(Bucket=BUCKET, Key=key_of(GRANULES[0], "B04"), Range="bytes=0-3")["Body"].read() == b"II*\0"
        cookie = requests.get(emulator.urls["cumulus"], allow_redirects=False)
        assert cookie.headers["Location"].startswith(emulator.urls["urs"])
        assert requests.get(emulator.urls["urs"].replace("127.0.0.1", "localhost")).status_code == 404
        assert emulator.environment()["CURL_CA_BUNDLE"] == emulator.ca_file


@pytest.mark.parametrize("certificate", ["expired", "expired-ca", "wrong-name", "unknown-ca"])
def test_bad_certificates(objects, certificate):
    with earthdata_emulator.running([objects], tls="cumulus", certificate=certificate) as emulator:
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(emulator.urls["cumulus"], verify=emulator.ca_file)
        assert len(emulator.log()) == 0
