# SPDX-License-Identifier: Apache-2.0
"""Events as a reader sees them who has only RFC 8949 and docs/event.cddl: python3-cbor2.

The codec's own tests show that it reads what it writes; these, that what it writes is CBOR, in
the deterministic encoding, and means what the grammar says.
"""

import io
import os
import pathlib
import re
import subprocess

import cbor2
import pytest

SOURCE = pathlib.Path(os.environ.get("ALMONER_SOURCE", pathlib.Path(__file__).parents[2]))
GOLDEN = sorted((SOURCE / "tests/golden/events").glob("*.hex"))
CDDL = (SOURCE / "docs/event.cddl").read_text(encoding="utf-8")
KEYS = (SOURCE / "libledger/src/log/event_keys.hpp").read_text(encoding="utf-8")
TERMS = "".join((SOURCE / "libledger/include/almoner" / name).read_text(encoding="utf-8")
                for name in ("terms.hpp", "draft.hpp"))
GENERATED = 4000
SEED = 20210905


def golden(name):
    return bytes.fromhex((SOURCE / "tests/golden/events" / f"{name}.hex").read_text())


def canonical(item):
    # cbor2 sorts keys by length first (RFC 7049); with keys below 24 that is the order of RFC 8949.
    return cbor2.dumps(item, canonical=True)


def check_kinds(item, depth=0):
    """Only the kinds that the grammar has; small keys, nothing empty but a private map."""
    assert depth <= 8
    if isinstance(item, dict):
        assert item
        for key, value in item.items():
            assert type(key) is int and 0 <= key < 24
            check_kinds(value, depth + 1)
    elif isinstance(item, list):
        assert item
        for value in item:
            check_kinds(value, depth + 1)
    else:
        assert type(item) in (int, str, bytes, bool)
        assert item != "" and item != b""


def hash_of(first):
    return bytes((first + i) % 256 for i in range(32))


ORIGIN = bytes.fromhex("9a1f00ff5507c321")
RECORDED = 1630807860  # date -u -d 2021-09-05T02:11:00Z +%s
AUTHORITY = [0, "letter-18", hash_of(0x80), 18898]

