"""Uploads to the JSON interface, and what every refusal of it looks like."""

from typing import Any

from starlette.testclient import TestClient

from server.store import Store


def upload(client: TestClient, content: bytes, name: str = "bench.csv", **form: str) -> Any:
    return client.post("/api/sessions", files={"file": (name, content)}, data=form)


def assert_refused(response: Any, status: int, code: str) -> str:
    assert response.status_code == status, response.text
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    assert body["error"]["code"] == code
    message = body["error"]["message"]
    assert message
    assert "\n" not in message
    assert isinstance(message, str)
    return message


def assert_nothing_stored(store: Store) -> None:
    assert store.sessions() == []
    assert list(store.settings.raw_dir.iterdir()) == []
    assert [path.name for path in store.settings.data_dir.iterdir() if path.name.startswith("upload-")] == []
