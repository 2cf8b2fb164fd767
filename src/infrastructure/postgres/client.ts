import pg from 'pg';

/** Whatever keeps a client from connecting, from a refused port to a certificate that has expired. */
export class ConnectFailure extends Error {
  override readonly name = 'ConnectFailure';

  constructor(override readonly cause: Error) {
    super(cause.message, { cause });
  }
}

/** Tells by the class of its error that it could not connect: the causes have no wording or code in common. */
export class Client extends pg.Client {
  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<pg.Client> | undefined {
    const connecting = super.connect().catch((error: Error) => {
      throw new ConnectFailure(error);
    });
    if (callback === undefined) return connecting;
    connecting.then(() => callback(undefined as never), callback);
    return undefined;
  }
}