# Written by hand from docs/event.cddl and the story in tests/support/sample_events.cpp.
EXPECTED = {
    "book": {0: 1, 2: 0, 3: RECORDED, 4: "secretary", 9: bytes(range(0xf0, 0x100)), 10: "某县慈善会",
             11: "CNY", 12: 2, 13: "Asia/Shanghai"},
    "commodity_goods": {0: 2, 1: ORIGIN, 2: 1, 3: RECORDED, 9: "LAMP", 10: 0, 11: "台", 12: 0},
    "commodity_currency": {0: 2, 1: ORIGIN, 2: 2, 3: RECORDED, 9: "USD", 10: 2, 12: 1},
    "account": {0: 3, 1: ORIGIN, 2: 3, 3: RECORDED, 9: "Assets:Bank:CCB", 10: 1, 11: True},
    "account_untraced": {0: 3, 1: ORIGIN, 2: 5, 3: RECORDED, 9: "Income:Gifts", 10: 4, 11: False},
    "purpose": {0: 4, 1: ORIGIN, 2: 8, 3: RECORDED, 9: "disaster-relief/flood-2021", 10: 0},
    "fund_full": {0: 5, 1: ORIGIN, 2: 10, 3: RECORDED, 9: "DIS", 10: 1, 11: [8, 9], 12: 1, 13: 18809,
                  14: 19173, 15: 1000000, 16: "2021-07", 17: 12},
    "fund_bare": {0: 5, 1: ORIGIN, 2: 11, 3: RECORDED, 9: "GENERAL", 10: 0},
    "party_public": {0: 6, 1: ORIGIN, 2: 12, 3: RECORDED, 9: "example-co", 10: "某企业", 11: 1},
    "party_private": {0: 6, 1: ORIGIN, 2: 13, 3: RECORDED, 12: hash_of(0x40)},
    "entry_gift": {0: 7, 1: ORIGIN, 2: 16, 3: RECORDED, 4: "cashier", 5: 18874, 8: "G-0001",
                   9: [[3, 10, 5000], [5, 10, -5000, {1: -1}]], 10: [[10, 12000000, 5000]],
                   21: [hash_of(0x10)]},
    "entry_purchase": {0: 7, 1: ORIGIN, 2: 17, 3: RECORDED, 4: "cashier", 5: 18875, 8: "V-0007",
                       9: [[4, 10, 2, 400, 10100000], [3, 10, -10100000]],
                       10: [[10, 2, 4, 0, 400, 10100000]], 11: [[10, 0, 10100000]], 21: [hash_of(0x20)]},
    "entry_full": {0: 7, 1: ORIGIN, 2: 24, 3: RECORDED, 4: "会计", 5: -1, 6: "director", 7: AUTHORITY,
                   8: "V-0018",
                   9: [[4, 11, 1, 100, 2500000, {0: 8, 1: 12, 2: "A", 3: 19082}],
                       [3, 11, -2500000, {1: -2}],
                       [5, 11, 1, 0, -1]],
                   10: [[11, 1, 4, 525, 100, 2500000, {0: "A", 1: 19082}],
                        [11, 1, 4, 625, 1, 0, {1: 19112}],
                        [11, 7, 9, {0: "carried"}]],
                   11: [[11, 70000, 2500000], [11, 2, 4, 5, 300, 0]],
                   12: [[10, 300, 24, 14], [10, 2, 4, 2, 1, 15]],
                   13: [[10, 16, 1000, 2000, 500]],
                   14: "loss-report-3", 15: [hash_of(0x90), hash_of(0x60)], 16: 16, 17: 14, 18: 15, 19: 17,
                   20: "village/V-0003", 21: [hash_of(0x01), hash_of(0xa0)]},
    "amendment_fund": {0: 10, 1: ORIGIN, 2: 256, 3: RECORDED, 4: "secretary", 5: 18901, 6: "director",
                       7: AUTHORITY, 8: 10, 9: "DIS", 10: 1, 11: [8, 9], 12: 1, 13: 18809, 14: 19173,
                       15: 1000000, 16: "2021-07", 17: 12},
    "amendment_purpose": {0: 11, 1: ORIGIN, 2: 65535, 3: RECORDED, 5: 18901, 8: 8, 9: "relief/flood", 10: 1},
    "amendment_party_public": {0: 12, 1: ORIGIN, 2: 65536, 3: RECORDED, 5: 18901, 8: 12, 9: "example-co",
                               11: 0},
    "amendment_party_private": {0: 12, 1: ORIGIN, 2: 65537, 3: RECORDED, 5: 18901, 8: 13, 12: hash_of(0x40)},
    "amendment_entry": {0: 13, 1: ORIGIN, 2: 4294967296, 3: RECORDED, 5: 18901, 8: 17, 9: [0, -2, 12],
                        21: [hash_of(0x30), hash_of(0x31)]},
    "close": {0: 8, 1: ORIGIN, 2: 4294967297, 3: RECORDED, 4: "treasurer", 9: 18992},
    "key": {0: 9, 1: ORIGIN, 2: 4294967298, 3: RECORDED, 9: "county.example/book", 10: hash_of(0xc0)},
}


@pytest.mark.parametrize("name", [path.stem for path in GOLDEN])
def test_golden_bytes_say_what_the_story_says(name):
    item = cbor2.loads(golden(name))
    assert item == EXPECTED[name]
    # True == 1 in Python, so kinds are compared too.
    assert repr(sorted(item.items())) == repr(sorted(EXPECTED[name].items()))


@pytest.mark.parametrize("name", [path.stem for path in GOLDEN])
def test_golden_bytes_are_the_deterministic_encoding(name):
    item = cbor2.loads(golden(name))
    check_kinds(item)
    assert canonical(item) == golden(name)


