/** A gate, 16 by 16, from its top. */
const rows = [
  0x0000, 0x1ff8, 0x3ffc, 0x700e, 0x6006, 0x6db6, 0x6db6, 0x6db6, 0x6db6, 0x6ff6, 0x6db6, 0x6db6, 0x6db6,
  0x6db6, 0xffff, 0x0000,
];
const green = [0x4f, 0x6e, 0x0b, 0];

/** An ICO with one image of one bit a pixel: the header, its directory, then bitmap and mask from the bottom up. */
export const favicon: Buffer = makeIcon();

function makeIcon(): Buffer {
  const header = Buffer.from([0, 0, 1, 0, 1, 0, 16, 16, 2, 0, 1, 0, 1, 0]);
  const info = Buffer.alloc(40);
  info.writeUInt32LE(40, 0);
  info.writeInt32LE(16, 4);
  // Bitmap and mask together.
  info.writeInt32LE(32, 8);
  info.writeUInt16LE(1, 12);
  info.writeUInt16LE(1, 14);
  const bits = (row: number) => [row >> 8, row & 0xff, 0, 0];
  const bitmap = Buffer.from(rows.toReversed().flatMap(bits));
  const mask = Buffer.from(rows.toReversed().flatMap((row) => bits(~row & 0xffff)));
  const image = Buffer.concat([info, Buffer.from([0, 0, 0, 0, ...green]), bitmap, mask]);
  const place = Buffer.alloc(8);
  place.writeUInt32LE(image.length, 0);
  place.writeUInt32LE(header.length + place.length, 4);
  return Buffer.concat([header, place, image]);
}
