# SPDX-License-Identifier: Apache-2.0
"""The page that verifies judges as the program does, shows what a receipt says, and cannot be fooled."""

import base64
import json
import os
import shutil
import subprocess
import time

import pytest

from conftest import PROGRAM, SOURCE

GENERATE = os.environ.get("ALMONER_GENERATE_RECEIPTS", "generate_receipts")

JUDGE = """
const [texts, key, done] = arguments;
(async () => {
  const verdicts = [];
  for (const text of texts) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    try {
      await verifyReceipt(bytes, key);
      verdicts.push("good");
    } catch (error) {
      verdicts.push(error instanceof Refusal ? "bad" : "broken: " + error);
    }
  }
  done(verdicts);
})();
"""


# As `almoner verify -O json` says it.
READ = """
const [texts, key, done] = arguments;
(async () => {
  const found = [];
  for (const text of texts) {
    const { entry, event, chart, parts, uses, parties, bearer, funds, reversedBy, checkpoint } =
      await verifyReceipt(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)), key);
    const exact = (units, commodity) => formatUnits(units, chart.commodities.get(commodity).scale).replaceAll(",", "");
    found.push({
      seq: Number(event.index), reference: entry.reference, date: formatDay(entry.date), book: chart.book.name, size: Number(checkpoint.size),
      reversed_by: reversedBy ?? "", bearer: bearer ? bearer.name : "",
      funds: funds.map((fund) => [fund.code, fund.class, fund.purposePaths, fund.agreement ?? ""]),
      postings: entry.postings.map((one, i) => [chart.accounts.get(one.account).name, exact(one.quantity, one.commodity), exact(one.value, BASE),
        Boolean(parties[i] && parties[i].withheld)]),
      parts: parts.map((one) => [one.reference, one.date === undefined ? "" : formatDay(one.date), one.account, one.purpose, one.state,
        one.quantity === undefined ? "" : exact(one.quantity, one.commodity), exact(one.value, BASE)]),
      uses: uses.map((one) => [one.reference, exact(one.start, one.commodity), exact(one.quantity, one.commodity), exact(one.value, BASE),
        one.purposes, one.returned]),
    });
  }
  done(found);
})().catch((error) => done("broken: " + error + error.stack));
"""


def as_the_program_reads(file, key):
    done = subprocess.run([PROGRAM, "verify", str(file), "--key", str(key), "-O", "json"], capture_output=True, check=True)
    said = json.loads(done.stdout)
    return {
        **{name: said[name] for name in ("seq", "reference", "date", "book", "size", "reversed_by")},
        "bearer": said["bearer"]["name"] if said["bearer"] else "",
        "funds": [[one["code"], one["class"], one["purposes"], one["agreement"]] for one in said["funds"]],
        "postings": [[one["account"], one["quantity"], one["value"], one["withheld"]] for one in said["postings"]],
        "parts": [[one[name] for name in ("reference", "date", "account", "purpose", "state", "quantity", "value")] for one in said["parts"]],
        "uses": [[one[name] for name in ("reference", "start", "quantity", "value", "purposes", "since_returned")] for one in said["uses"]],
    }


