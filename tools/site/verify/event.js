// SPDX-License-Identifier: Apache-2.0
// Events and private bodies by docs/event.cddl, and the extra of a receipt by docs/receipt.cddl.
"use strict";

const EVENT_SIZE_MAX = 65535;
const EVENT_TYPES = ["book", "commodity", "account", "purpose", "fund", "party", "entry", "close", "key",
  "fund-amendment", "purpose-amendment", "party-amendment", "entry-amendment"];
const AUTHORITIES = ["donor-consent", "donor-release", "plan-refiling", "surplus-to-similar-purpose", "law", "error-correction"];
const ACCOUNT_TYPES = ["asset", "cash", "liability", "net-assets", "income", "expense", "transfer", "interfund"];
const FUND_CLASSES = ["unrestricted", "restricted", "endowment", "agency"];
const FUNCTIONS = ["programme", "management", "fundraising", "other"];
const RESTRICTION_SOURCES = ["donor", "law", "board"];
const POLICIES = ["fifo", "fefo"];
const PARTY_KINDS = ["person", "organisation"];

/** The event's number of the base currency, which the book itself declares. */
const BASE = 0n;

function scale(item) {
  if (uint(item) > 18n) refuse("a scale must be from 0 to 18");
  return Number(item);
}

function partyRef(item) {
  return units(item) === 0n ? refuse("a party of 0 must be left out") : item;
}

/** Ascending lists; `strictly`: each once. */
function ascending(items, compare, strictly) {
  for (let i = 1; i < items.length; ++i) {
    const order = compare(items[i - 1], items[i]);
    if (order > 0 || (strictly && order === 0)) refuse("a list that does not ascend");
  }
  return items;
}
const bigOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const commitmentList = (item) => ascending(rows(hash)(item), compareBytes, true);

function checkPartyRefs(parties, commitments) {
  for (const party of parties)
    if (party < 0n && -1n - party >= BigInt(commitments.length)) refuse("a party that is none of the commitments");
}

// --- Rows of an entry: their length says whether they are in the base currency ---

/** { base, extra }: whether the row is in the base currency, and ends in a map. */
function shapeOf(row, baseSize, otherSize, mayHaveExtra) {
  const size = list(row).length;
  const extra = mayHaveExtra ? 1 : 0;
  if (![baseSize, otherSize, baseSize + extra, otherSize + extra].includes(size)) refuse("a row of no known shape");
  return { base: size <= baseSize + extra, extra: size !== baseSize && size !== otherSize };
}

function lineOf(row, base) {
  return { fund: id(row[0]), commodity: base ? BASE : id(row[1]), account: base ? 0n : id(row[2]) };
}

function checkEnd(start, quantity) {
  if (start + quantity > MAX_INT64) refuse("an interval ends past the 64-bit range");
}

function readPosting(row) {
  const { base, extra } = shapeOf(row, 3, 5, true);
  const posting = { account: id(row[0]), fund: id(row[1]), commodity: base ? BASE : id(row[2]) };
  posting.quantity = units(row[base ? 2 : 3]);
  posting.value = base ? posting.quantity : units(row[4]);
  if (extra) {
    const map = fieldsNotEmpty(row[row.length - 1]);
    posting.purpose = map.optional(0, id);
    posting.party = map.optional(1, partyRef);
    posting.lot = map.optional(2, words);
    posting.expires = map.optional(3, date);
    map.end();
  }
  return posting;
}

function readInterval(row, base) {
  const at = base ? 1 : 3;
  const interval = { line: lineOf(row, base), start: address(row[at]), quantity: count(row[at + 1]) };
  checkEnd(interval.start, interval.quantity);
  interval.value = base ? interval.quantity : address(row[at + 2]);
  return interval;
}

function readLot(row) {
  const { base, extra } = shapeOf(row, 3, 6, true);
  const lot = readInterval(row, base);
  if (extra) {
    const map = fieldsNotEmpty(row[row.length - 1]);
    lot.label = map.optional(0, words);
    lot.expires = map.optional(1, date);
    map.end();
  }
  return lot;
}

function readDraw(row) {
  return readInterval(row, shapeOf(row, 3, 6, false).base);
}

function readGiveBack(row) {
  const { base } = shapeOf(row, 4, 6, false);
  const at = base ? 1 : 3;
  const giveBack = { line: lineOf(row, base), start: address(row[at]), quantity: count(row[at + 1]), entry: id(row[at + 2]) };
  checkEnd(giveBack.start, giveBack.quantity);
  return giveBack;
}

function readSubstitution(row) {
  if (list(row).length !== 5) refuse("a row of no known shape");
  const one = { line: lineOf(row, true), entry: id(row[1]), from: address(row[2]), to: address(row[3]), quantity: count(row[4]) };
  checkEnd(one.from, one.quantity);
  checkEnd(one.to, one.quantity);
  return one;
}

function readAuthority(row) {
  if (list(row).length !== 4) refuse("a row of no known shape");
  return { kind: enumerator(AUTHORITIES)(row[0]), document: words(row[1]), sha256: hash(row[2]), dated: date(row[3]) };
}

function readDecision(map) {
  return { date: map.required(5, date), approvedBy: map.optional(6, words), authority: map.optional(7, readAuthority) };
}

