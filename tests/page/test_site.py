# SPDX-License-Identifier: Apache-2.0
"""What publish writes: figures, names as agreed, escaping, tiles, and folders it will not touch."""

import base64
import hashlib
import html.parser
import re
import signal
import subprocess
import time

import pytest

from conftest import ORIGIN, PROGRAM, almoner, make_book

CHART = """\
commodity 1,000.00 CNY
commodity 1. COAT
  unit: 件
account Assets:Bank  ; type: C
account Assets:Stock  ; type: A
account Income:Gifts  ; type: R
account Expenses:Aid  ; type: X
purpose education
  function: programme
fund EDU
  class: restricted
  purposes: education
  set-by: donor
"""


class Page(html.parser.HTMLParser):
    """The texts of a page's tables by row, and its elements; asserts that they are well nested."""

    VOID = {"meta", "link", "input", "br"}

    def __init__(self, file):
        super().__init__()
        self.open, self.rows, self.elements, self.cell = [], [], [], None
        self.feed(file.read_text(encoding="utf-8"))
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data):
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


def files_of(site):
    return [path for path in site.rglob("*") if path.is_file()]


def pages_of(site):
    return [path for path in files_of(site) if path.suffix == ".html"]


def publish(folder, *arguments, code=0):
    return almoner("-f", "book", "publish", "site", *(arguments or ("--key", "ORG.key")), cwd=folder, code=code)


@pytest.fixture
def small(tmp_path):
    make_book(tmp_path, CHART + "2021-03-01 * (G-1) gift  ; fund: EDU\n    Assets:Bank  100 CNY\n    Income:Gifts\n")
    publish(tmp_path)
    return tmp_path


def test_the_worked_year_shows_each_fund_to_the_fen(county):
    for page in ("index.html", "en/index.html"):
        rows = {re.sub(r".*[（(](\w+)[）)]$", r"\1", row[0]): row[2:] for row in Page(county / "site" / page).rows if len(row) == 7}
        assert rows["MED"] == ["40,000.00", "236,600.00", "5,000.00", "184,300.00", "97,300.00"]
        assert rows["LAMP"] == ["0.00", "140,700.00", "0.00", "134,000.00", "6,700.00"]
        assert rows["DIS"] == ["0.00", "120,000.00", "0.00", "75,750.00", "44,250.00"]
        assert rows["VIL"] == ["0.00", "300,000.00", "0.00", "200,000.00", "100,000.00"]
        assert rows["EDU"] == ["0.00", "20,000.00", "-5,000.00", "15,000.00", "0.00"]
        assert rows["U"] == ["60,000.00", "57,400.00", "0.00", "14,170.00", "103,230.00"]
        assert rows["AG"] == ["0.00", "80,000.00", "0.00", "50,000.00", "30,000.00"]


def all_rows(site):
    return {row[0]: row for page in site.glob("fund-*.html") for row in Page(page).rows if len(row) == 9 and row[0] not in ("收据号", "凭据号")}


def test_each_gift_and_use_says_what_the_law_asks(county):
    rows = all_rows(county / "site")
    assert rows["G-0003"] == ["G-0003", "2021-06-01", "清禾照明有限公司（虚构）", "路灯", "525 盏", "140,700.00", "太阳能路灯", "4101-捐赠收入", ""]
    assert rows["G-0004"][2:6] == ["安平医药有限公司（虚构）", "药品 A, B", "1,000 盒", "30,600.00"]
    assert rows["G-0005"][2:6] == ["匿名", "旧大衣", "200 件", "未计价"]
    assert rows["G-0006"][2:7] == ["匿名", "资金", "–", "120,000.00", "2021 年水灾救助"]
    assert rows["G-0001"][6] == "不限定"
    assert rows["V-0012"][1:7] == ["2021-03-10", "某县人民医院（虚构）", "药品 A, B", "750 盒", "22,800.00", "助医"]
    assert rows["V-0015"][2] == "双河村村民委员会（虚构）"
    assert rows["G-0019-wrong"][8] == "已由 R-0019 冲销" and rows["R-0019"][5] == "-6,000.00"


