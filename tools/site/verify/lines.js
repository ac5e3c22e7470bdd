// SPDX-License-Identifier: Apache-2.0
// Names as declared, and the lots and draws of proven entries on their lines. Whoever made the
// receipt may lie: everything is checked (docs/formats.md, step 5).
"use strict";

/** What the declarations carried say, amended as they stand. */
class Chart {
  constructor() {
    this.book = undefined;
    this.commodities = new Map();
    this.accounts = new Map();
    this.purposes = new Map();
    this.funds = new Map();
    this.parties = new Map(); // public ones
  }

  declare(event) {
    const { type, index, what } = event;
    if (type === "book") {
      this.book = what;
      this.commodities.set(BASE, { code: what.code, scale: what.scale, unit: "", policy: "fifo" });
    } else if (type === "commodity") this.commodities.set(index, what);
    else if (type === "account") this.accounts.set(index, what);
    else if (type === "purpose") this.purposes.set(index, { ...what });
    else if (type === "fund") this.funds.set(index, what);
    else if (type === "party") {
      if (!what.commitment) this.parties.set(index, what);
    } else this.amend(type, what);
  }

  amend(type, { target, terms }) {
    if (type === "fund-amendment" && this.funds.has(target)) this.funds.set(target, terms);
    if (type === "party-amendment" && this.parties.has(target) && !terms.commitment) this.parties.set(target, terms);
    if (type === "purpose-amendment" && this.purposes.has(target)) this.movePurpose(this.purposes.get(target), terms);
  }

  movePurpose(moved, terms) {
    const below = moved.path + "/";
    for (const other of this.purposes.values())
      if (other.path.startsWith(below)) other.path = terms.path + "/" + other.path.slice(below.length);
    moved.path = terms.path;
    moved.function = terms.function;
  }

  traced(account, commodity) {
    return account.traced && !(account.type === "liability" && commodity !== BASE);
  }

  knowsLine(line) {
    return this.funds.has(line.fund) && this.commodities.has(line.commodity) &&
      (line.commodity === BASE || this.accounts.has(line.account));
  }

  knowsPosting(one) {
    const sameSign = one.value === 0n || one.quantity === 0n || one.value < 0n === one.quantity < 0n;
    return this.accounts.has(one.account) && this.funds.has(one.fund) && this.commodities.has(one.commodity) &&
      (one.purpose === undefined || this.purposes.has(one.purpose)) &&
      (one.party === undefined || one.party < 0n || this.parties.has(one.party)) &&
      sameSign && one.quantity !== MIN_INT64 && one.value !== MIN_INT64;
  }
}

function checkedAdd(a, b) {
  const sum = a + b;
  if (sum > MAX_INT64 || sum < MIN_INT64) refuse("amounts that are out of range");
  return sum;
}

function sharedOf(a, b) {
  const start = a.start > b.start ? a.start : b.start;
  const end = a.end < b.end ? a.end : b.end;
  return end > start ? { start, end } : { start, end: start };
}
const lengthOf = (interval) => interval.end - interval.start;

/** Value of the units of a lot from its start up to an address: ⌊V·y/Q⌋. */
function lotValueUpTo(lot, at) {
  return (lot.value * (at - lot.start)) / lot.quantity;
}

/** The first place in a list ascending by `start` whose start is not below `start`. */
function placeOf(sorted, start, startOf) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(sorted[middle]) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

const lineKey = (line) => `${line.fund} ${line.commodity} ${line.account}`;
const startOfDraw = (draw) => draw.now.start;
const startOfLot = (lot) => lot.start;

/** Entries in order of index, with what stands on their lines. */
class ProvenEvents {
  constructor(chart) {
    this.chart = chart;
    this.entries = new Map();
    this.lines = new Map();
  }

  lineAt(line) {
    const key = lineKey(line);
    if (!this.lines.has(key)) this.lines.set(key, { line, lots: [], draws: [], end: 0n, value: 0n });
    return this.lines.get(key);
  }

