/** For a machine that does other work too. The service's own pool is the only client. */
const DEFAULTS: Readonly<Record<string, string>> = {
  shared_buffers: '64MB',
  max_connections: '50',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Details and statements carry personal data ("Key (email)=(...) already exists").
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

const FIXED: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // The path of a socket must stay below some hundred bytes, a checkout's may not.
  unix_socket_directories: '',
  logging_collector: 'off',
  log_destination: 'stderr',
  lc_messages: 'C',
};

export function serverArguments(settings: Readonly<Record<string, string>>, port: number): string[] {
  return Object.entries({ ...DEFAULTS, ...settings, ...FIXED, port: String(port) }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  );
}
