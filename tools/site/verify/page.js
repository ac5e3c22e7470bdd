// SPDX-License-Identifier: Apache-2.0
// Takes a file or a number and shows the verdict. Every text that came from a receipt or the log
// goes in by textContent, with what cannot be seen made visible.
"use strict";

const UNSEEN_MARKS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const shown = (text) => String(text).replace(UNSEEN_MARKS, (mark) => `\\u{${mark.codePointAt(0).toString(16)}}`);

/** An element with a class and children: elements, or texts, which are never markup. */
function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const child of children) made.append(child instanceof Node ? child : shown(child));
  return made;
}

function formatUnits(units, scale) {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale).replace(/\B(?=(\d{3})+$)/g, ",");
  return (units < 0n ? "-" : "") + whole + (scale > 0 ? "." + digits.slice(-scale) : "");
}

const formatDay = (days) => new Date(days * 86400000).toISOString().slice(0, 10);
const formatSecond = (seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

class Amounts {
  constructor(chart) {
    this.chart = chart;
  }
  of(commodity, quantity) {
    const { code, scale, unit } = this.chart.commodities.get(commodity);
    return `${formatUnits(quantity, scale)} ${code}${unit ? ` (${unit})` : ""}`;
  }
  value(value) {
    return this.of(BASE, value);
  }
}

function facts(rows) {
  const list = element("dl", "facts");
  for (const [name, said] of rows)
    if (said) list.append(element("div", "", element("dt", "", name), element("dd", "", said instanceof Node ? said : element("bdi", "", said))));
  return list;
}

/** `figures`: which columns are figures; the last row is a total where `total`. */
function tableOf(kind, head, rows, figures, total) {
  const side = (column) => (figures.includes(column) ? "figure" : "");
  const headRow = element("tr", "", ...head.map((title, i) => {
    const cell = element("th", side(i), title);
    cell.scope = "col";
    return cell;
  }));
  const body = rows.map((row) => element("tr", "", ...row.map((text, i) => {
    const cell = element(i === 0 ? "th" : "td", side(i), element("bdi", "", text));
    if (i === 0) cell.scope = "row";
    return cell;
  })));
  const foot = total ? body.pop() : undefined;
  const table = element("table", kind, element("thead", "", headRow), element("tbody", "", ...body));
  if (foot) table.append(element("tfoot", "", foot));
  return element("div", "wide", table);
}

function fundFacts({ funds }) {
  return funds.flatMap((fund) => [
    [SAY.fund, `${fund.code} · ${SAY.classes[fund.class]}`],
    [SAY.restriction, fund.class === "unrestricted" ? SAY.anyPurpose : fund.purposePaths.join(SAY.joiner)],
    [SAY.agreement, fund.agreement],
    [SAY.window, fund.from || fund.until ? `${fund.from ? formatDay(fund.from) : ""} – ${fund.until ? formatDay(fund.until) : ""}` : ""],
  ]);
}

function giftFacts({ entry }, amounts) {
  const goods = entry.lots.map((lot) => amounts.of(lot.line.commodity, lot.quantity) +
    (lot.line.commodity === BASE ? "" : ` = ${lot.value === 0n ? SAY.unpriced : amounts.value(lot.value)}`));
  return goods.length ? [[SAY.gift, goods.join(SAY.joiner)]] : [];
}

function partsSection(result, amounts) {
  if (!result.traced) return [element("p", "hint", result.whole === false ? SAY.notWhole : SAY.notTraced)];
  const rows = result.parts.map((part) => [
    SAY.states[part.state], formatDay(part.date), part.reference, part.purpose, part.party,
    part.quantity === undefined ? "" : amounts.of(part.commodity, part.quantity), amounts.value(part.value),
  ]);
  rows.push([SAY.total, "", "", "", "", "", amounts.value(result.parts.reduce((sum, part) => sum + part.value, 0n))]);
  const head = [SAY.state, SAY.date, SAY.entry, SAY.purpose, SAY.party, SAY.quantity, SAY.value];
  const section = [element("h3", "", SAY.where), tableOf("parts", head, rows, [5, 6], true), element("p", "hint", SAY.whereHint)];
  if (result.whole) section.push(element("p", "hint", SAY.wholeLog));
  return section;
}

function postingsSection({ entry, chart, parties }, amounts) {
  const rows = entry.postings.map((one, i) => [
    chart.accounts.get(one.account).name, chart.funds.get(one.fund).code, chart.purposes.get(one.purpose)?.path ?? "",
    parties[i] ? (parties[i].withheld ? SAY.withheld : parties[i].name) : "", amounts.of(one.commodity, one.quantity),
  ]);
  const head = [SAY.account, SAY.fund, SAY.purpose, SAY.party, SAY.amount];
  return element("details", "", element("summary", "", SAY.postings), tableOf("postings", head, rows, [4], false));
}

function showGood(box, result) {
  const { checkpoint, chart, event, entry } = result;
  const amounts = new Amounts(chart);
  const donor = result.bearer ? [SAY.bearer, result.bearer.name || result.bearer.id]
    : [SAY.donor, [...new Set(result.parties.flatMap((one) => (one ? [one.withheld ? SAY.withheld : one.name] : [])))].join(SAY.joiner)];
  box.append(
    element("h2", "", SAY.good),
    facts([
      [SAY.organisation, chart.book.name || checkpoint.origin], [SAY.number, entry.reference], [SAY.date, formatDay(entry.date)],
      donor, ...giftFacts(result, amounts), ...fundFacts(result),
    ]),
  );
  if (result.amended) box.append(element("p", "hint", SAY.amended));
  if (result.reversedBy) box.append(element("p", "warning", SAY.reversed(result.reversedBy)));
  box.append(
    ...partsSection(result, amounts), postingsSection(result, amounts),
    facts([
      [SAY.checkpoint, `${checkpoint.origin} · ${SAY.events(checkpoint.size)}`],
      [SAY.place, SAY.placeText(event.index)], [SAY.recorded, formatSecond(event.recorded)],
    ]),
    element("p", "proof", SAY.proof),
  );
}

function showFailure(box, error) {
  if (error instanceof CannotCheck) {
    box.className = "verdict unknown";
    box.append(element("h2", "", SAY.unknown), element("p", "", SAY.cannot[error.message] ?? SAY.cannot.network));
  } else if (error instanceof UnknownNumber) {
    box.className = "verdict unknown";
    box.append(element("h2", "", SAY.notFoundTitle), element("p", "", SAY.notFound(error.message)));
  } else {
    box.className = "verdict bad";
    const why = element("details", "", element("summary", "", SAY.reason), element("p", "", element("bdi", "", error.message)));
    box.append(element("h2", "", SAY.bad), element("p", "", SAY.badText), why);
  }
}

let turn = 0;

/** Shows what `check` finds, unless something newer was asked for meanwhile. */
async function judge(check) {
  const own = ++turn;
  const place = document.getElementById("verdict");
  const message = (text) => {
    if (own === turn) place.replaceChildren(element("p", "checking", text));
  };
  message(SAY.checking);
  const box = element("section", "verdict good");
  try {
    showGood(box, await check(message));
  } catch (error) {
    box.replaceChildren();
    showFailure(box, error);
  }
  if (own !== turn) return;
  place.replaceChildren(box);
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "start" });
}

