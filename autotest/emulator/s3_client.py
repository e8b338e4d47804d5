"""A botocore client of the emulator's S3: an implementation that is neither GDAL's nor ours."""

from __future__ import annotations

from typing import Any

import botocore.session
import requests
from botocore.config import Config


def bearer(earthdata: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {earthdata.token}"}


def fetch_triple(earthdata: Any, daac: str = "cumulus") -> dict[str, str]:
    answer = requests.get(earthdata.urls[daac] + "/s3credentials", headers=bearer(earthdata), allow_redirects=False)
    assert answer.status_code == 200, answer.text
    return answer.json()


def client(earthdata: Any, triple: dict[str, str], region: str = "us-west-2") -> Any:
    config = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0}, max_pool_connections=64)
    return botocore.session.Session().create_client(
        "s3",
        region_name=region,
        endpoint_url=earthdata.urls["s3"],
        aws_access_key_id=triple["accessKeyId"],
        aws_secret_access_key=triple["secretAccessKey"],
        aws_session_token=triple["sessionToken"],
        verify=earthdata.ca_file,
        config=config,
    )