function readEntry(map) {
  const entry = readDecision(map);
  entry.reference = map.required(8, words);
  entry.postings = map.required(9, rows(readPosting));
  entry.lots = map.optional(10, rows(readLot)) ?? [];
  entry.draws = map.optional(11, rows(readDraw)) ?? [];
  entry.giveBacks = map.optional(12, rows(readGiveBack)) ?? [];
  entry.substitutions = map.optional(13, rows(readSubstitution)) ?? [];
  entry.document = map.optional(14, words);
  entry.evidence = map.optional(15, rows(hash)) ?? [];
  entry.gift = map.optional(16, id);
  entry.reverses = map.optional(17, id);
  entry.returns = map.optional(18, id);
  entry.repays = map.optional(19, id);
  entry.counterpart = map.optional(20, words);
  entry.commitments = map.optional(21, commitmentList) ?? [];
  checkPartyRefs(entry.postings.map((one) => one.party ?? 0n), entry.commitments);
  return entry;
}

// --- Declarations ---

const TERMS = {
  book: (map) => ({
    nonce: map.required(9, bytesOf(16)), name: map.optional(10, words) ?? "",
    code: map.required(11, words), scale: map.required(12, scale), zone: map.required(13, words), unit: "",
  }),
  commodity: (map) => ({
    code: map.required(9, words), scale: map.required(10, scale), unit: map.optional(11, words) ?? "",
    policy: map.required(12, enumerator(POLICIES)),
  }),
  account: (map) => ({
    name: map.required(9, words), type: map.required(10, enumerator(ACCOUNT_TYPES)), traced: map.required(11, truth),
  }),
  purpose: (map) => ({ path: map.required(9, words), function: map.required(10, enumerator(FUNCTIONS)) }),
  fund: (map) => ({
    code: map.required(9, words), class: map.required(10, enumerator(FUND_CLASSES)),
    purposes: map.optional(11, (item) => ascending(rows(id)(item), bigOrder, false)) ?? [],
    setBy: map.optional(12, enumerator(RESTRICTION_SOURCES, 1)),
    from: map.optional(13, date), until: map.optional(14, date), cap: map.optional(15, units),
    agreement: map.optional(16, words), owedTo: map.optional(17, id),
  }),
  party: (map) => map.has(9)
    ? { id: map.required(9, words), name: map.optional(10, words) ?? "", kind: map.required(11, enumerator(PARTY_KINDS)) }
    : { commitment: map.required(12, hash) },
  close: (map) => ({ through: map.required(9, date) }),
  key: (map) => ({ name: map.required(9, words), key: map.required(10, bytesOf(32)) }),
};

function readAmendment(map, type) {
  const amendment = { ...readDecision(map), target: map.required(8, id) };
  const of = type.slice(0, -"-amendment".length);
  if (of !== "entry") return { ...amendment, terms: TERMS[of](map) };
  amendment.parties = map.optional(9, rows(units)) ?? [];
  amendment.commitments = map.optional(21, commitmentList) ?? [];
  checkPartyRefs(amendment.parties, amendment.commitments);
  return amendment;
}

/** { type, index, recorded, by, origin, what } */
function decodeEvent(bytes) {
  const map = fields(decodeCbor(bytes));
  const type = map.required(0, enumerator(EVENT_TYPES, 1));
  const event = { type, origin: map.optional(1, bytesOf(8)), index: map.required(2, index) };
  if ((event.index === 0n) !== (type === "book")) refuse("event 0, and no other, is the book");
  if ((event.index === 0n) !== (event.origin === undefined)) refuse("event 0, and no other, has no origin");
  event.recorded = map.required(3, instant);
  event.by = map.optional(4, words);
  if (type === "entry") event.what = readEntry(map);
  else event.what = type.endsWith("-amendment") ? readAmendment(map, type) : TERMS[type](map);
  map.end();
  return event;
}

// --- Private bodies and the extra of a receipt ---

function decodePrivate(bytes) {
  const map = fields(decodeCbor(bytes));
  const part = {
    party: map.optional(0, words), name: map.optional(1, words), kind: map.optional(2, enumerator(PARTY_KINDS)),
    contact: map.optional(3, words), narration: map.optional(4, words), bankReference: map.optional(5, words),
  };
  map.end();
  return part;
}

const eventBytes = bytesUpTo(1, EVENT_SIZE_MAX);

function readPath(item) {
  const bytes = bytesUpTo(0, 32 * PATH_LENGTH_MAX)(item);
  if (bytes.length % 32 !== 0) refuse("a path of something else than hashes");
  return Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32));
}

function readCarried(item) {
  const carried = list(item).map((row) => {
    if (list(row).length !== 3) refuse("an event stands as index, bytes and path");
    return { index: index(row[0]), bytes: eventBytes(row[1]), path: readPath(row[2]) };
  });
  return ascending(carried, (a, b) => bigOrder(a.index, b.index), true);
}

function readOpened(row) {
  if (list(row).length !== 4) refuse("a private body stands as index, number, salt and body");
  const number = uint(row[1]);
  if (number > 65535n) refuse("no event has so many commitments");
  return { index: index(row[0]), number: Number(number), salt: bytesOf(16)(row[2]), body: bytesUpTo(0, 65535)(row[3]) };
}

function decodeExtra(bytes) {
  const map = fields(decodeCbor(bytes));
  if (map.required(0, uint) !== 1n) refuse("a version of receipts that this page does not know");
  const extra = { event: map.required(1, eventBytes), declarations: map.required(2, (item) => readCarried(item)) };
  if (extra.declarations.length === 0) refuse("an empty list must be left out");
  const place = (a, b) => bigOrder(a.index, b.index) || a.number - b.number;
  extra.opened = ascending(map.optional(3, rows(readOpened)) ?? [], place, true);
  extra.trace = map.optional(4, readCarried);
  map.end();
  return extra;
}