def test_no_private_name_narration_or_party_id_is_anywhere_in_the_site(county):
    private = ["周某", "陈某", "某企业工会", "scholarship-donor", "overseas-donor", "agency-giver", "患者现金救助", "同意书-18 "]
    data = b"\0".join(path.read_bytes() for path in files_of(county / "site"))
    assert "清禾照明".encode() in data
    assert [name for name in private if name.encode() in data] == []


def test_every_page_is_well_formed_in_its_language_and_runs_nothing_of_its_own(county):
    pages = pages_of(county / "site")
    assert len(pages) == 2 * (2 + 7)
    for path in pages:
        page = Page(path)
        elements = page.elements
        lang = "en" if path.parent.name == "en" else "zh-Hans"
        assert ("html", {"lang": lang}) in elements
        policies = [attributes["content"] for tag, attributes in elements if attributes.get("http-equiv") == "Content-Security-Policy"]
        assert len(policies) == 1 and policies[0].startswith("default-src 'none'") and "unsafe" not in policies[0]
        assert [tag for tag, _ in elements if tag == "style"] == []
        assert [a for _, a in elements if "style" in a or any(name.startswith("on") for name in a)] == []
        scripts = [attributes for tag, attributes in elements if tag == "script"]
        assert all("src" in one for one in scripts) and (scripts == [] or path.name == "verify.html")
        for tag, attributes in elements:
            for name in ("href", "src"):
                target = attributes.get(name, "#")
                assert target.startswith("#") or (path.parent / target).is_file(), (path, target)


def test_names_cannot_break_out_of_the_page(tmp_path):
    name = """<script>alert(1)</script>"><img src=x onerror=alert(2)> & 'So' עמר"""
    make_book(tmp_path, CHART + f"party firm\n  name: {name}\n  kind: organisation\n  public: yes\n"
              "2021-03-01 * (<b>G</b>) gift  ; fund: EDU, party: firm\n    Assets:Bank  100 CNY\n    Income:Gifts\n", name="<u>Society</u> & Co")
    (tmp_path / "names.tsv").write_text("EDU\t<em>助学</em>\t<em>Education</em>\neducation\t<s>学</s>\t<s>Learning</s>\n")
    publish(tmp_path, "--key", "ORG.key", "--names", "names.tsv")
    for path in pages_of(tmp_path / "site"):
        assert {tag for tag, _ in Page(path).elements} & {"img", "u", "b", "em", "s"} == set()
    row = all_rows(tmp_path / "site")["<b>G</b>"]
    assert row[2] == name and row[6] == "<s>学</s>"


def test_the_drawings_labels_do_not_meet(county):
    for page in ("index.html", "en/index.html"):
        drawing = re.search(r"<svg.*?</svg>", (county / "site" / page).read_text(), re.S).group()
        assert "<title" in drawing and 'role="img"' in drawing
        places = re.findall(r'<text(?: class="amount")? text-anchor="\w+" x="([\d.]+)" y="([\d.]+)"', drawing)
        for column in {x for x, _ in places}:
            heights = sorted(float(y) for x, y in places if x == column)
            assert all(below - above >= 14 for above, below in zip(heights, heights[1:], strict=False))


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(hashes):
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1", root_of(hashes[:half]), root_of(hashes[half:]))


