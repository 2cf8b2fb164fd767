import { createCipheriv, createHash, pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { productPackage } from '../paths.ts';

const { hashSync: argon2 } = productPackage<{
  hashSync(password: string, options: object): string;
}>('@node-rs/argon2');
const { hashSync: bcrypt } = productPackage<{ hashSync(password: string, cost: number): string }>('bcryptjs');

const signerKey = randomBytes(64);
const saltSeparator = Buffer.from([0xbe, 0xef]);

/** As Firebase shows them, for `--firebase-parameters`. */
export const firebaseParameters = `hash_config {
  algorithm: SCRYPT,
  base64_signer_key: ${signerKey.toString('base64')},
  base64_salt_separator: ${saltSeparator.toString('base64')},
  rounds: 8,
  mem_cost: 10,
}
`;

export interface StoredHash {
  readonly passwordHash: string;
  readonly passwordSalt?: string;
}

/** Cheap ones: what they cost is paid by whoever signs in, and the import only reads their forms. */
export const kinds: Readonly<Record<string, (password: string) => StoredHash>> = {
  bcrypt: (password) => ({ passwordHash: bcrypt(password, 4) }),
  argon2: (password) => ({
    passwordHash: argon2(password, { memoryCost: 256, timeCost: 1, parallelism: 1, algorithm: 1 }),
  }),
  scrypt(password) {
    const salt = randomBytes(16);
    const digest = scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 });
    return { passwordHash: `$scrypt$ln=10,r=8,p=1$${unpadded(salt)}$${unpadded(digest)}` };
  },
  pbkdf2(password) {
    const salt = randomBytes(16);
    const digest = pbkdf2Sync(password, salt, 1000, 32, 'sha256');
    return { passwordHash: `$pbkdf2-sha256$i=1000,l=32$${unpadded(salt)}$${unpadded(digest)}` };
  },
  firebase(password) {
    const salt = randomBytes(8);
    const key = scryptSync(password, Buffer.concat([salt, saltSeparator]), 32, { N: 1024, r: 8, p: 1 });
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    const digest = Buffer.concat([cipher.update(signerKey), cipher.final()]);
    return { passwordHash: digest.toString('base64'), passwordSalt: salt.toString('base64') };
  },
  ssha(password) {
    const salt = randomBytes(8);
    const digest = createHash('sha1').update(password).update(salt).digest();
    return { passwordHash: `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}` };
  },
};

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
