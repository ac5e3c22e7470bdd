// SPDX-License-Identifier: Apache-2.0
// Verifies a receipt in the order of docs/formats.md: hash first, parse second; nothing is believed
// before it is proven, and what is shown comes from proven bytes alone.
"use strict";

/** The decoded event once its bytes are proven to stand at `index` under the checkpoint. */
async function proveEvent(checkpoint, origin, index, bytes, path) {
  if (!(await isIncluded(await leafHash(bytes), index, checkpoint.size, path, checkpoint.root)))
    refuse(`event ${index} is not in the log that the checkpoint signs, or was changed`);
  const event = decodeEvent(bytes);
  if (event.index !== index) refuse(`event ${index} says that it is event ${event.index}`);
  if (index !== 0n && compareBytes(event.origin, origin) !== 0) refuse(`event ${index} belongs to another book`);
  return event;
}

async function takeDeclarations(state) {
  for (const one of state.extra.declarations) {
    const first = state.declarations.size === 0;
    if (first !== (one.index === 0n)) refuse("the receipt does not begin with event 0, the book");
    if (first) state.origin = (await leafHash(one.bytes)).slice(0, 8);
    const event = await proveEvent(state.checkpoint, state.origin, one.index, one.bytes, one.path);
    if (["entry", "close", "key"].includes(event.type)) refuse(`event ${one.index} is no declaration`);
    if (event.type.endsWith("-amendment") && event.what.target !== state.index && !state.declarations.has(event.what.target))
      refuse(`event ${one.index} amends what the receipt does not carry`);
    state.chart.declare(event);
    state.declarations.set(one.index, event);
  }
}

async function takeEntries(state) {
  const events = new Map();
  const take = async (index, bytes, path) => {
    const event = await proveEvent(state.checkpoint, state.origin, index, bytes, path);
    if (event.type !== "entry") refuse(`event ${index} is no entry`);
    if (events.has(index)) refuse(`event ${index} is carried twice`);
    events.set(index, event);
  };
  await take(state.index, state.extra.event, state.path);
  for (const one of state.extra.trace ?? []) await take(one.index, one.bytes, one.path);
  for (const event of [...events.values()].sort((a, b) => bigOrder(a.index, b.index))) state.proven.add(event);
}

function commitmentsOf({ type, what }) {
  if (type === "entry" || type === "entry-amendment") return what.commitments;
  const party = type === "party" ? what : type === "party-amendment" ? what.terms : {};
  return party.commitment ? [party.commitment] : [];
}

const PRIVATE_DOMAIN = utf8.encode("almoner/private/1\n");

async function openBodies(state) {
  for (const item of state.extra.opened) {
    const event = item.index === state.index ? state.proven.entries.get(item.index) : state.declarations.get(item.index);
    if (!event) refuse(`a private body of event ${item.index} is opened, which is not the receipt's`);
    const expected = commitmentsOf(event)[item.number];
    if (!expected || compareBytes(await sha256(PRIVATE_DOMAIN, item.salt, item.body), expected) !== 0)
      refuse(`event ${item.index} holds no commitment to the private body that the receipt opens`);
    const part = decodePrivate(item.body);
    if (part.party === undefined || (state.bearer && state.bearer.id !== part.party))
      refuse("the receipt opens private bodies of others than its bearer");
    state.bearer ??= { id: part.party, name: "" };
    if (event.type !== "entry" && part.name !== undefined) state.bearer.name = part.name;
    state.bodies.set(`${item.index} ${item.number}`, part);
  }
}

/** The funds of the receipt's own postings, with the purposes that they allow. */
function readFunds(state) {
  const ids = [...new Set(state.entry.postings.map((one) => one.fund))].sort(bigOrder);
  return ids.map((fundId) => {
    const fund = state.chart.funds.get(fundId);
    for (const purpose of fund.purposes)
      if (!state.chart.purposes.has(purpose)) refuse(`fund ${fundId} allows a purpose that the receipt does not carry`);
    if (fund.owedTo !== undefined && !state.chart.parties.has(fund.owedTo))
      refuse(`fund ${fundId} is owed to a party that the receipt does not carry`);
    return { ...fund, purposePaths: fund.purposes.map((purpose) => state.chart.purposes.get(purpose).path) };
  });
}

