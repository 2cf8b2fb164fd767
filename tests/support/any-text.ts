import fc from 'fast-check';

/** Code points from everywhere, surrogates apart. */
const codePoint = fc
  .oneof(fc.nat(0x7f), fc.nat(0xffff), fc.nat(0x10ffff))
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

/** Like fast-check's strings of `binary` units, which takes seconds to look at every code point that there is. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: codePoint, maxLength });
}
