// SPDX-License-Identifier: Apache-2.0
// Follows a gift's units forward through the entries carried, to where each of them is: the parts
// sum to the gift. Intervals of value and, while every step was like with like, of quantity.
"use strict";

/** An honest book takes a few steps for each entry; a hostile receipt could take for ever. */
const TRACE_STEPS_MAX = 4000000;

const shiftedBy = (interval, by) => ({ start: interval.start + by, end: interval.end + by });
const isEmptySpan = (span) => lengthOf(span.value) <= 0n && !(span.quantity && lengthOf(span.quantity) > 0n);

/** The part of a span that a piece carries from its source to its sink. */
function throughPiece(span, piece) {
  const carry = (interval, at, length) => shiftedBy(sharedOf(interval, { start: at[0], end: at[0] + length }), at[1] - at[0]);
  const mapped = { value: carry(span.value, piece.valueAt, piece.value) };
  if (piece.like && piece.quantity > 0n && span.quantity) mapped.quantity = carry(span.quantity, piece.quantityAt, piece.quantity);
  return mapped;
}

const ceilDiv = (a, b) => (a + b - 1n) / b;

/** Units of a lot, from its start, that carry the span's value and quantity. */
function hullOf(lot, span) {
  if (lot.value === 0n) return span.quantity ?? { start: 0n, end: lot.quantity };
  let units = { start: lot.quantity, end: 0n };
  if (lengthOf(span.value) > 0n) {
    const first = ceilDiv((span.value.start + 1n) * lot.quantity, lot.value) - 1n;
    units = { start: first < lot.quantity ? first : lot.quantity, end: ceilDiv(span.value.end * lot.quantity, lot.value) };
  }
  if (span.quantity && lengthOf(span.quantity) > 0n)
    units = {
      start: span.quantity.start < units.start ? span.quantity.start : units.start,
      end: span.quantity.end > units.end ? span.quantity.end : units.end,
    };
  return units;
}

class Tracer {
  constructor(proven) {
    this.proven = proven;
    this.chart = proven.chart;
    this.flows = new Map();
    this.steps = 0;
    this.tasks = [];
    this.ends = new Map();
  }

  flow(index) {
    if (++this.steps > TRACE_STEPS_MAX) refuse("the receipt's trace takes more steps than any book's");
    if (this.flows.has(index)) return this.flows.get(index);
    const entry = this.proven.entry(index);
    const valueOf = (line, units) => this.proven.valueOf(line, units);
    for (const one of entry.draws)
      if (one.line.commodity !== BASE && valueOf(one.line, { start: one.start, end: one.start + one.quantity }) !== one.value)
        refuse(`event ${index} gives the units that it draws another value than their lots have`);
    const flow = flowOf(entry, this.chart, valueOf);
    this.flows.set(index, flow);
    return flow;
  }

  typeOf(index, item) {
    return this.chart.accounts.get(this.proven.entry(index).postings[item.index].account).type;
  }

  isTransfer(index, item) {
    return item.kind === "posting" && this.typeOf(index, item) === "transfer";
  }

  stateOf(index, item) {
    const entry = this.proven.entry(index);
    const refund = entry.gift !== undefined && !entry.authority;
    switch (this.typeOf(index, item)) {
      case "expense": {
        // A refund charged to an expense gives back by it; beside what is given back it is the refund's fee.
        const fee = entry.postings.some((one) => one.value > 0n &&
          ["income", "liability"].includes(this.chart.accounts.get(one.account).type));
        return refund && !fee ? "returned" : "spent";
      }
      case "income":
        return "returned";
      case "liability":
        if (refund) return "returned";
        return this.chart.funds.get(item.fund).class === "agency" ? "spent" : "held";
      default:
        return "held";
    }
  }

  forward(index) {
    this.flow(index).sources.forEach((item, i) => {
      if (item.kind === "draw") this.startFromDraw(index, i);
      else if (!this.isTransfer(index, item))
        this.tasks.push({ index, item: i, span: { value: { start: 0n, end: item.value }, quantity: { start: 0n, end: item.quantity } } });
    });
    this.tasks.reverse();
    while (this.tasks.length > 0) {
      const task = this.tasks.pop();
      if (task.state) {
        this.addEnd(task);
        continue;
      }
      const before = this.tasks.length;
      this.step(task);
      this.tasks.push(...this.tasks.splice(before).reverse()); // first found, first followed
    }
    return [...this.ends.values()];
  }

  /** What was given back since is no longer the entry's. */
  startFromDraw(index, item) {
    const draw = this.proven.entry(index).draws[this.flow(index).sources[item].index];
    for (const live of this.proven.liveDraws(index)) {
      if (lineKey(live.line) !== lineKey(draw.line) || live.origin < draw.start || live.origin >= draw.start + draw.quantity) continue;
      const to = live.origin + lengthOf(live.now);
      this.tasks.push({
        index, item,
        span: {
          value: { start: this.valueBefore(draw, live.origin), end: this.valueBefore(draw, to) },
          quantity: { start: live.origin - draw.start, end: to - draw.start },
        },
      });
    }
  }

