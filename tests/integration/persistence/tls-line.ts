import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { type Certificate, makeCertificate } from '../../support/certificate.js';

/** A connection to a database that speaks TLS, with a certificate that can be replaced. */
export class TlsLine {
  readonly #sockets = new Set<Socket>();

  private constructor(
    readonly url: string,
    public certificate: Certificate,
    private readonly server: Server,
    private readonly folder: string,
  ) {}

  /** Its URL demands that the certificate is verified, and trusts those that `trusted` names. */
  static async to(databaseUrl: string, trusted: readonly Certificate[]): Promise<TlsLine> {
    const folder = await mkdtemp(join(tmpdir(), 'tls-line-'));
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, trusted.map(({ cert }) => cert).join(''));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(databaseUrl);
    const { hostname, port } = url;
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    url.searchParams.set('sslmode', 'verify-full');
    url.searchParams.set('sslrootcert', ca);
    const line = new TlsLine(url.href, trusted[0] ?? makeCertificate(), server, folder);
    server.on('connection', (socket) => {
      // The request for TLS, which has to be answered before the handshake begins.
      socket.once('data', () => {
        socket.write('S');
        const near = new TLSSocket(socket, { isServer: true, ...line.certificate });
        const far = connect(Number(port || 5432), hostname);
        near.pipe(far).pipe(near);
        for (const end of [socket, near, far]) {
          line.#sockets.add(end);
          end.on('error', () => undefined);
          end.on('close', () => {
            for (const other of [near, far]) other.destroy();
          });
        }
      });
    });
    return line;
  }

  /** Breaks off the connections that there are. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await rm(this.folder, { recursive: true });
  }
}