async function fetchBytes(url) {
  let response;
  try {
    response = await fetch(url, { credentials: "omit" });
  } catch {
    throw new CannotCheck("network");
  }
  if (response.status === 404) return null;
  if (!response.ok) throw new CannotCheck("network");
  return new Uint8Array(await response.arrayBuffer());
}

function begin() {
  const key = document.getElementById("key").textContent;
  const site = new URL(document.documentElement.lang.startsWith("zh") ? "." : "..", document.baseURI).href;
  const takeFile = (file) => file && judge(async () => {
    if (file.size > RECEIPT_SIZE_MAX) refuse(SAY.tooLarge);
    return verifyReceipt(new Uint8Array(await file.arrayBuffer()), key);
  });
  const input = document.getElementById("file");
  input.addEventListener("change", () => takeFile(input.files[0]));
  const drop = document.getElementById("drop");
  // Anywhere on the page: a file dropped beside the field must not replace the page.
  addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  addEventListener("dragleave", () => drop.classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    takeFile(event.dataTransfer.files[0]);
  });
  document.getElementById("number-form").addEventListener("submit", (event) => {
    event.preventDefault();
    judge(async (message) => {
      if (location.protocol === "file:") throw new CannotCheck("file");
      const number = document.getElementById("number").value.trim();
      return verifyNumber(number, key, site, fetchBytes, (done, whole) => message(SAY.readingLog(done, whole)));
    });
  });
}

begin();
