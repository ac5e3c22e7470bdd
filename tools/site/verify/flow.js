// SPDX-License-Identifier: Apache-2.0
// Which of what an entry used became which of what it made: like with like first, then what is left
// value for value, both in posting order (docs/design.md, attribution). Pieces carry both offsets.
"use strict";

/** Postings of one fund, commodity and lot label to traced accounts are one movement, at its first posting. */
function groupsOf(entry, chart) {
  const groups = new Map();
  entry.postings.forEach((one, i) => {
    if (!chart.traced(chart.accounts.get(one.account), one.commodity)) return;
    const account = one.commodity === BASE ? 0n : one.account;
    const key = JSON.stringify([`${one.fund}`, `${one.commodity}`, `${account}`, one.commodity === BASE ? "" : one.lot ?? ""]);
    if (!groups.has(key)) groups.set(key, { first: i, delta: 0n });
    groups.get(key).delta = checkedAdd(groups.get(key).delta, one.quantity);
  });
  return [...groups.values()];
}

/** Sources (draws, credits to accounts not traced) and sinks (lots, such debits) in posting order. */
function flowItems(entry, chart) {
  const sources = [];
  const sinks = [];
  let lot = 0;
  let draw = 0;
  const item = (kind, index, posting, of) =>
    ({ kind, index, posting, fund: of.line.fund, commodity: of.line.commodity, quantity: of.quantity, value: of.value });
  for (const { first, delta } of groupsOf(entry, chart)) {
    let left = delta;
    for (; left > 0n && lot < entry.lots.length; ++lot) {
      sinks.push(item("lot", lot, first, entry.lots[lot]));
      left -= entry.lots[lot].quantity;
    }
    for (; left < 0n && draw < entry.draws.length; ++draw) {
      sources.push(item("draw", draw, first, entry.draws[draw]));
      left += entry.draws[draw].quantity;
    }
  }
  entry.postings.forEach((one, i) => {
    if (one.quantity === 0n || chart.traced(chart.accounts.get(one.account), one.commodity)) return;
    const credit = one.quantity < 0n;
    (credit ? sources : sinks).push({
      kind: "posting", index: i, posting: i, fund: one.fund, commodity: one.commodity,
      quantity: credit ? -one.quantity : one.quantity, value: credit ? -one.value : one.value,
    });
  });
  const byPlace = (a, b) => a.posting - b.posting;
  return { sources: sources.sort(byPlace), sinks: sinks.sort(byPlace) };
}

const SOURCES = 0;
const SINKS = 1;

class Matcher {
  /** sides: [{ items, shapes }, { items, shapes }], sources first. */
  constructor(entry, valueOf, sides, pieces) {
    Object.assign(this, { entry, valueOf, sides, pieces });
  }

  item(side, id) {
    return this.sides[side].items[id];
  }

  /** Value of an item's first `quantity` units. */
  valueUpTo(side, id, quantity) {
    const one = this.item(side, id);
    if (one.commodity === BASE) return quantity;
    if (quantity === one.quantity) return one.value;
    if (quantity === 0n) return 0n;
    if (one.kind === "draw") {
      const draw = this.entry.draws[one.index];
      return this.valueOf(draw.line, { start: draw.start, end: draw.start + quantity });
    }
    for (const segment of this.sides[side].shapes[id] ?? []) {
      const into = quantity - segment.quantityAt;
      if (into < 0n || into > segment.quantity) continue;
      return segment.valueAt + this.valueUpTo(1 - side, segment.other, segment.otherQuantityAt + into) -
        this.valueUpTo(1 - side, segment.other, segment.otherQuantityAt);
    }
    return (one.value * quantity) / one.quantity;
  }

  match(sourceIds, sinkIds) {
    this.rests = [[], []];
    this.done = [new Map(), new Map()];
    const matches = this.meet(sourceIds, sinkIds);
    this.takeShapes(matches, SINKS, sinkIds);
    this.takeShapes(matches, SOURCES, sourceIds);
    this.matchLikes(matches);
    this.leave(SOURCES, sourceIds);
    this.leave(SINKS, sinkIds);
    this.matchValues();
  }

  /** Which units of which items meet their like, in posting order. */
  meet(sourceIds, sinkIds) {
    const matches = [];
    const sinkDone = sinkIds.map(() => 0n);
    let first = 0;
    for (const sourceId of sourceIds) {
      const source = this.item(SOURCES, sourceId);
      let sourceDone = 0n;
      while (first < sinkIds.length && sinkDone[first] === this.item(SINKS, sinkIds[first]).quantity) ++first;
      for (let t = first; t < sinkIds.length && sourceDone < source.quantity; ++t) {
        const sink = this.item(SINKS, sinkIds[t]);
        const left = [source.quantity - sourceDone, sink.quantity - sinkDone[t]];
        const quantity = left[0] < left[1] ? left[0] : left[1];
        if (sink.commodity !== source.commodity || quantity === 0n) continue;
        matches.push({ ids: [sourceId, sinkIds[t]], at: [sourceDone, sinkDone[t]], quantity });
        sourceDone += quantity;
        sinkDone[t] += quantity;
      }
    }
    return matches;
  }

