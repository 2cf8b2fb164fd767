import { invalidField } from '#domain/shared/validation.js';

const maxLength = 2_048;

/** Where a webhook's events go, in the spelling of the WHATWG URL Standard: numbers as IPv4 addresses are, without a fragment. */
export class EndpointUrl {
  private constructor(readonly value: string) {}

  /**
   * Whether its host may be called is another question, which needs the network.
   * @param mayBePlain whether `http` will do.
   * @throws AppError VALIDATION_ERROR.
   */
  static parse(raw: string, mayBePlain: boolean): EndpointUrl {
    const url = raw.length <= maxLength ? URL.parse(raw) : null;
    if (url === null) throw invalidField('url', `must be a URL of at most ${maxLength} characters`);
    if (url.protocol !== 'https:' && !(mayBePlain && url.protocol === 'http:')) {
      throw invalidField(
        'url',
        mayBePlain ? 'must begin with https:// or http://' : 'must begin with https://',
      );
    }
    // They would be sent to whoever answers there, and stand in lists and logs.
    if (url.username !== '' || url.password !== '') {
      throw invalidField('url', 'must not have a user name or password in it');
    }
    url.hash = '';
    return new EndpointUrl(url.href);
  }

  /** For a value that `parse` made before. */
  static rehydrate(value: string): EndpointUrl {
    return new EndpointUrl(value);
  }

  /** With the port, where that is not the usual one. */
  get host(): string {
    return new URL(this.value).host;
  }
}
