/** A copy in memory of its own, for what is kept: small buffers are parts of large ones, which they keep from being freed. */
export function ownCopy(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
