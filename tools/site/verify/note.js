// SPDX-License-Identifier: Apache-2.0
// C2SP signed-note and tlog-checkpoint, Ed25519 only, and the text of a C2SP tlog-proof.
"use strict";

const NOTE_SIZE_MAX = 131072;
const RECEIPT_SIZE_MAX = 16777216;
const PATH_LENGTH_MAX = 63;
const TREE_SIZE_MAX = 2n ** 63n;
const ED25519 = 1;

const WHITE_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

function isKeyName(name) {
  return name !== "" && utf8.encode(name).length <= 255 && !name.includes("+") &&
    !WHITE_SPACE.test(name) && !UNSEEN.test(name);
}

/** { name, id, key }: what NAME+ID+BASE64 says; refused unless the id belongs to name and key. */
async function parseVerifierKey(text) {
  const line = text.endsWith("\n") ? text.slice(0, -1) : text;
  const first = line.indexOf("+");
  const second = line.indexOf("+", first + 1);
  if (first < 0 || second < 0) refuse("the key is not NAME+ID+KEY");
  const name = line.slice(0, first);
  if (!isKeyName(name)) refuse("the key has a name that no key may have");
  const typed = bytesOfBase64(line.slice(second + 1));
  if (typed.length !== 33 || typed[0] !== ED25519) refuse("the key is not an Ed25519 key");
  const id = (await sha256(utf8.encode(name), new Uint8Array([0x0a]), typed)).slice(0, 4);
  if (hexOfBytes(id) !== line.slice(first + 1, second)) refuse("the key's id is not its own");
  return { name, id, key: typed.slice(1), text: line };
}

function parseNote(note) {
  if (utf8.encode(note).length > NOTE_SIZE_MAX) refuse("a checkpoint that is too large");
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) refuse("a control character in the checkpoint");
  const split = note.lastIndexOf("\n\n");
  if (split < 0) refuse("no empty line parts the checkpoint from its signatures");
  const rest = note.slice(split + 2);
  if (rest === "" || !rest.endsWith("\n")) refuse("the checkpoint does not end in a signature");
  const signatures = rest.slice(0, -1).split("\n").map(parseSignature);
  return { text: note.slice(0, split + 1), signatures };
}

function parseSignature(line) {
  if (!line.startsWith("\u2014 ")) refuse("a signature line of another form");
  const blank = line.indexOf(" ", 2);
  if (blank < 0) refuse("a signature line without a signature");
  const name = line.slice(2, blank);
  if (!isKeyName(name)) refuse("a signature's name that no key may have");
  const bytes = bytesOfBase64(line.slice(blank + 1));
  if (bytes.length <= 4) refuse("a signature that is too short");
  return { name, id: bytes.slice(0, 4), bytes: bytes.slice(4) };
}

/** Every signature under the key's own name and id must hold, and there must be one. */
async function verifyNote(note, key) {
  const own = note.signatures.filter((one) => one.name === key.name && compareBytes(one.id, key.id) === 0);
  if (own.length === 0) refuse("the checkpoint is not signed by the organisation's key");
  let publicKey;
  try {
    publicKey = await webCrypto().importKey("raw", key.key, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    if (error instanceof CannotCheck || error.name === "NotSupportedError") throw new CannotCheck("no-ed25519");
    refuse("the key is no point of the curve");
  }
  for (const one of own) {
    const holds = one.bytes.length === 64 &&
      (await webCrypto().verify({ name: "Ed25519" }, publicKey, one.bytes, utf8.encode(note.text)));
    if (!holds) refuse("the signature does not hold: the checkpoint or the signature was changed");
  }
}

/** Digits without zeros before them, up to 2^63. */
function parseSize(digits) {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(digits)) return null;
  const size = BigInt(digits);
  return size <= TREE_SIZE_MAX ? size : null;
}

function parseHash(base64) {
  if (base64.length !== 44) return null;
  const bytes = bytesOfBase64(base64);
  return bytes.length === 32 ? bytes : null;
}

async function openCheckpoint(text, key) {
  const note = parseNote(text);
  await verifyNote(note, key);
  const lines = note.text.slice(0, -1).split("\n");
  if (lines.length < 3) refuse("the checkpoint has fewer than three lines");
  if (lines.includes("")) refuse("the checkpoint holds an empty line");
  const [origin] = lines;
  const size = parseSize(lines[1]);
  const root = parseHash(lines[2]);
  if (size === null) refuse("the checkpoint's second line is no size");
  if (root === null) refuse("the checkpoint's third line is no hash");
  if (size === 0n && compareBytes(root, await sha256(new Uint8Array())) !== 0)
    refuse("a log without events has another root");
  if (origin !== key.name) refuse("the checkpoint is of another log");
  return { origin, size, root };
}

/** The lines of a receipt; the checkpoint is the rest of it, verbatim. */
function parseReceiptText(bytes) {
  if (bytes.length > RECEIPT_SIZE_MAX) refuse("it is larger than any receipt");
  const text = textOfBytes(bytes);
  let at = 0;
  const line = () => {
    const end = text.indexOf("\n", at);
    if (end < 0) refuse("it ends too early");
    const found = text.slice(at, end);
    at = end + 1;
    return found;
  };
  if (line() !== "c2sp.org/tlog-proof@v1") refuse("it is no receipt: its first line is another");
  const second = line();
  if (!second.startsWith("extra ")) refuse("it carries no event");
  const extra = bytesOfBase64(second.slice("extra ".length));
  if (extra.length === 0) refuse("its extra line is empty");
  const third = line();
  const index = third.startsWith("index ") ? parseSize(third.slice("index ".length)) : null;
  if (index === null) refuse("it does not say its event's index");
  const path = [];
  for (let hash = line(); hash !== ""; hash = line()) {
    if (path.length === PATH_LENGTH_MAX) refuse("its proof is longer than any");
    const parsed = parseHash(hash);
    if (parsed === null) refuse("a line of its proof is no hash");
    path.push(parsed);
  }
  return { extra, index, path, checkpoint: text.slice(at) };
}