def verdict_of(browser, seconds=30):
    """The verdict's class and text once there is one."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        # In one go: the page may put another verdict in its place between two questions.
        found = browser.execute_script(
            "const said = document.querySelector('#verdict .verdict'); return said && [said.className.split(' ')[1], said.textContent]")
        if found:
            return found[0], found[1]
        time.sleep(0.05)
    raise AssertionError("no verdict: " + str(browser.get_log("browser")))


def choose(browser, address, file):
    browser.get(address)
    browser.find_element("id", "file").send_keys(str(file))
    return verdict_of(browser)


@pytest.fixture(scope="module")
def site(county, serve):
    return serve(county / "site")[0]


@pytest.fixture(scope="module")
def receipts(tmp_path_factory):
    """Folder and index of 1,000 good receipts and 1,000 spoilt ones."""
    folder = tmp_path_factory.mktemp("receipts")
    subprocess.run([GENERATE, str(folder)], check=True)
    index = [line.split("\t") for line in (folder / "index.tsv").read_text().splitlines()]
    assert len(index) == 2000
    return folder, index


def test_two_thousand_receipts_are_judged_alike_by_the_program_and_the_page(browser, site, receipts):
    folder, index = receipts
    key = (folder / "org.vkey").read_text()
    browser.get(f"{site}/verify.html")
    wrong = []
    for start in range(0, len(index), 200):
        part = index[start:start + 200]
        texts = [base64.b64encode((folder / file).read_bytes()).decode() for file, _, _ in part]
        for (file, expected, what), page in zip(part, browser.execute_async_script(JUDGE, texts, key), strict=True):
            done = subprocess.run([PROGRAM, "verify", str(folder / file), "--key", str(folder / "org.vkey")], capture_output=True)
            program = {0: "good", 5: "bad"}.get(done.returncode, done.stderr)
            if not page == program == expected:
                wrong.append((file, what, expected, program, page))
    assert wrong == []


def test_the_page_reads_the_same_gift_uses_and_parts_from_a_receipt_as_the_program(browser, site, receipts, county):
    folder, index = receipts
    golden = SOURCE / "tests/golden/receipts"
    sets = [(folder / "org.vkey", [folder / file for file, expected, _ in index if expected == "good"][::4]),
            (golden / "county.vkey", sorted(golden.glob("*.receipt"))), (county / "ORG.vkey", sorted(county.glob("*.receipt")))]
    browser.get(f"{site}/verify.html")
    for key, files in sets:
        assert files
        texts = [base64.b64encode(file.read_bytes()).decode() for file in files]
        found = browser.execute_async_script(READ, texts, key.read_text())
        for file, page in zip(files, found, strict=True):
            assert page == as_the_program_reads(file, key), file.name


@pytest.mark.parametrize("page, good, went, limit", [
    ("verify.html", "核验通过", "已使用", "没有证明"),
    ("en/verify.html", "Verified", "spent", "Not proven"),
])
def test_a_receipts_file_shows_the_gift_its_restriction_and_where_it_went(browser, site, county, page, good, went, limit):
    kind, text = choose(browser, f"{site}/{page}", county / "G-0006.receipt")
    assert kind == "good" and good in text
    for said in ("某县红十字会（虚构）", "G-0006", "2021-07-24", "120,000.00 CNY", "disaster-relief/flood-2021", "V-0010", "75,750.00 CNY",
                 "25,250.00 CNY", "19,000.00 CNY", went, limit):
        assert said in text, said
    assert "paid by" not in text


def test_a_bearers_own_name_is_opened_and_no_other(browser, site, county):
    kind, text = choose(browser, f"{site}/verify.html", county / "G-0016.receipt")
    assert kind == "good" and "周某（虚构）" in text


def test_a_receipts_file_needs_no_network(browser, serve, county):
    address, end = serve(county / "site")
    browser.get(f"{address}/verify.html")
    end()
    before = browser.execute_script("return performance.getEntriesByType('resource').length")
    browser.find_element("id", "file").send_keys(str(county / "G-0003.receipt"))
    assert verdict_of(browser)[0] == "good"
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == before


def test_a_page_kept_as_a_file_verifies_a_receipt_and_says_that_a_number_needs_the_site(browser, county):
    address = (county / "site/verify.html").as_uri()
    assert choose(browser, address, county / "G-0003.receipt")[0] == "good"
    browser.get(address)
    browser.find_element("id", "number").send_keys("G-0003\n")
    kind, text = verdict_of(browser)
    assert kind == "unknown" and "收据文件" in text


def test_a_dropped_receipt_is_judged_and_does_not_replace_the_page(browser, site, county):
    browser.get(f"{site}/verify.html")
    spoilt = bytearray((county / "G-0003.receipt").read_bytes())
    spoilt[60] ^= 1
    for content, expected in ((bytes(spoilt), "bad"), ((county / "G-0003.receipt").read_bytes(), "good")):
        browser.execute_script("""
            document.getElementById("verdict").replaceChildren();
            const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));
            const carried = new DataTransfer();
            carried.items.add(new File([bytes], "gift.receipt"));
            document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        """, base64.b64encode(content).decode())
        assert verdict_of(browser)[0] == expected


def test_a_number_shows_that_the_gift_is_in_the_books_and_where_it_went(browser, site):
    browser.get(f"{site}/verify.html")
    browser.find_element("id", "number").send_keys("G-0006\n")
    kind, text = verdict_of(browser)
    assert kind == "good"
    for said in ("120,000.00 CNY", "V-0010", "75,750.00 CNY", "整本公开账本已逐条读取"):
        assert said in text, said


def test_a_number_shows_no_private_partys_name(browser, site):
    browser.get(f"{site}/verify.html")
    browser.find_element("id", "number").send_keys("G-0016\n")
    kind, text = verdict_of(browser)
    assert kind == "good" and "周某" not in text and "未公开" in text


def test_an_unknown_number_is_neither_good_nor_bad(browser, site):
    browser.get(f"{site}/verify.html")
    browser.find_element("id", "number").send_keys("G-9999\n")
    assert verdict_of(browser)[0] == "unknown"


@pytest.mark.parametrize("whole", [True, False])
def test_a_number_is_proven_from_tiles_alone_and_a_changed_log_is_refused(browser, serve, county, tmp_path, whole):
    """A large log is not read whole: with the limit at 0 the tiles must do."""
    shutil.copytree(county / "site", tmp_path / "site")
    if not whole:
        script = tmp_path / "site/verify/number.js"
        script.write_text(script.read_text().replace("WHOLE_LOG_MAX = 20000n", "WHOLE_LOG_MAX = 0n"))
    address, _ = serve(tmp_path / "site")
    numbers = ("G-0001", "G-0004", "V-0011", "V-0018", "R-0019", "V-0021")

    def ask(number):
        browser.get(f"{address}/en/verify.html?{time.monotonic_ns()}")
        browser.find_element("id", "number").send_keys(number + "\n")
        return verdict_of(browser)

    for number in numbers:
        kind, text = ask(number)
        assert kind == "good" and number in text
    bundle = next(path for path in (tmp_path / "site/tile/entries").rglob("*") if path.is_file())
    changed = bytearray(bundle.read_bytes())
    at = changed.index(b"V-0021")
    changed[at + 5] ^= 3
    bundle.write_bytes(bytes(changed))
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    assert ask("V-0021")[0] == "bad"
    assert ask("G-0001")[0] == ("bad" if whole else "good")


def test_markup_in_names_is_shown_and_never_run(browser, site, receipts):
    folder, index = receipts
    key = (folder / "org.vkey").read_text()
    browser.get(f"{site}/verify.html")
    seen = set()
    for file, expected, _ in index[:120]:
        if expected != "good":
            continue
        browser.execute_script("""
            document.getElementById("verdict").replaceChildren();
            const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));
            judge(() => verifyReceipt(bytes, arguments[1]));
        """, base64.b64encode((folder / file).read_bytes()).decode(), key)
        kind, text = verdict_of(browser)
        assert kind == "good"
        assert browser.find_elements("css selector", "#verdict script, #verdict img, #verdict i") == []
        seen.update(name for name in ("<script>alert(1)</script>", '某<i>企业</i> & "Söhne"') if name in text)
    assert len(seen) == 2


def test_what_cannot_be_seen_in_a_name_is_made_visible(browser, site):
    browser.get(f"{site}/verify.html")
    text = browser.execute_script("return element('p', '', 'a\\u202eb\\u001bc\\u2066').textContent")
    assert text == "a\\u{202e}b\\u{1b}c\\u{2066}"


def test_a_huge_file_is_refused_before_it_is_read(browser, site, tmp_path):
    huge = tmp_path / "huge.receipt"
    with huge.open("wb") as out:
        out.truncate(200 << 20)
    start = time.monotonic()
    assert choose(browser, f"{site}/verify.html", huge)[0] == "bad"
    assert time.monotonic() - start < 10


def test_a_receipt_of_another_organisation_is_refused(browser, site, receipts):
    folder, index = receipts
    assert choose(browser, f"{site}/verify.html", folder / index[500][0])[0] == "bad"


def test_a_browser_without_ed25519_says_that_nothing_was_verified(browser, site, county):
    browser.get(f"{site}/en/verify.html")
    browser.execute_script("""
        SubtleCrypto.prototype.importKey = async () => { throw new DOMException("no", "NotSupportedError"); };
    """)
    browser.find_element("id", "file").send_keys(str(county / "G-0003.receipt"))
    kind, text = verdict_of(browser)
    assert kind == "unknown" and "NOT verified" in text


@pytest.mark.parametrize("page", ["index.html", "fund-1.html", "verify.html", "en/index.html", "en/fund-2.html", "en/verify.html"])
def test_no_page_is_wider_than_a_phone_or_breaks_its_own_policy(browser, site, page):
    browser.get_log("browser")
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True})
    try:
        browser.get(f"{site}/{page}")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    said = [line for line in browser.get_log("browser") if "favicon" not in line["message"]]
    assert said == []


DISHONEST = """
const line = { fund: 2n, commodity: 3n, account: 1n };
const lot = (start, quantity, value) => ({ line, start, quantity, value });
const posting = (quantity, value, more = {}) => ({ account: 1n, fund: 2n, commodity: 3n, quantity, value, ...more });
const entry = (index, fields) => ({ index, type: "entry", what: {
  reference: `E-${index}`, date: 0, postings: [posting(1n, 1n)], lots: [], draws: [], giveBacks: [], substitutions: [], commitments: [], ...fields } });
