const programs = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const;

const systems = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iOS'],
  ['iPad', 'iPadOS'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/**
 * What a client says that it is, in words of our own: its own ones could be anything, and have no place in a message.
 * @returns null where nothing is recognised.
 */
export function deviceNameOf(userAgent: string | null): string | null {
  const known = [programs, systems].flatMap((names) => {
    const found = names.find(([mark]) => userAgent?.includes(mark));
    return found === undefined ? [] : [found[1]];
  });
  return known.length === 0 ? null : known.join(', ');
}
