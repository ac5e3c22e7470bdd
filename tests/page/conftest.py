# SPDX-License-Identifier: Apache-2.0
"""The worked year of a county society, published; and a headless Chromium to read it in."""

import functools
import http.server
import os
import pathlib
import shutil
import subprocess
import threading

import pytest

PROGRAM = os.environ.get("ALMONER_PROGRAM", "almoner")
SOURCE = pathlib.Path(os.environ.get("ALMONER_SOURCE", pathlib.Path(__file__).parents[2]))
ORIGIN = "redcross.example/county-2021"


def almoner(*arguments, cwd, code=0, text=None):
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, input=text)
    assert done.returncode == code, done.stderr
    return done


def make_book(folder, journal, name="某县红十字会（虚构）"):
    almoner("-f", "book", "init", name, "--base", "CNY", cwd=folder)
    almoner("-f", "book", "post", "-", cwd=folder, text=journal)
    almoner("key", "new", "--name", ORIGIN, "-o", "ORG.key", cwd=folder)


@pytest.fixture(scope="session")
def county(tmp_path_factory):
    """A folder with the book, ORG.key, ORG.vkey, a receipt with a trace of each entry, and the site."""
    folder = tmp_path_factory.mktemp("county")
    make_book(folder, (SOURCE / "tools/demo/county.journal").read_text())
    almoner("-f", "book", "publish", "site", "--key", "ORG.key", "--names", SOURCE / "tools/demo/county.names", cwd=folder)
    entries = [line.split("(")[1].split(")")[0] for line in (SOURCE / "tools/demo/county.journal").read_text().splitlines() if line.startswith("2021-")]
    for gift in entries:
        almoner("-f", "book", "receipt", gift, "--trace", "--checkpoint", "site/checkpoint", "-o", f"{gift}.receipt", cwd=folder)
    return folder


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def serve():
    """serve(folder) gives an address of 127.0.0.1, which browsers trust like https, and a way to end it."""
    servers = []

    def begin(folder):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(QuietHandler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)

        def end():
            server.shutdown()
            server.server_close()
            servers.remove(server)

        return f"http://127.0.0.1:{server.server_port}", end

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        pytest.skip("NO CHROMIUM: the page that verifies was NOT tested; `tools/install-dependencies page`")
    selenium = pytest.importorskip("selenium.webdriver", reason="NO SELENIUM: the page that verifies was NOT tested")
    from selenium.webdriver.chrome.service import Service

    options = selenium.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--window-size=1200,900",
                 f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = selenium.Chrome(service=Service(shutil.which("chromedriver")), options=options)
    driver.set_script_timeout(300)
    yield driver
    driver.quit()
