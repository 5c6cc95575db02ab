"""The engine is as accurate as it was when somebody last accepted its figures; see `benchmarks/accuracy.py`."""

import os

import pytest

from benchmarks import accuracy


@pytest.mark.timeout(1200)  # a minute on two free cores; it is the one test that fills all of them
def test_no_accuracy_was_lost_on_simulated_sets(capsys: pytest.CaptureFixture[str]) -> None:
    code = accuracy.main(["--workers", str(min(os.cpu_count() or 1, 4))])
    assert code == 0, capsys.readouterr().out
