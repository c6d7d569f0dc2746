"""The API of a world, asked over HTTP as a program asks."""

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from indexing.web.views.addresses import API

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Program:
    """A program that asks below ``/api/v1`` and reads what it is told."""

    client: TestClient

    def ask(self, path: str, method: str = "GET", **wishes: Any) -> Response:
        """Ask, whatever comes of it."""
        return self.client.request(method, f"{API}{path}", **wishes)

    def get(self, path: str, **query: Any) -> Any:
        """Return what is told at an address."""
        return self._told(self.ask(path, params=query), 200)

    def post(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        """Do something, and return what is told of it."""
        return self._told(self.ask(path, "POST", json=body), status)

    def problem(self, status: int, path: str, method: str = "GET", **wishes: Any) -> Any:
        """Ask for what is refused; return the problem."""
        told = self.ask(path, method, **wishes)
        assert told.status_code == status, told.text
        assert told.headers["content-type"] == PROBLEM
        problem = told.json()
        assert problem["status"] == status
        assert problem["instance"] == f"{API}{path}"
        return problem

    def _told(self, told: Response, status: int) -> Any:
        assert told.status_code == status, told.text
        assert told.headers["content-type"] == "application/json"
        assert told.headers["x-content-type-options"] == "nosniff"
        return told.json()


@pytest.fixture
def program(client: TestClient) -> Program:
    """A program at the API of a week of news."""
    return Program(client)


@pytest.fixture
def empty_program(empty_client: TestClient) -> Program:
    """A program at the API of an empty store."""
    return Program(empty_client)
