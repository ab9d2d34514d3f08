const textFrame = 0x81; // the last, and only, frame of a text message

/** Messages of a WebSocket, each `head + part + end`, as they go over the wire from a server: in one frame each, not masked. */
export function framesOf(head: string, parts: readonly Buffer[], end: string): Buffer {
  const [before, after] = [Buffer.from(head), Buffer.from(end)];
  const around = before.length + after.length;
  const size = parts.reduce((sum, { length }) => sum + headerSize(around + length) + around + length, 0);
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const part of parts) {
    at = writeHeader(frames, at, around + part.length);
    for (const piece of [before, part, after]) at += piece.copy(frames, at);
  }
  return frames;
}

function headerSize(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

/** Writes the header of a frame (RFC 6455, 5.2) and answers where it ends. */
function writeHeader(frames: Buffer, at: number, length: number): number {
  const size = headerSize(length);
  frames[at] = textFrame;
  if (size === 2) frames[at + 1] = length;
  if (size === 4) {
    frames[at + 1] = 126;
    frames.writeUInt16BE(length, at + 2);
  }
  if (size === 10) {
    frames[at + 1] = 127;
    frames.writeBigUInt64BE(BigInt(length), at + 2);
  }
  return at + size;
}
