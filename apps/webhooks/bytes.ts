/** Bytes as the driver gives them, which is in a type of its own. */
export function toBuffer(value: Uint8Array | { buffer: Uint8Array; position: number }): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Buffer.from(value.buffer.buffer, value.buffer.byteOffset, value.position);
}

/** A copy in memory of its own, for what is kept: small buffers are parts of large ones, which they keep from being freed. */
export function ownCopy(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