  add(event) {
    const entry = event.what;
    const intervals = [...entry.lots, ...entry.draws, ...entry.giveBacks, ...entry.substitutions];
    if (!entry.postings.every((one) => this.chart.knowsPosting(one)) || !intervals.every((one) => this.chart.knowsLine(one.line)))
      refuse(`event ${event.index} refers to a declaration that the receipt does not carry`);
    this.entries.set(event.index, event);
    for (const one of entry.substitutions)
      this.takeBack(one.line, { start: one.from, end: one.from + one.quantity }, one.entry, one.to - one.from);
    for (const one of entry.giveBacks)
      this.takeBack(one.line, { start: one.start, end: one.start + one.quantity }, one.entry, undefined);
    for (const one of entry.draws)
      this.draw(one.line, { now: { start: one.start, end: one.start + one.quantity }, index: event.index, origin: one.start });
    for (const one of entry.lots) this.receive(event.index, one);
  }

  receive(index, lot) {
    const line = this.lineAt(lot.line);
    if (lot.start < line.end) refuse(`event ${index} receives units at addresses that were given before`);
    line.lots.push({ ...lot, end: lot.start + lot.quantity, index, valueBefore: line.value });
    line.value = checkedAdd(line.value, lot.value);
    line.end = lot.start + lot.quantity;
  }

  draw(key, draw) {
    const line = this.lineAt(key);
    const at = placeOf(line.draws, draw.now.start, startOfDraw);
    const next = line.draws[at];
    const last = line.draws[at - 1];
    if ((next && next.now.start < draw.now.end) || (last && last.now.end > draw.now.start))
      refuse(`event ${draw.index} draws units that another entry has drawn`);
    line.draws.splice(at, 0, draw);
    if (draw.now.end > line.end) line.end = draw.now.end;
  }

  /** What the entry had drawn there is free again or, with `shift`, drawn elsewhere. */
  takeBack(key, units, entry, shift) {
    const line = this.lineAt(key);
    const isCut = (draw) => draw.index === entry && lengthOf(sharedOf(draw.now, units)) > 0n;
    const cut = line.draws.filter(isCut);
    if (cut.length === 0) return;
    line.draws = line.draws.filter((draw) => !isCut(draw));
    for (const draw of cut) {
      const gone = sharedOf(draw.now, units);
      const part = (from, to, by) => {
        if (from < to)
          this.draw(key, { now: { start: from + by, end: to + by }, index: draw.index, origin: draw.origin + (from - draw.now.start) });
      };
      part(draw.now.start, gone.start, 0n);
      part(gone.end, draw.now.end, 0n);
      if (shift !== undefined) part(gone.start, gone.end, shift);
    }
  }

  entry(index) {
    const event = this.entries.get(index);
    if (!event) refuse(`the receipt does not carry event ${index}, to which its trace leads`);
    return event.what;
  }

  /** Live draws on a line that meet the units, by address. */
  uses(key, units) {
    const line = this.lines.get(lineKey(key));
    return line ? line.draws.filter((draw) => lengthOf(sharedOf(draw.now, units)) > 0n) : [];
  }

  /** Carried lots that meet the units, by address. */
  lots(key, units) {
    const line = this.lines.get(lineKey(key));
    if (!line) return [];
    const found = [];
    let at = placeOf(line.lots, units.start + 1n, startOfLot);
    for (at = at > 0 ? at - 1 : at; at < line.lots.length && line.lots[at].start < units.end; ++at)
      if (line.lots[at].end > units.start) found.push(line.lots[at]);
    return found;
  }

  /** Live draws of one entry on all lines: { line, now, origin, index }. */
  liveDraws(index) {
    const live = [];
    for (const { line, draws } of this.lines.values())
      for (const draw of draws) if (draw.index === index) live.push({ ...draw, line });
    const order = (a, b) => bigOrder(a.line.fund, b.line.fund) || bigOrder(a.line.commodity, b.line.commodity) ||
      bigOrder(a.line.account, b.line.account) || bigOrder(a.origin, b.origin);
    return live.sort(order);
  }

  /** Carrying value of units; refused where the lots carried do not tile them. */
  valueOf(key, units) {
    let at = units.start;
    let value = 0n;
    for (const lot of this.lots(key, units)) {
      if (lot.start > at) break;
      const to = units.end < lot.end ? units.end : lot.end;
      value = checkedAdd(value, lotValueUpTo(lot, to) - lotValueUpTo(lot, at));
      at = to;
    }
    if (at < units.end) refuse("the receipt does not carry all the lots whose units it follows");
    return value;
  }
}
