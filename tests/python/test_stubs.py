# SPDX-License-Identifier: Apache-2.0
"""The types say what the module has."""

import ast
import importlib.util
import pathlib
import subprocess
import sys

import pytest

import almoner
from conftest import SOURCE

HERE = pathlib.Path(__file__).parent


def test_stubtest_finds_no_difference(tmp_path):
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed")
    package = pathlib.Path(almoner.__file__).parent.parent
    installed = package.name == "site-packages"  # found there by py.typed; else told where
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "almoner", "--concise", "--allowlist", HERE / "stubtest-allowlist.txt",
         "--mypy-config-file", HERE / "stubtest-mypy.ini", "--ignore-unused-allowlist"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300,
        env={"PATH": "/usr/bin:/bin"} | ({} if installed else {"PYTHONPATH": str(package), "MYPYPATH": str(package)}))  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_class_and_function_is_in_the_stub_and_exported():
    stub = ast.parse((SOURCE / "bindings/python/almoner/_almoner.pyi").read_text(encoding="utf-8"))
    named = {node.name for node in stub.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    present = {name for name in dir(almoner._almoner) if not name.startswith("_")}
    assert named == present
    errors = {name for name, one in vars(almoner.errors).items() if isinstance(one, type)}
    assert set(almoner.__all__) == present | errors
    assert all(hasattr(almoner, name) for name in almoner.__all__)


def test_every_argument_of_frozen_classes_can_be_seen():
    import inspect

    assert list(inspect.signature(almoner.Posting).parameters)[:2] == ["account", "quantity"]
    assert "evidence" in inspect.signature(almoner.Draft).parameters