def test_every_story_has_golden_bytes():
    assert {path.stem for path in GOLDEN} == set(EXPECTED)


@pytest.fixture(scope="module")
def generated():
    """(item, its bytes) of each event of a sequence that generate_events wrote."""
    beside_almoner = pathlib.Path(os.environ.get("ALMONER_PROGRAM", "")).parent / "generate_events"
    program = pathlib.Path(os.environ.get("ALMONER_GENERATE_EVENTS", beside_almoner))
    if not program.is_file():
        pytest.skip("ALMONER_GENERATE_EVENTS does not say where generate_events is")
    sequence = subprocess.run([program, str(GENERATED), str(SEED)], check=True, capture_output=True).stdout
    events = []
    stream = io.BytesIO(sequence)
    while (start := stream.tell()) < len(sequence):
        item = cbor2.load(stream)
        events.append((item, sequence[start:stream.tell()]))
    return events


def test_generated_events_are_the_deterministic_encoding(generated):
    assert len(generated) == GENERATED
    for item, data in generated:
        check_kinds(item)
        assert canonical(item) == data, data.hex()


def test_generated_events_use_every_type_and_key(generated):
    used = {}
    for item, _ in generated:
        used.setdefault(item[0], set()).update(item)
    lists = key_lists()
    header, decision = set(lists["header"]), set(lists["decision"])
    for number, name in event_types().items():
        if name.endswith("-amendment"):
            own = lists[name if name == "entry-amendment" else name.removesuffix("-amendment")]
            expected = header | decision | set(lists["amendment"]) | set(own)
        else:
            expected = header | (decision if name == "entry" else set()) | set(lists[name])
        if name == "book":
            expected -= {1}
        assert used[number] == expected, name


# --- The grammar and the codec's tables, both as text ---


def event_types():
    """{7: "entry", ...} as the codec has them."""
    block = re.search(r"#define ALMONER_EVENT_TYPES\(X\)(.*?)\n\n", KEYS, re.S).group(1)
    rows = re.findall(r"X\((\d+), (\w+), (\d+)\)", block)
    assert {version for _, _, version in rows} == {"1"}
    return {int(number): name.replace("_", "-") for number, name, _ in rows}


def key_lists():
    """{"fund": {9: "code", ...}, ...} as the codec has them."""
    lists = {}
    for name, block in re.findall(r"#define ALMONER_(\w+)_KEYS\(X\)((?:.*\\\n)*.*)", KEYS):
        rows = re.findall(r"X\((\d+), (\w+)\)", block)
        lists[name.lower().replace("_", "-")] = {int(key): word.replace("_", "-") for key, word in rows}
    return lists


def grammar_groups():
    """The same of every group and map of the grammar that has keys by number."""
    groups = {}
    name = None
    for line in CDDL.splitlines():
        if opened := re.match(r"([a-z-]+)(?:<t>)? = (?:non-empty<)?[({]", line):
            name = opened.group(1)
        elif re.match(r"[)}]", line):
            name = None
        elif name and "=>" in line.split(";")[0]:
            key, word = re.fullmatch(r"  (?:\? )?(\d+) => .*,\s*; ([a-z0-9-]+)(?:[:;].*)?", line).groups()
            assert int(key) not in groups.setdefault(name, {})
            groups[name][int(key)] = word
    return groups


def test_the_grammar_has_the_codecs_types():
    types = re.findall(r"^([a-z-]+)-1 = (\d+)$", CDDL, re.M)
    assert {int(number): name for name, number in types} == event_types()
    for name in event_types().values():
        rule = name if name.endswith("-amendment") else f"{name}-event"
        body = re.search(rf"^{rule} = {{\n(.*?)^}}", CDDL, re.M | re.S).group(1)
        header = "book-header" if name == "book" else f"header<{name}-1>"
        assert body.split(",")[0].strip() == header