  step({ index, item, span }) {
    const flow = this.flow(index);
    for (const piece of flow.pieces) {
      if (piece.ids[0] !== item) continue;
      const carried = throughPiece(span, piece);
      if (isEmptySpan(carried)) continue;
      const sink = flow.sinks[piece.ids[1]];
      if (sink.kind === "lot") this.followLot(index, sink, carried);
      else if (this.isTransfer(index, sink)) {
        for (const meeting of flow.meetings) {
          if (meeting.ids[0] !== piece.ids[1]) continue;
          const into = throughPiece(carried, meeting);
          if (!isEmptySpan(into)) this.tasks.push({ index, item: meeting.ids[1], span: into });
        }
      } else this.end(index, sink.posting, this.stateOf(index, sink), carried);
    }
  }

  followLot(index, item, span) {
    const lot = this.proven.entry(index).lots[item.index];
    const units = hullOf(lot, span);
    const within = shiftedBy(units, lot.start);
    const part = (addresses) => {
      const piece = { value: sharedOf(span.value, { start: lotValueUpTo(lot, addresses.start), end: lotValueUpTo(lot, addresses.end) }) };
      if (span.quantity) piece.quantity = sharedOf(span.quantity, shiftedBy(addresses, -lot.start));
      return piece;
    };
    const unspent = (from, to) => {
      const free = from < to ? part({ start: from, end: to }) : undefined;
      if (free && !isEmptySpan(free)) this.end(index, item.posting, "unspent", free);
    };
    let at = within.start;
    for (const use of this.proven.uses(lot.line, within)) {
      const used = sharedOf(use.now, within);
      unspent(at, used.start);
      const taken = part(used);
      if (!isEmptySpan(taken)) this.followUse(lot, use, used, taken);
      at = used.end;
    }
    unspent(at, within.end);
  }

  followUse(lot, use, units, span) {
    const user = this.proven.entry(use.index);
    const origin = use.origin + (units.start - use.now.start);
    const place = user.draws.findIndex((draw) =>
      lineKey(draw.line) === lineKey(lot.line) && origin >= draw.start && origin < draw.start + draw.quantity);
    if (place < 0) refuse(`a draw of a line is not in event ${use.index}, which it names`);
    if (user.reverses !== undefined) return this.end(use.index, 0, "returned", span);
    const draw = user.draws[place];
    // From values within the lot to values within the draw; on a base line both are addresses.
    const shift = lot.line.commodity === BASE
      ? lot.start + (origin - units.start) - draw.start
      : this.valueBefore(draw, units.start) - lotValueUpTo(lot, units.start);
    const drawn = { value: shiftedBy(span.value, shift) };
    if (span.quantity) drawn.quantity = shiftedBy(span.quantity, lot.start + (origin - units.start) - draw.start);
    this.flow(use.index).sources.forEach((source, i) => {
      if (source.kind === "draw" && source.index === place) this.tasks.push({ index: use.index, item: i, span: drawn });
    });
  }

  /** Value of a draw's units before an address. */
  valueBefore(draw, at) {
    if (draw.line.commodity === BASE) return at - draw.start;
    if (at === draw.start) return 0n;
    const [first] = this.proven.lots(draw.line, { start: draw.start, end: draw.start + 1n });
    const [last] = this.proven.lots(draw.line, { start: at - 1n, end: at });
    if (!first || !last) refuse("a line lacks the lots of its draws");
    return last.valueBefore + lotValueUpTo(last, at) - first.valueBefore - lotValueUpTo(first, draw.start);
  }

  end(index, posting, state, span) {
    this.tasks.push({ index, item: posting, state, span });
  }

  addEnd({ index, item, state, span }) {
    const key = `${index} ${item} ${state}`;
    if (!this.ends.has(key)) this.ends.set(key, { index, posting: item, state, value: 0n, quantity: span.quantity ? 0n : undefined });
    const total = this.ends.get(key);
    total.value = checkedAdd(total.value, lengthOf(span.value));
    total.quantity = total.quantity !== undefined && span.quantity ? checkedAdd(total.quantity, lengthOf(span.quantity)) : undefined;
  }
}

/** Where the units of an entry are: { reference, date, state, purpose, account, commodity, quantity, value }. */
function traceForward(proven, index) {
  return new Tracer(proven).forward(index).map((end) => {
    const entry = proven.entry(end.index);
    const posting = entry.postings[end.posting];
    const party = posting.party > 0n ? proven.chart.parties.get(posting.party) : undefined;
    return {
      reference: entry.reference, date: entry.date, state: end.state, value: end.value, quantity: end.quantity,
      commodity: posting.commodity, account: proven.chart.accounts.get(posting.account).name,
      purpose: proven.chart.purposes.get(posting.purpose)?.path ?? "", party: party ? party.name || party.id : "",
    };
  });
}
