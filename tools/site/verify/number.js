// SPDX-License-Identifier: Apache-2.0
// Verifies a receipt's number against the site's own files: the checkpoint, the log in bundles of
// 256 events and its tiles (C2SP tlog-tiles). A small log is read whole, so that it is seen to lead to
// the root and every use of the gift is known; of a large one, only what proves the one entry.
"use strict";

const WHOLE_LOG_MAX = 20000n;

/** The log has no entry of that number. */
class UnknownNumber extends Error {}

const tilePath = (number) => {
  let path = String(number % 1000n).padStart(3, "0");
  for (number /= 1000n; number > 0n; number /= 1000n) path = `x${String(number % 1000n).padStart(3, "0")}/${path}`;
  return path;
};

class SiteLog {
  /** `base` ends in a slash; `fetchBytes(url)` gives a Uint8Array, or null where there is no such file. */
  constructor(base, checkpoint, fetchBytes) {
    Object.assign(this, { base, checkpoint, fetchBytes, files: new Map() });
  }

  /** A tile of the given level ("0", "entries"), of `hashes` hashes or events in that level. */
  async tile(level, number, hashes) {
    const width = hashes - number * 256n;
    const url = `${this.base}tile/${level}/${tilePath(number)}${width < 256n ? `.p/${width}` : ""}`;
    if (!this.files.has(url)) this.files.set(url, (await this.fetchBytes(url)) ?? refuse("the site lacks a part of its log"));
    return this.files.get(url);
  }

  /** The events' bytes of one bundle. */
  async bundle(number) {
    const bytes = await this.tile("entries", number, this.checkpoint.size);
    const events = [];
    for (let at = 0; at < bytes.length; ) {
      if (bytes.length - at < 2) refuse("a bundle that is cut short");
      const end = at + 2 + ((bytes[at] << 8) | bytes[at + 1]);
      if (end > bytes.length) refuse("a bundle that is cut short");
      events.push(bytes.subarray(at + 2, end));
      at = end;
    }
    return events;
  }

  async event(index) {
    return (await this.bundle(index >> 8n))[Number(index & 255n)] ?? refuse(`the site lacks event ${index}`);
  }

  /** Hash of the subtree of 2^level events from index · 2^level. */
  async node(level, index) {
    const tileLevel = level / 8n;
    const row = level % 8n;
    const first = index << row;
    const hashes = await this.tile(String(tileLevel), first >> 8n, this.checkpoint.size >> (8n * tileLevel));
    let nodes = [];
    for (let i = 0; i < 1 << Number(row); ++i) {
      const at = 32 * (Number(first & 255n) + i);
      nodes.push(hashes.length < at + 32 ? refuse("a tile that is cut short") : hashes.subarray(at, at + 32));
    }
    while (nodes.length > 1) {
      const above = [];
      for (let i = 0; i < nodes.length; i += 2) above.push(await nodeHash(nodes[i], nodes[i + 1]));
      nodes = above;
    }
    return nodes[0];
  }

  /** RFC 6962 hash of events [from, to), which begin at a multiple of the power of two that holds them. */
  async subtree(from, to) {
    const size = to - from;
    let level = 0n;
    while (1n << (level + 1n) <= size) ++level;
    if (size === 1n << level) return this.node(level, from >> level);
    const middle = from + (1n << level);
    return nodeHash(await this.subtree(from, middle), await this.subtree(middle, to));
  }

  async path(index) {
    const path = [];
    let from = 0n;
    let to = this.checkpoint.size;
    while (to - from > 1n) {
      let half = 1n;
      while (half * 2n < to - from) half *= 2n;
      const left = index < from + half;
      path.push(left ? await this.subtree(from + half, to) : await this.subtree(from, from + half));
      if (left) to = from + half;
      else from += half;
    }
    return path.reverse();
  }
}

