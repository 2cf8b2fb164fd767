import { describe, expect, it } from 'vitest';
import { AddressGuard } from '#infrastructure/http-client/webhooks/address-guard.js';
import { isPublicAddress } from '#infrastructure/http-client/webhooks/public-address.js';

/** By what they are, so that a missing range is named. */
const refused = {
  unspecified: ['0.0.0.0', '::'],
  'this network': ['0.1.2.3'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  'unique local': ['fc00::1', 'fd12:3456:789a::1'],
  'link-local': ['169.254.1.1', 'fe80::1', 'febf::1'],
  'site-local': ['fec0::1'],
  metadata: ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
  CGNAT: ['100.64.0.1', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  broadcast: ['255.255.255.255'],
  reserved: [
    '240.0.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '2001:db8::1',
  ],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:0:127.0.0.1'],
  'IPv4-compatible': ['::127.0.0.1', '::8.8.8.8'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::8.8.8.8', '64:ff9b:1::10.0.0.1'],
  '6to4': ['2002:7f00:1::', '2002:808:808::1'],
  Teredo: ['2001:0:7f00:1::'],
  'no address': ['', 'localhost', '127.1', '0x7f000001', '2130706433', '8.8.8.8%eth0', 'fe80::1%lo'],
};

const allowed = [
  '8.8.8.8',
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700:4700::1111',
  '2a00:1450:4001::8',
];

describe('a public address', () => {
  it.each(Object.entries(refused))('is none that is %s', (_kind, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it('is any other', () => {
    expect(allowed.filter((address) => !isPublicAddress(address))).toEqual([]);
  });
});

describe('the guard of addresses', () => {
  const names: Readonly<Record<string, readonly string[]>> = {
    'public.example.com': ['8.8.8.8', '2606:4700:4700::1111'],
    'private.example.com': ['10.0.0.1'],
    'mixed.example.com': ['8.8.8.8', '127.0.0.1'],
    'mapped.example.com': ['::ffff:169.254.169.254'],
    localhost: ['8.8.8.8'],
  };
  const asking = {
    addressesOf: async (name: string) => {
      if (name === 'broken.example.com') throw new Error('SERVFAIL');
      return names[name] ?? [];
    },
  };
  const guard = new AddressGuard(asking, false);
  const notPublic = 'is refused: its host is not at a public address';

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://127.1/',
    'http://0/',
    'http://127.0.0.1./',
    'http://①②⑦.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fe80::1]/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://gatehouse.localhost/',
    'http://metadata.google.internal/',
    'http://postgres/',
    'http://printer.local/',
    'http://private.example.com/',
    'http://private.example.com./',
    'http://mixed.example.com/',
    'http://mapped.example.com/',
  ])('refuses %s', async (url) => {
    expect(await guard.refusalOf(url)).toBe(notPublic);
  });

  it('refuses what is not there, and leaves open what nobody can say now', async () => {
    expect(await guard.refusalOf('https://missing.example.com')).toBe('is refused: its host was not found');
    expect(await guard.refusalOf('https://broken.example.com')).toBeNull();
    await expect(guard.addressesOf('broken.example.com')).rejects.toThrow('SERVFAIL');
  });

  it('lets what is public through, and everything where that is allowed', async () => {
    expect(await guard.refusalOf('https://public.example.com/path')).toBeNull();
    expect(await guard.refusalOf('https://[2606:4700:4700::1111]/')).toBeNull();
    expect(await guard.addressesOf('public.example.com')).toEqual(names['public.example.com']);
    expect(await new AddressGuard(asking, true).refusalOf('http://127.0.0.1/')).toBeNull();
  });
});
