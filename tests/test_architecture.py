"""How the code reads, measured; the import contracts are import-linter's."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from cards.catalogue import TOPICS
from cards.knowledge_base import load

PACKAGES = ("cards", "cds_service", "fhir_mappers")
FUNCTION_LINES = 25
FILE_LINES = 200
VOCABULARY = "fhir_mappers/facts.py"
BOUNDARIES = {"fhir_mappers/one_resource.py", "cards/advice.py"}
CONTRACT = {
    "stage-iv-surgery",
    "surgical-intent-missing",
    "surgical-red-flags",
    "bevacizumab-interval",
    "anti-egfr-without-ras",
    "rectal-long-course-crt",
    "molecular-testing-gap",
    "immunotherapy-without-msi",
    "staging-incomplete",
    "restaging-conflict",
    "palliative-care",
}
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file of ours."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the packages, wherever they are installed."""
    return tuple(_sources())


def _sources() -> Iterator[Source]:
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        folder = Path(spec.origin).parent
        for path in sorted(folder.rglob("*.py")):
            name = f"{package}/{path.relative_to(folder).as_posix()}"
            yield Source(name, path.read_text(encoding="utf-8"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def docstring_lines(node: Documented) -> set[int]:
    """The lines that the docstring of a node takes."""
    if ast.get_docstring(node) is None:
        return set()
    first = node.body[0]
    return set(range(first.lineno, first.end_lineno + 1))


def code_lines(source: Source) -> int:
    """Lines of a file without blank lines, comments and docstrings."""
    documented: set[int] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, Documented):
            documented |= docstring_lines(node)
    lines = enumerate(source.text.splitlines(), start=1)
    return sum(
        1
        for number, line in lines
        if line.strip() and not line.strip().startswith("#") and number not in documented
    )


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_functions_are_short(source):
    """A function has 25 lines at the most, from `def` to its end, its docstring left out."""
    long = {
        node.name: length
        for node in functions(source.tree)
        if (length := node.end_lineno - node.lineno + 1 - len(docstring_lines(node)))
        > FUNCTION_LINES
    }

    assert long == {}


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_files_are_short(source):
    """A file has 200 lines of code at the most; the vocabulary of facts is one page on purpose."""
    if source.name == VOCABULARY:
        pytest.skip("one vocabulary, one file: definitions without logic")

    assert code_lines(source) <= FILE_LINES


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_what_is_public_is_documented(source):
    """Every module, and every public class and function at its top level, has a docstring."""
    assert ast.get_docstring(source.tree)
    bare = [
        node.name
        for node in source.tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert bare == []


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_only_the_boundaries_catch_everything(source):
    """Two places may catch `Exception`: one resource being read, one topic being judged."""
    broad = [
        node.lineno
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]

    assert len(broad) <= (source.name in BOUNDARIES)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_no_drawer_for_odds_and_ends(source):
    """No module is called after nothing in particular."""
    assert Path(source.name).stem not in {"utils", "util", "helpers", "common", "misc", "base"}


def test_the_boundaries_are_where_we_say():
    """The list of boundaries names files that exist."""
    assert {source.name for source in sources()} >= {VOCABULARY, *BOUNDARIES}


def test_every_topic_belongs_to_the_contract():
    """The catalogue holds topics of the contract, each of them once."""
    names = [topic for topic, _ in TOPICS]

    assert set(names) <= CONTRACT
    assert len(names) == len(set(names))


def test_every_topic_has_its_words():
    """Each topic that runs has its source and display in the knowledge."""
    assert {topic for topic, _ in TOPICS} <= set(load().topics)


def test_the_limits_can_fail():
    """The measure itself sees a long function and a long file."""
    body = "\n".join(f"    x{number} = {number}" for number in range(FUNCTION_LINES))
    source = Source("x.py", f"def long():\n{body}\n" + "y = 1\n" * FILE_LINES)
    (function,) = functions(source.tree)

    assert function.end_lineno - function.lineno + 1 > FUNCTION_LINES
    assert code_lines(source) > FILE_LINES
