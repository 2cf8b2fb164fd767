import { createHmac } from 'node:crypto';

const stepSeconds = 30;

/** The code of RFC 6238 (SHA-1, six digits, 30 s), written from the RFC, so that it shares no fault with the service. */
export function totpCode(base32Secret: string, at: Date, stepsAway = 0): string {
  const step = Math.floor(at.getTime() / 1000 / stepSeconds) + stepsAway;
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', decodeBase32(base32Secret)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** A code that is none of those from two steps before to two steps after. */
export function wrongTotpCode(base32Secret: string, at: Date): string {
  const near = [-2, -1, 0, 1, 2].map((steps) => totpCode(base32Secret, at, steps));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find(
    (code) => !near.includes(code),
  ) as string;
}

function decodeBase32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
