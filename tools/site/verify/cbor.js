// SPDX-License-Identifier: Apache-2.0
// Deterministic CBOR (RFC 8949 §4.2.1) as docs/event.cddl allows it: one encoding of each value.
// Numbers become BigInt, texts strings, bytes Uint8Array, lists arrays, maps Fields.
"use strict";

const CBOR_DEPTH_MAX = 8;

/** A map by number. Each key must be asked for: what is left over at end() is refused. */
class Fields {
  constructor(entries) {
    this.left = entries;
    this.size = entries.size;
  }
  has(key) {
    return this.left.has(BigInt(key));
  }
  /** The value through `as`, or undefined where the key is missing. */
  optional(key, as) {
    if (!this.has(key)) return undefined;
    const value = this.left.get(BigInt(key));
    this.left.delete(BigInt(key));
    return as(value);
  }
  required(key, as) {
    if (!this.has(key)) refuse(`key ${key} is missing`);
    return this.optional(key, as);
  }
  end() {
    for (const key of this.left.keys()) refuse(`an unknown key ${key}`);
  }
}

class CborReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** The one item that takes all of the bytes. */
  whole() {
    const item = this.item(0);
    if (this.at !== this.bytes.length) refuse("bytes after the item");
    return item;
  }

  item(depth) {
    if (this.at === this.bytes.length) refuse("the bytes end before the item does");
    const first = this.bytes[this.at++];
    const major = first >> 5;
    if (major === 7) {
      if (first === 0xf4 || first === 0xf5) return first === 0xf5;
      refuse("a value that is not a number, string, list, map, true or false");
    }
    if (major === 6) refuse("a tag, which is not used here");
    const argument = this.argument(first & 31);
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1n - argument;
      case 2:
        return this.content(argument);
      case 3:
        return textOfBytes(this.content(argument));
      case 4:
        return this.list(argument, depth);
      default:
        return this.map(argument, depth);
    }
  }

  argument(info) {
    if (info < 24) return BigInt(info);
    if (info > 27) refuse("an item of unknown length");
    const size = 1 << (info - 24);
    if (this.bytes.length - this.at < size) refuse("the bytes end before the item does");
    let argument = 0n;
    for (let i = 0; i < size; ++i) argument = (argument << 8n) | BigInt(this.bytes[this.at++]);
    const least = size === 1 ? 24n : 1n << BigInt(4 * size);
    if (argument < least) refuse("a number that is not in its shortest form");
    return argument;
  }

  content(size) {
    if (size > BigInt(this.bytes.length - this.at)) refuse("a string longer than the bytes left");
    const from = this.at;
    this.at += Number(size);
    return this.bytes.subarray(from, this.at);
  }

  /** Checked before a list or map of that many items is begun. */
  enter(items, depth) {
    if (items > BigInt(this.bytes.length - this.at)) refuse("more items than the bytes left");
    if (depth === CBOR_DEPTH_MAX) refuse("lists and maps nested too deep");
  }

  list(size, depth) {
    this.enter(size, depth);
    const items = [];
    for (let i = 0n; i < size; ++i) items.push(this.item(depth + 1));
    return items;
  }

  map(size, depth) {
    this.enter(size * 2n, depth);
    const entries = new Map();
    let last = -1n;
    for (let i = 0n; i < size; ++i) {
      // All our keys are whole numbers from 0, whose encodings stand in the order of the numbers.
      if (this.at === this.bytes.length || this.bytes[this.at] >> 5 !== 0) refuse("a map's key of another kind");
      const key = this.item(depth + 1);
      if (key <= last) refuse("a map's keys are not in ascending order, each once");
      last = key;
      entries.set(key, this.item(depth + 1));
    }
    return new Fields(entries);
  }
}

function decodeCbor(bytes) {
  return new CborReader(bytes).whole();
}

// What the grammar's names mean. Each takes a decoded item and refuses any other.

function uint(item) {
  if (typeof item !== "bigint" || item < 0n) refuse("a whole number from 0 must stand here");
  return item;
}
function units(item) {
  if (typeof item !== "bigint" || item > MAX_INT64 || item < MIN_INT64) refuse("a number of 64 bits must stand here");
  return item;
}
function address(item) {
  if (units(item) < 0n) refuse("an address or carrying value below 0");
  return item;
}
function count(item) {
  if (units(item) <= 0n) refuse("a quantity must be above 0");
  return item;
}
function id(item) {
  if (uint(item) === 0n || item > MAX_INT64) refuse("an index must be from 1 to 2^63 - 1");
  return item;
}
function index(item) {
  if (uint(item) > MAX_INT64) refuse("an index past any log's end");
  return item;
}
function date(item) {
  if (units(item) < -25567n || item > 376199n) refuse("a date outside the years 1900 to 2999");
  return Number(item);
}
function instant(item) {
  if (units(item) < -2208988800n || item > 32503679999n) refuse("an instant outside the years 1900 to 2999");
  return Number(item);
}
function words(item) {
  if (typeof item !== "string" || item === "") refuse("a text, not empty, must stand here");
  return item;
}
function truth(item) {
  if (typeof item !== "boolean") refuse("true or false must stand here");
  return item;
}
function anyBytes(item) {
  if (!(item instanceof Uint8Array)) refuse("bytes must stand here");
  return item;
}
function bytesOf(size) {
  return (item) => (anyBytes(item).length === size ? item : refuse(`it must have ${size} bytes`));
}
const hash = bytesOf(32);
function bytesUpTo(least, most) {
  return (item) => (anyBytes(item).length >= least && item.length <= most ? item : refuse("too few or too many bytes"));
}
function enumerator(names, first = 0) {
  return (item) => {
    if (uint(item) < BigInt(first) || item >= BigInt(first + names.length)) refuse(`no meaning is known for the number ${item}`);
    return names[Number(item) - first];
  };
}
function list(item) {
  if (!Array.isArray(item)) refuse("a list must stand here");
  return item;
}
/** A list that is left out where it is empty. */
function rows(each) {
  return (item) => (list(item).length === 0 ? refuse("an empty list must be left out") : item.map(each));
}
function fields(item) {
  if (!(item instanceof Fields)) refuse("a map must stand here");
  return item;
}
function fieldsNotEmpty(item) {
  if (fields(item).size === 0) refuse("an empty map must be left out");
  return item;
}
