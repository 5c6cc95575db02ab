import gzip
import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lastrep.evaluation.catalogue import Source, SourceFile
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.fetch import FetchParams, fetch, is_right

CONTENT = b"epoch,x\n1,2\n" * 100
FOLDER = "made-set"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class Redirecting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "file:///etc/hostname")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(handler: object) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)  # type: ignore[arg-type]  # a partial is callable alike
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def served(tmp_path: Path) -> Path:
    folder = tmp_path / "served" / FOLDER / "raw"
    folder.mkdir(parents=True)
    (folder / "a b.csv").write_bytes(CONTENT)
    return folder


@pytest.fixture
def mirror(tmp_path: Path, served: Path) -> Iterator[str]:
    yield from serve(partial(Quiet, directory=str(tmp_path / "served")))


@pytest.fixture
def redirecting() -> Iterator[str]:
    yield from serve(Redirecting)


def made_file(*, gzipped: bool = False, url: str | None = None, bytes_n: int = len(CONTENT)) -> SourceFile:
    name = "raw/a b.csv.gz" if gzipped else "raw/a b.csv"
    return SourceFile(path=name, sha256=hashlib.sha256(CONTENT).hexdigest(), bytes_n=bytes_n, url=url, gzipped=gzipped)


def made_source(*files: SourceFile) -> Source:
    return Source(
        name="made",
        title="made here",
        kind="recordings",
        folder=FOLDER,
        licence="none stated",
        repository="https://example.org/x",
        commit="abcdef0",
        paths=("data/",),
        people=1,
        rate_hz="100",
        prepared=False,
        split_by="person",
        tune=("A",),
        report=("B",),
        files=files,
    )


def test_file_is_fetched_once_and_then_known(tmp_path: Path, mirror: str) -> None:
    source, data = made_source(made_file()), tmp_path / "data"
    steps: list[tuple[int, int]] = []
    assert fetch(source, data, mirror=mirror, progress=lambda done, total: steps.append((done, total))) == (1, 0)
    assert (data / FOLDER / "raw/a b.csv").read_bytes() == CONTENT
    assert steps == [(1, 1)]
    assert fetch(source, data, mirror="http://127.0.0.1:9/none") == (0, 1)


def test_plain_file_is_kept_compressed_when_the_source_says_so(tmp_path: Path, mirror: str) -> None:
    file = made_file(gzipped=True, url=f"{mirror}/{FOLDER}/raw/a%20b.csv")
    assert fetch(made_source(file), tmp_path / "data") == (1, 0)
    path = tmp_path / "data" / FOLDER / file.path
    assert gzip.decompress(path.read_bytes()) == CONTENT
    assert is_right(path, file)


def test_compressed_file_of_a_mirror_is_taken_as_it_is(tmp_path: Path, mirror: str, served: Path) -> None:
    packed = gzip.compress(CONTENT)
    (served / "a b.csv.gz").write_bytes(packed)
    file = made_file(gzipped=True)
    assert fetch(made_source(file), tmp_path / "data", mirror=mirror) == (1, 0)
    assert (tmp_path / "data" / FOLDER / file.path).read_bytes() == packed


@pytest.mark.parametrize("wrong", [b"", CONTENT[:-1] + b"X", CONTENT + b"more", CONTENT[:50]])
def test_file_with_another_content_is_not_kept(tmp_path: Path, mirror: str, served: Path, wrong: bytes) -> None:
    (served / "a b.csv").write_bytes(wrong)
    with pytest.raises(DatasetError, match="is not the file we know"):
        fetch(made_source(made_file()), tmp_path / "data", mirror=mirror)
    assert list((tmp_path / "data" / FOLDER / "raw").iterdir()) == []


def test_gzip_bomb_is_not_kept(tmp_path: Path, mirror: str, served: Path) -> None:
    (served / "a b.csv.gz").write_bytes(gzip.compress(b"\x00" * 1_000_000))
    with pytest.raises(DatasetError, match="is not the file we know"):
        fetch(made_source(made_file(gzipped=True)), tmp_path / "data", mirror=mirror)


def test_damaged_file_in_place_is_replaced(tmp_path: Path, mirror: str) -> None:
    path = tmp_path / "data" / FOLDER / "raw/a b.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    assert fetch(made_source(made_file()), tmp_path / "data", mirror=mirror) == (1, 0)
    assert path.read_bytes() == CONTENT


def test_missing_file_on_the_mirror_is_told(tmp_path: Path, mirror: str, served: Path) -> None:
    (served / "a b.csv").unlink()
    with pytest.raises(DatasetError, match=r"answered 404"):
        fetch(made_source(made_file()), tmp_path / "data", mirror=mirror)


def test_refused_network_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"cannot be fetched .*Check the network, or copy the file to") as caught:
        fetch(made_source(made_file()), tmp_path / "data", mirror="http://127.0.0.1:9")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("address", ["file:///etc", "ftp://127.0.0.1", "nonsense"])
def test_only_http_is_spoken(tmp_path: Path, address: str) -> None:
    with pytest.raises(DatasetError, match="no http or https address"):
        fetch(made_source(made_file()), tmp_path / "data", mirror=address)


def test_redirect_to_a_local_file_is_refused(tmp_path: Path, redirecting: str) -> None:
    with pytest.raises(DatasetError):
        fetch(made_source(made_file()), tmp_path / "data", mirror=redirecting)
    assert list((tmp_path / "data" / FOLDER / "raw").iterdir()) == []


def test_file_beyond_all_bounds_is_not_asked_for(tmp_path: Path) -> None:
    source = made_source(made_file(bytes_n=11))
    with pytest.raises(DatasetError, match="at most 10 are taken"):
        fetch(source, tmp_path / "data", mirror="http://127.0.0.1:9", params=FetchParams(max_file_bytes=10))


def test_what_is_published_is_fetched_before_the_rest_is_asked_for(tmp_path: Path, mirror: str) -> None:
    here = made_file(url=f"{mirror}/{FOLDER}/raw/a%20b.csv")
    unpublished = SourceFile(path="labels.csv", sha256="0" * 64, bytes_n=5)
    with pytest.raises(DatasetError, match=r"labels\.csv \(1 of 2 files\) is not published.*--from URL"):
        fetch(made_source(here, unpublished), tmp_path / "data")
    assert is_right(tmp_path / "data" / FOLDER / here.path, here)