  /** A posting that met draws (or lots) alone and whole has its value where they have theirs. */
  takeShapes(matches, side, ids) {
    const other = 1 - side;
    const from = side === SOURCES ? "lot" : "draw";
    const shapes = this.sides[side].shapes;
    for (const id of ids) {
      const one = this.item(side, id);
      if (one.kind !== "posting" || one.commodity === BASE || shapes[id]?.length) continue;
      const segments = [];
      let quantity = 0n;
      let value = 0n;
      let alone = true;
      for (const match of matches.filter((each) => each.ids[side] === id)) {
        const met = match.ids[other];
        const metAt = match.at[other];
        alone = alone && this.item(other, met).kind === from;
        segments.push({ quantityAt: quantity, quantity: match.quantity, valueAt: value, other: met, otherQuantityAt: metAt });
        quantity += match.quantity;
        value = checkedAdd(value, this.valueUpTo(other, met, metAt + match.quantity) - this.valueUpTo(other, met, metAt));
      }
      if (alone && quantity === one.quantity && value === one.value) shapes[id] = segments;
    }
  }

  endOf(side, id) {
    if (!this.done[side].has(id)) this.done[side].set(id, { quantity: 0n, value: 0n });
    return this.done[side].get(id);
  }

  matchLikes(matches) {
    for (const match of matches) {
      const ends = match.ids.map((id, side) => this.endOf(side, id));
      const to = match.ids.map((id, side) => this.valueUpTo(side, id, match.at[side] + match.quantity));
      const values = ends.map((end, side) => to[side] - end.value);
      const value = values[0] < values[1] ? values[0] : values[1];
      this.pieces.push({
        ids: match.ids, valueAt: ends.map((end) => end.value), value,
        like: values[0] === values[1] || value === 0n, quantityAt: match.at, quantity: match.quantity,
      });
      for (const side of [SOURCES, SINKS]) {
        if (values[side] > value) this.rests[side].push({ id: match.ids[side], at: ends[side].value + value, length: values[side] - value });
        ends[side].quantity = match.at[side] + match.quantity;
        ends[side].value = to[side];
      }
    }
  }

  leave(side, ids) {
    for (const id of ids) {
      const one = this.item(side, id);
      const done = this.endOf(side, id);
      const left = one.value - done.value;
      if (done.quantity !== one.quantity && left > 0n) this.rests[side].push({ id, at: done.value, length: left });
    }
  }

  matchValues() {
    const byPlace = (a, b) => a.id - b.id || bigOrder(a.at, b.at);
    const [sources, sinks] = this.rests.map((rests) => rests.sort(byPlace));
    let next = 0;
    for (const source of sources) {
      while (source.length > 0n && next < sinks.length) {
        const sink = sinks[next];
        const value = source.length < sink.length ? source.length : sink.length;
        this.pieces.push({ ids: [source.id, sink.id], valueAt: [source.at, sink.at], value, like: false, quantityAt: [0n, 0n], quantity: 0n });
        for (const rest of [source, sink]) {
          rest.at += value;
          rest.length -= value;
        }
        if (sink.length === 0n) ++next;
      }
    }
  }
}

/** { sources, sinks, pieces, meetings }; meetings join what leaves by a transfer to what arrives. */
function flowOf(entry, chart, valueOf) {
  if (entry.reverses !== undefined || entry.returns !== undefined) return { sources: [], sinks: [], pieces: [], meetings: [] };
  const { sources, sinks } = flowItems(entry, chart);
  const pieces = [];
  const meetings = [];
  const sides = [{ items: sources, shapes: [] }, { items: sinks, shapes: [] }];
  const idsOf = (items, keep) => items.flatMap((item, i) => (keep(item) ? [i] : []));
  const matcher = new Matcher(entry, valueOf, sides, pieces);
  for (const fund of new Set(entry.postings.map((one) => one.fund)))
    matcher.match(idsOf(sources, (item) => item.fund === fund), idsOf(sinks, (item) => item.fund === fund));
  // Out of a fund is a sink there and the source of what comes in elsewhere.
  const isTransfer = (item) =>
    item.kind === "posting" && chart.accounts.get(entry.postings[item.index].account).type === "transfer";
  new Matcher(entry, valueOf, [sides[SINKS], sides[SOURCES]], meetings).match(idsOf(sinks, isTransfer), idsOf(sources, isTransfer));
  return { sources, sinks, pieces, meetings };
}