@pytest.mark.parametrize("gifts", [200, 700])
def test_bundles_and_tiles_lead_to_the_checkpoint(tmp_path, gifts):
    make_book(tmp_path, CHART + "".join(
        f"2021-03-01 * (G-{i}) gift  ; fund: EDU\n    Assets:Bank  1 CNY\n    Income:Gifts\n" for i in range(gifts)))
    publish(tmp_path)
    site = tmp_path / "site"
    origin, size, root = (site / "checkpoint").read_text().splitlines()[:3]
    assert origin == ORIGIN
    size = int(size)

    def tile(level, number, count):
        width = min(256, count - 256 * number)
        return (site / f"tile/{level}/{number:03}{'' if width == 256 else f'.p/{width}'}").read_bytes()

    leaves = []
    for number in range((size + 255) // 256):
        bundle = tile("entries", number, size)
        while bundle:
            end = 2 + int.from_bytes(bundle[:2], "big")
            leaves.append(sha256(b"\0", bundle[2:end]))
            bundle = bundle[end:]
    assert len(leaves) == size and root_of(leaves) == base64.b64decode(root)
    assert b"".join(tile(0, n, size) for n in range((size + 255) // 256)) == b"".join(leaves)
    if size >= 256:
        above = b"".join(root_of(leaves[at:at + 256]) for at in range(0, size - 255, 256))
        assert tile(1, 0, size // 256) == above


def test_a_long_list_stands_on_pages_that_hold_every_row_once(tmp_path):
    make_book(tmp_path, CHART + "".join(
        f"2021-03-01 * (G-{i:04}) gift  ; fund: EDU\n    Assets:Bank  1 CNY\n    Income:Gifts\n" for i in range(1201)))
    publish(tmp_path)
    site = tmp_path / "site"
    pages = [Page(site / f"fund-1-received-{number}.html") for number in (1, 2, 3)]
    rows = [row[0] for page in pages for row in page.rows[1:]]
    assert rows == [f"G-{i:04}" for i in range(1201)]
    assert not (site / "fund-1-received-4.html").exists()
    links = [attributes.get("href") for _, attributes in Page(site / "fund-1.html").elements]
    assert all(f"fund-1-received-{number}.html" in links for number in (1, 2, 3))
    assert sum(len(path.read_text().splitlines()) for path in (site / "number").iterdir()) == 1201


def test_publishing_again_replaces_the_site_and_only_its_own(small):
    almoner("-f", "book", "post", "-", cwd=small, text="2021-04-01 * (G-2) gift  ; fund: EDU\n    Assets:Bank  5 CNY\n    Income:Gifts\n")
    publish(small)
    assert set(all_rows(small / "site")) == {"G-1", "G-2"}
    (small / "site/robots.txt").write_text("mine")
    assert "robots.txt" in publish(small, code=2).stderr
    assert (small / "site/robots.txt").read_text() == "mine"


def test_a_folder_that_is_no_site_of_this_origin_is_left_alone(small):
    (small / "own").mkdir()
    (small / "own/letter.txt").write_text("keep")
    almoner("-f", "book", "publish", "own", "--key", "ORG.key", cwd=small, code=2)
    almoner("key", "new", "--name", "other.example/book", "-o", "OTHER.key", cwd=small)
    shown = publish(small, "--key", "OTHER.key", code=2).stderr
    assert "other" in shown
    assert (small / "own/letter.txt").read_text() == "keep" and (small / "site/index.html").is_file()
    assert sorted(path.name for path in small.iterdir() if "publishing" in path.name) == []


def test_a_checkpoint_signed_elsewhere_is_published_only_while_it_is_the_whole_log(small):
    almoner("-f", "book", "checkpoint", "--key", "ORG.key", "-o", "now.checkpoint", cwd=small)
    publish(small, "--checkpoint", "now.checkpoint", "--vkey", "ORG.vkey")
    almoner("-f", "book", "post", "-", cwd=small, text="2021-04-01 * (G-2) gift  ; fund: EDU\n    Assets:Bank  5 CNY\n    Income:Gifts\n")
    assert "sign a new one" in publish(small, "--checkpoint", "now.checkpoint", "--vkey", "ORG.vkey", code=2).stderr
    publish(small, "--checkpoint", "now.checkpoint", code=2)


def test_a_run_that_is_killed_leaves_the_old_site_whole(small):
    before = {path.relative_to(small / "site"): path.read_bytes() for path in files_of(small / "site")}
    almoner("-f", "book", "post", "-", cwd=small, text="".join(
        f"2021-05-01 * (K-{i}) gift  ; fund: EDU\n    Assets:Bank  1 CNY\n    Income:Gifts\n" for i in range(20000)))
    for seconds in (0.05, 0.15, 0.3):
        run = subprocess.Popen([PROGRAM, "-f", "book", "publish", "site", "--key", "ORG.key"], cwd=small, stdout=subprocess.DEVNULL)
        time.sleep(seconds)
        run.send_signal(signal.SIGKILL)
        if run.wait() == 0:
            pytest.skip("this machine publishes 20,000 gifts before it can be stopped")
        assert {path.relative_to(small / "site"): path.read_bytes() for path in files_of(small / "site")} == before
    publish(small)
    assert (small / "site/fund-1-received-2.html").is_file()
