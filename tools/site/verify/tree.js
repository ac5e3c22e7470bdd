// SPDX-License-Identifier: Apache-2.0
// The Merkle tree of RFC 6962 §2.1, and inclusion in it by RFC 9162 §2.1.3.2.
"use strict";

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

function leafHash(bytes) {
  return sha256(LEAF, bytes);
}

function nodeHash(left, right) {
  return sha256(NODE, left, right);
}

/** The root to which a leaf's hash leads by its path; null where the path has another length. */
async function rootOfPath(leaf, index, size, path) {
  if (index >= size) return null;
  let fn = index;
  let sn = size - 1n;
  let hash = leaf;
  for (const sibling of path) {
    if (sn === 0n) return null;
    if ((fn & 1n) === 1n || fn === sn) {
      hash = await nodeHash(sibling, hash);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      hash = await nodeHash(hash, sibling);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n ? hash : null;
}

async function isIncluded(leaf, index, size, path, root) {
  const found = await rootOfPath(leaf, index, size, path);
  return found !== null && compareBytes(found, root) === 0;
}
