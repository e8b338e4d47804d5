"""chaos.py in short: everything fails by chance, and every byte is right."""

from __future__ import annotations

import dataclasses

import chaos
import pytest

pytestmark = pytest.mark.stress

# Each fault rate is about five times that of the long runs, since there is less time to meet them all.
USUAL = chaos.Options(seconds=15, processes=2, threads=32, fault_rate=0.05, exchange_fault_rate=0.3)


@pytest.fixture
def outcome(plugin_dir, data_dir, tmp_path):
    """Runs and shows the summary: pytest prints it when the test fails."""

    def run(**options) -> chaos.Outcome:
        found = chaos.run(dataclasses.replace(USUAL, **options), tmp_path, data_dir)
        print(found.summary())
        for failure in found.failed[:3]:
            print("\n".join([f"\n{failure['kind']} {failure['path']}: {failure['reason']}", *chaos.history(found, tmp_path, failure)]))
        assert found.count > 500
        return found

    return run


def kinds(outcome: chaos.Outcome, group: str) -> int:
    return sum(kind.startswith(f"{group}: ") for kind in outcome.struck)


def test_s3(outcome):
    """The keys end in mid read, and every kind of fault comes, also to those who fetch the next."""
    found = outcome(access="S3")
    assert found.problems == []
    assert kinds(found, "data") >= 9 and found.failed_exchanges > 0
    # Every life is used up, and no more than twice as many keys are fetched.
    assert 2 * 5 <= found.exchanges


def test_https(outcome):
    found = outcome(access="HTTPS")
    assert found.problems == []
    assert kinds(found, "data") >= 9 and kinds(found, "mirror") >= 3
    assert found.exchanges == 0


def test_auto_out_of_region(outcome):
    found = outcome(access="AUTO", out_of_region=True)
    assert found.problems == []
    assert kinds(found, "data") >= 9 and kinds(found, "mirror") >= 3


def test_one_file_for_all_processes(outcome):
    """What one process fetches is there for all: the bound is that of one."""
    found = outcome(access="S3", processes=4, threads=16, share=True)
    assert found.problems == []
    assert found.exchanges >= 5


def test_it_would_notice(plugin_dir, tmp_path):
    """A wrong byte, an exchange too many or two at once, and a secret that was printed are problems."""
    options = dataclasses.replace(USUAL, life=2)
    empty = chaos.Outcome(options, reads={"bytes": 1}, bound=5, exchanges=5, most_in_flight=1)
    assert empty.problems == []
    for change in ({"wrong_bytes": 1}, {"exchanges": 6}, {"most_in_flight": 2}, {"violations": ["x"]}, {"reads": {}}):
        assert dataclasses.replace(empty, **change).problems, change
    (tmp_path / "reader-0.err").write_text("a PLANTED-thing")
    chaos._search_secrets(empty, tmp_path, ["PLANTED-thing"])
    assert empty.violations


def test_wrong_bytes_are_seen(outcome, data_dir, tmp_path, monkeypatch):
    """The readers compare with files that are not the ones on the server."""
    real = chaos.sources(data_dir / "chaos")
    # Two of the same size, so that all reads succeed.
    [one, other] = [number for number, source in enumerate(real) if source["profile"] == "ramp" and ".S30." in source["granule"]]
    swapped = list(real)
    for at, by in ((one, other), (other, one)):
        swapped[at] = {**real[at], "file": real[by]["file"], "granule": real[by]["granule"]}
    monkeypatch.setattr(chaos, "sources", lambda root: swapped)
    found = outcome(seconds=4, fault_rate=0.0, exchange_fault_rate=0.0)
    assert found.wrong_bytes > 10_000
    assert not found.failed
