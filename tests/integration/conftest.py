"""A real FHIR R4 server on loopback, installed once from npm and started once a session."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.node_parts import installed

SOURCE = Path(__file__).parent / "fhir_server"
FILES = ("package.json", "package-lock.json", "server.mjs")
INSTALL = ("npm", "ci")


@dataclass(frozen=True)
class FhirServer:
    """A running server: where it is steered, and its FHIR base."""

    url: str
    base: str

    def load(self, resources: list[dict[str, Any]]) -> None:
        """Replace what it holds, and forget the neighbour's visitors."""
        requests.put(f"{self.url}/chart", json=resources, timeout=10).raise_for_status()

    def visits(self) -> list[dict[str, Any]]:
        """What the neighbour, a second origin, was asked since the chart was loaded."""
        answer: list[dict[str, Any]] = requests.get(f"{self.url}/visits", timeout=10).json()
        return answer


@pytest.fixture(scope="session")
def fhir_server() -> Iterator[FhirServer]:
    """The server, until the end of the session."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        pytest.skip("a real FHIR server needs Node.js 20 or later with npm; neither was found")
    folder = installed(SOURCE, FILES, INSTALL)
    server = subprocess.Popen([node, "server.mjs"], cwd=folder, stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        yield FhirServer(**json.loads(server.stdout.readline()))
    finally:
        server.terminate()
        server.wait(timeout=20)
        server.stdout.close()
