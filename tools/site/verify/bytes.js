// SPDX-License-Identifier: Apache-2.0
// Bytes, texts and hashes. A receipt that is refused ends in a Refusal, whatever is wrong with it.
"use strict";

class Refusal extends Error {}

/** This browser, or the way the page was opened, lacks what is needed: neither yes nor no. */
class CannotCheck extends Error {}

function refuse(what) {
  throw new Refusal(what);
}

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

const utf8 = new TextEncoder();

/** Refuses what is not UTF-8 by RFC 3629: overlong forms and surrogates too. */
function textOfBytes(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("a text that is not UTF-8");
  }
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_VALUES = new Map(Array.from(BASE64, (character, value) => [character.charCodeAt(0), value]));

/** RFC 4648 §4 with padding; no blanks, no other alphabet, no bits that belong to no byte. */
function bytesOfBase64(text) {
  if (text.length % 4 !== 0) refuse("base64 that does not stand in groups of four");
  let padding = 0;
  while (padding < 2 && padding < text.length && text[text.length - 1 - padding] === "=") ++padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let at = 0;
  for (let i = 0; i < text.length; i += 4) {
    const missing = i + 4 === text.length ? padding : 0;
    let group = 0;
    for (let j = 0; j < 4; ++j) {
      const value = j < 4 - missing ? BASE64_VALUES.get(text.charCodeAt(i + j)) : 0;
      if (value === undefined) refuse("a character that is not of base64");
      group = (group << 6) | value;
    }
    if ((missing === 1 && (group & 0xff) !== 0) || (missing === 2 && (group & 0xffff) !== 0))
      refuse("base64 that ends in bits of no byte");
    bytes[at++] = group >> 16;
    if (missing < 2) bytes[at++] = (group >> 8) & 0xff;
    if (missing < 1) bytes[at++] = group & 0xff;
  }
  return bytes;
}

function hexOfBytes(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Negative, 0 or positive, as the bytes stand in order. */
function compareBytes(a, b) {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; ++i) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

function joinBytes(...parts) {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function webCrypto() {
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  if (!subtle) throw new CannotCheck("no-webcrypto");
  return subtle;
}

async function sha256(...parts) {
  return new Uint8Array(await webCrypto().digest("SHA-256", joinBytes(...parts)));
}