const spent = (quantity, value) => [{ ...posting(quantity, value), account: 4n }, posting(-quantity, -value)];
const CASES = {
  honest: [entry(10n, { postings: [posting(5n, 10n), { ...posting(-5n, -10n), account: 5n }], lots: [lot(0n, 5n, 10n)] }), entry(11n, { postings: spent(3n, 6n), draws: [lot(0n, 3n, 6n)] })],
  draws_meet: [entry(10n, { lots: [lot(0n, 5n, 10n)] }), entry(11n, { draws: [lot(0n, 3n, 6n)] }), entry(12n, { draws: [lot(2n, 2n, 4n)] })],
  lots_meet: [entry(10n, { lots: [lot(0n, 5n, 10n)] }), entry(11n, { lots: [lot(4n, 5n, 10n)] })],
  opposite_signs: [entry(10n, { postings: [posting(1n, -1n)] })],
  unknown_account: [entry(10n, { postings: [posting(1n, 1n, { account: 9n })] })],
  unknown_party: [entry(10n, { postings: [posting(1n, 1n, { party: 9n })] })],
  unknown_line: [entry(10n, { lots: [{ ...lot(0n, 5n, 10n), line: { ...line, fund: 9n } }] })],
  value_out_of_range: [entry(10n, { lots: [lot(0n, 1n, MAX_INT64), lot(1n, 1n, MAX_INT64)] })],
  drawn_at_another_value: [entry(10n, { postings: [posting(5n, 10n), { ...posting(-5n, -10n), account: 5n }], lots: [lot(0n, 5n, 10n)] }), entry(11n, { postings: spent(3n, 7n), draws: [lot(0n, 3n, 7n)] })],
  lots_left_out: [entry(10n, { postings: [posting(5n, 10n), { ...posting(-5n, -10n), account: 5n }], lots: [lot(0n, 5n, 10n)] }), entry(11n, { postings: spent(8n, 16n), draws: [lot(0n, 8n, 16n)] })],
};
const chart = new Chart();
chart.declare({ type: "book", what: { code: "CNY", scale: 2 } });
chart.declare({ type: "account", index: 1n, what: { name: "Stock", type: "asset", traced: true } });
chart.declare({ type: "fund", index: 2n, what: { code: "F", class: "restricted", purposes: [] } });
chart.declare({ type: "commodity", index: 3n, what: { code: "BOX", scale: 0, unit: "", policy: "fifo" } });
chart.declare({ type: "account", index: 4n, what: { name: "Aid", type: "expense", traced: false } });
chart.declare({ type: "account", index: 5n, what: { name: "Gifts", type: "income", traced: false } });
try {
  const proven = new ProvenEvents(chart);
  for (const event of CASES[arguments[0]]) proven.add(event);
  return traceForward(proven, 10n).map((part) => `${part.state} ${part.quantity} ${part.value}`).join("; ");
} catch (error) {
  return error instanceof Refusal ? "refused" : "broken: " + error;
}
"""


def test_an_honest_gift_of_goods_is_followed_unit_by_unit(browser, site):
    browser.get(f"{site}/verify.html")
    assert browser.execute_script(DISHONEST, "honest") == "spent 3 6; unspent 2 4"


@pytest.mark.parametrize("case", ["draws_meet", "lots_meet", "opposite_signs", "unknown_account", "unknown_party", "unknown_line",
                                  "value_out_of_range", "drawn_at_another_value", "lots_left_out"])
def test_what_no_honest_book_holds_is_refused_though_it_were_signed(browser, site, case):
    browser.get(f"{site}/verify.html")
    assert browser.execute_script(DISHONEST, case) == "refused"
