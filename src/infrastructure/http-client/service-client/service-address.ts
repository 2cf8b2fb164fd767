/** Where a service is. */
export interface ServiceAddress {
  readonly service: string;
  readonly scheme: 'http:' | 'https:';
  /** With its port where it has one; with `srv`, the name of SRV records. */
  readonly host: string;
  /** Whether host and port are looked up as RFC 2782 says. */
  readonly isSrv: boolean;
  /** Before each path, without a slash at its end. */
  readonly basePath: string;
}