def test_the_grammar_has_the_codecs_keys():
    groups = grammar_groups()
    assert groups.pop("book-header").items() <= groups["header"].items()
    groups["party"] = {**groups.pop("public-party"), **groups.pop("hidden-party")}
    groups["entry-amendment"] = groups.pop("entry-amendment-terms")
    assert groups == key_lists()


def test_keys_take_one_byte_and_never_meet():
    lists = key_lists()
    assert all(key < 24 for keys in lists.values() for key in keys)
    shared = ["header", "decision", "amendment"]
    for name, keys in lists.items():
        others = {"entry": ["header", "decision"]}.get(name, shared)
        if name not in shared + ["posting-extra", "lot-extra", "private-part"]:
            for other in others:
                assert not keys.keys() & lists[other].keys(), (name, other)


@pytest.mark.parametrize("rule, enumeration", [
    ("account-type", "AccountType"), ("fund-class", "FundClass"), ("purpose-function", "PurposeFunction"),
    ("restriction-source", "RestrictionSource"), ("draw-policy", "DrawPolicy"), ("party-kind", "PartyKind"),
    ("authority-kind", "AuthorityKind")])
def test_the_grammar_has_the_programs_enumerators(rule, enumeration):
    body = re.search(rf"enum class {enumeration} : std::uint8_t {{(.*?)}};", TERMS, re.S).group(1)
    words = re.findall(r"\w+", re.sub(r"///?<?.*", "", body))
    numbers = {word.replace("_", "-"): number for number, word in enumerate(words)}
    numbers.pop("none", None)  # left out, so that it has no number
    choices = re.search(rf"^{rule} = &\((.*?)^\)", CDDL, re.M | re.S).group(1)
    assert {name: int(number) for name, number in re.findall(r"^  ([a-z-]+): (\d+),", choices, re.M)} == numbers


# --- The grammar itself, where something that reads grammars is installed (pip install
# cddl-verifier; Debian has none) ---


@pytest.fixture(scope="module")
def grammar():
    return pytest.importorskip("cddl_verifier").Validator(CDDL)


def test_the_grammar_takes_golden_and_generated_events(grammar, generated):
    for data in [golden(path.stem) for path in GOLDEN] + [data for _, data in generated[:500]]:
        result = grammar.validate(data, root_type="event")
        assert result.valid, [str(diagnostic) for diagnostic in result.diagnostics]


UNSOUND = [
    {22: 1}, {0: 6}, {0: 14}, {1: b"short"}, {2: 0}, {3: 2 ** 40}, {4: ""}, {5: 400000}, {8: ""}, {9: []},
    {9: [[3, 10]]}, {9: [[3, 10, 5, 5]]}, {9: [[3, 10, 5, {}]]}, {9: [[3, 10, 5, {1: 0}]]},
    {9: [[0, 10, 5]]}, {10: [[10, 0, 0]]}, {11: [[10, -1, 5]]}, {12: [[10, 1, 5]]}, {13: [[10, 1, 4, 5, 6, 7]]},
    {16: 0}, {21: [b""]}]


def test_the_grammar_refuses_what_is_not_an_event(grammar):
    for change in UNSOUND:
        item = {**EXPECTED["entry_full"], **change}
        assert not grammar.validate(canonical(item), root_type="event").valid, change


def test_the_grammar_refuses_a_required_key_left_out_or_an_unknown_one(grammar):
    own = {"book": {10}, "commodity_goods": {11}, "fund_full": set(range(11, 18)), "party_public": {10},
           "amendment_fund": set(range(11, 18)), "amendment_entry": {9, 21},
           **dict.fromkeys(("entry_gift", "entry_purchase", "entry_full"), set(range(10, 22)))}
    for name, item in EXPECTED.items():
        optional = ({4, 6, 7} if 5 in item else {4}) | own.get(name, set())
        for key in item:
            rest = {other: value for other, value in item.items() if other != key}
            assert grammar.validate(canonical(rest), root_type="event").valid == (key in optional), (name, key)
        assert not grammar.validate(canonical({**item, 23: 0}), root_type="event").valid