/** Every event of the log, proven at once: their root is the checkpoint's. */
async function wholeLog(log, progress) {
  const frontier = [];
  const events = [];
  for (let number = 0n; number << 8n < log.checkpoint.size; ++number) {
    for (const bytes of await log.bundle(number)) {
      let hash = await leafHash(bytes);
      let size = 1;
      for (; frontier.length > 0 && frontier[frontier.length - 1].size === size; size *= 2)
        hash = await nodeHash(frontier.pop().hash, hash);
      frontier.push({ size, hash });
      events.push(bytes);
    }
    progress(events.length, Number(log.checkpoint.size));
  }
  let root = frontier.pop()?.hash ?? refuse("the log is empty");
  while (frontier.length > 0) root = await nodeHash(frontier.pop().hash, root);
  if (BigInt(events.length) !== log.checkpoint.size || compareBytes(root, log.checkpoint.root) !== 0)
    refuse("the site's log does not lead to the checkpoint's root: it was changed");
  return events;
}

async function readWhole(log, state, progress) {
  const bytes = await wholeLog(log, progress);
  const origin = (await leafHash(bytes[0])).slice(0, 8);
  const entries = [];
  bytes.forEach((one, i) => {
    const event = decodeEvent(one);
    if (event.index !== BigInt(i)) refuse(`event ${i} says that it is event ${event.index}`);
    if (i > 0 && compareBytes(event.origin, origin) !== 0) refuse(`event ${i} belongs to another book`);
    if (event.type === "entry") entries.push(event);
    else {
      if (!["close", "key"].includes(event.type)) state.chart.declare(event);
      state.declarations.set(event.index, event);
    }
  });
  for (const event of entries) state.proven.add(event);
  state.extra.trace = [];
}

/** The entry and the declarations that it names, each with its path from the tiles. */
async function readProofs(log, state) {
  let origin = new Uint8Array();
  const prove = async (index) => {
    const bytes = await log.event(index);
    if (index === 0n) origin = (await leafHash(bytes)).slice(0, 8);
    return proveEvent(log.checkpoint, origin, index, bytes, await log.path(index));
  };
  state.chart.declare(await prove(0n));
  const own = await prove(state.index);
  if (own.type !== "entry") refuse(`event ${state.index} is no entry`);
  const wanted = new Set();
  const want = (...ids) => ids.forEach((one) => one !== undefined && one > 0n && wanted.add(one));
  for (const one of own.what.postings) want(one.account, one.fund, one.commodity, one.purpose, one.party);
  for (const { line } of [...own.what.lots, ...own.what.draws, ...own.what.giveBacks, ...own.what.substitutions])
    want(line.fund, line.commodity, line.account);
  for (const index of wanted) { // grows as funds name purposes
    const event = await prove(index);
    if (event.type === "fund") want(...event.what.purposes, event.what.owedTo);
    state.chart.declare(event);
    state.declarations.set(index, event);
  }
  state.proven.add(own);
}

/** As verifyReceipt, by number; `progress(done, whole)`. Also throws UnknownNumber. */
async function verifyNumber(reference, verifierKey, base, fetchBytes, progress = () => {}) {
  const key = await parseVerifierKey(verifierKey);
  const checkpoint = await openCheckpoint(textOfBytes((await fetchBytes(`${base}checkpoint`)) ?? refuse("the site has no checkpoint")), key);
  const shard = hexOfBytes((await sha256(utf8.encode(reference))).slice(0, 1));
  const lines = textOfBytes((await fetchBytes(`${base}number/${shard}`)) ?? new Uint8Array()).split("\n");
  const line = lines.find((one) => one.startsWith(reference + "\t"));
  const index = line === undefined ? null : parseSize(line.slice(reference.length + 1));
  if (reference === "" || index === null) throw new UnknownNumber(reference);
  const state = { checkpoint, index, extra: {}, chart: new Chart(), declarations: new Map(), bodies: new Map(), bearer: undefined };
  state.proven = new ProvenEvents(state.chart);
  const log = new SiteLog(base, checkpoint, fetchBytes);
  const whole = checkpoint.size <= WHOLE_LOG_MAX;
  if (whole) await readWhole(log, state, progress);
  else await readProofs(log, state);
  state.entry = state.proven.entry(index);
  if (state.entry.reference !== reference) refuse("the site's list of numbers names another entry");
  return { ...resultOf(state), whole };
}
