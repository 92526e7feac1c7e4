'use strict';

/** A request's or response's body as the protocol's `Body`: decompressed and cut for showing. */

const { isUtf8 } = require('node:buffer');
const zlib = require('node:zlib');

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush: ZSTD_FLUSH } = zlib.constants;

/** Collects a body's bytes as they pass, and keeps no more than `limit` of them. */
class BodyCapture {
  /** @param {number} limit bytes kept */
  constructor(limit) {
    this.limit = limit;
    this.size = 0;
    this.chunks = [];
    this.kept = 0;
  }

  /** @param {Buffer | Uint8Array | string} chunk */
  push(chunk, encoding) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : asBuffer(chunk);
    this.size += bytes.length;
    const room = this.limit - this.kept;
    if (room <= 0) return;
    const kept = Buffer.from(bytes.subarray(0, room)); // a copy: the sender may reuse its own
    this.chunks.push(kept);
    this.kept += kept.length;
  }

  /**
   * @param {string | undefined} contentEncoding the header of that name
   * @returns {object | undefined} the protocol's `Body`; undefined when there was none
   */
  toBody(contentEncoding) {
    if (this.size === 0) return undefined;
    const bytes = Buffer.concat(this.chunks);
    const decoded = decode(bytes, contentEncoding, this.limit);
    return showBytes(decoded.bytes, this.size, decoded.isCut || bytes.length < this.size);
  }
}

function asBuffer(chunk) {
  if (Buffer.isBuffer(chunk)) return chunk;
  return Buffer.from(chunk.buffer ?? chunk, chunk.byteOffset, chunk.byteLength);
}

/** Return a `Body` of bytes that are not compressed. */
function showBytes(bytes, size, isCut) {
  const whole = isCut ? withoutHalfCharacter(bytes) : bytes;
  const shown = isUtf8(whole)
    ? { text: whole.toString('utf8') }
    : { base64: bytes.toString('base64') };
  return isCut ? { size, ...shown, is_truncated: true } : { size, ...shown };
}

/** A cut may have gone through a character of up to four bytes. */
function withoutHalfCharacter(bytes) {
  for (let length = bytes.length; length > bytes.length - 4 && length > 0; length -= 1) {
    if (isUtf8(bytes.subarray(0, length))) return bytes.subarray(0, length);
  }
  return bytes;
}

// ---- decompression

const inflate = (bytes, options) =>
  (bytes[0] & 0x0f) === 8 ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);

const DECODERS = {
  gzip: [zlib.gunzipSync, Z_SYNC_FLUSH],
  'x-gzip': [zlib.gunzipSync, Z_SYNC_FLUSH],
  deflate: [inflate, Z_SYNC_FLUSH],
  br: [zlib.brotliDecompressSync, BROTLI_OPERATION_FLUSH],
  zstd: [zlib.zstdDecompressSync, ZSTD_FLUSH],
};

/** Undo the encodings, the last applied first; bytes that do not decode stay as they are. */
function decode(bytes, contentEncoding, limit) {
  const names = String(contentEncoding ?? '').toLowerCase().split(',').map((name) => name.trim());
  let result = { bytes, isCut: false };
  for (const name of names.reverse()) {
    const decoder = DECODERS[name];
    if (!decoder) continue;
    const decoded = decodeOnce(result.bytes, decoder, limit);
    if (!decoded) return { bytes, isCut: false };
    result = { bytes: decoded.bytes, isCut: result.isCut || decoded.isCut };
  }
  return result;
}

/**
 * Decode as much as is there and as the limit allows: too large a result is tried again with half
 * of the input, which also keeps a small body that grows without end from filling the memory.
 */
function decodeOnce(bytes, [decompress, finishFlush], limit) {
  for (let length = bytes.length; length > 0; length = Math.floor(length / 2)) {
    try {
      const options = { finishFlush, maxOutputLength: limit };
      const decoded = decompress(bytes.subarray(0, length), options);
      return { bytes: decoded, isCut: length < bytes.length };
    } catch (error) {
      if (error.code !== 'ERR_BUFFER_TOO_LARGE') return null;
    }
  }
  return { bytes: Buffer.alloc(0), isCut: true };
}

module.exports = { BodyCapture, showBytes };