/** By posting: { name } of the bearer or a public party, { withheld } of another, or nothing. */
function readParties(state) {
  const named = (index, party) => {
    if (party === undefined || party === 0n) return undefined;
    if (party > 0n) {
      const known = state.chart.parties.get(party) ?? refuse(`event ${index} names a party that the receipt does not carry`);
      return { name: known.name || known.id };
    }
    const body = state.bodies.get(`${index} ${-1n - party}`);
    return body ? { name: state.bearer.name || state.bearer.id } : { withheld: true };
  };
  const parties = state.entry.postings.map((one) => named(state.index, one.party));
  for (const [index, event] of state.declarations) {
    if (event.type !== "entry-amendment" || event.what.target !== state.index) continue;
    event.what.parties.slice(0, parties.length).forEach((party, i) => {
      if (party !== 0n) parties[i] = named(index, party);
    });
  }
  return parties;
}

/** Draws of the entries carried that meet the gift's own lots, and what of them was given back. */
function readUses(state) {
  const found = [];
  for (const [index, event] of state.proven.entries) {
    const live = state.proven.liveDraws(index);
    for (const lot of state.entry.lots) {
      const own = { start: lot.start, end: lot.start + lot.quantity };
      const on = (one) => lineKey(one.line) === lineKey(lot.line);
      const add = (units, returned) => {
        if (lengthOf(units) > 0n) found.push(useOf(state, event, lot, units, returned));
      };
      for (const draw of live.filter(on)) add(sharedOf(draw.now, own), false);
      for (const drawn of event.what.draws.filter(on)) {
        const whole = sharedOf({ start: drawn.start, end: drawn.start + drawn.quantity }, own);
        let at = whole.start;
        for (const draw of live.filter(on)) {
          if (draw.now.start !== draw.origin) continue; // an exchanged draw is not where it was
          const kept = sharedOf(draw.now, whole);
          if (lengthOf(kept) <= 0n) continue;
          add({ start: at, end: kept.start }, true);
          at = kept.end;
        }
        add({ start: at, end: whole.end }, true);
      }
    }
  }
  return found;
}

function useOf(state, event, lot, units, returned) {
  const spent = event.what.postings.filter((one) =>
    one.fund === lot.line.fund && one.purpose !== undefined && state.chart.accounts.get(one.account).type === "expense");
  return {
    index: event.index, reference: event.what.reference, date: event.what.date, returned,
    commodity: lot.line.commodity, start: units.start, quantity: lengthOf(units),
    value: lotValueUpTo(lot, units.end) - lotValueUpTo(lot, units.start),
    purposes: [...new Set(spent.map((one) => state.chart.purposes.get(one.purpose).path))],
  };
}

/**
 * Judges a receipt (Uint8Array) under a verifier key (NAME+ID+BASE64). Throws Refusal where it does
 * not verify, whatever is wrong with it; CannotCheck where this browser cannot tell.
 */
async function verifyReceipt(bytes, verifierKey) {
  const key = await parseVerifierKey(verifierKey);
  const { extra, index, path, checkpoint } = parseReceiptText(bytes);
  const state = {
    checkpoint: await openCheckpoint(checkpoint, key), extra: decodeExtra(extra), index, path,
    chart: new Chart(), declarations: new Map(), bodies: new Map(), origin: undefined, bearer: undefined,
  };
  state.proven = new ProvenEvents(state.chart);
  await takeDeclarations(state);
  await takeEntries(state);
  state.entry = state.proven.entry(index);
  await openBodies(state);
  return resultOf(state);
}

function amendsFunds(state) {
  const own = new Set(state.entry.postings.map((one) => one.fund));
  return [...state.declarations.values()].some(({ type, what }) => type === "fund-amendment" && own.has(what.target));
}

/** What is shown of an entry and its declarations, all of them proven. */
function resultOf(state) {
  const event = state.proven.entries.get(state.index);
  const result = {
    checkpoint: state.checkpoint, chart: state.chart, event, entry: state.entry,
    funds: readFunds(state), parties: readParties(state), bearer: state.bearer,
    traced: state.extra.trace !== undefined, uses: [], parts: [],
    amended: amendsFunds(state),
  };
  for (const { what } of state.proven.entries.values()) if (what.reverses === state.index) result.reversedBy = what.reference;
  if (result.traced) {
    result.uses = readUses(state);
    result.parts = traceForward(state.proven, state.index);
  }
  return result;
}
