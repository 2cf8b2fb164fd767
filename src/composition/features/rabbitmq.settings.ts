import { isLoopback, refuseInsecure } from '#infrastructure/configuration/insecure-urls.js';
import {
  type EarlierValues,
  flag,
  InvalidValue,
  integer,
  parsedText,
} from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const rabbitmqSettings = defineSettings('RabbitMQ', {
  allowInsecure: flag('RABBITMQ_ALLOW_INSECURE', {
    default: false,
    meaning: 'Let production talk to a RabbitMQ on another machine without TLS.',
    example: true,
  }),
  url: parsedText('RABBITMQ_URL', parseUrl, {
    isSecret: true,
    meaning: 'RabbitMQ to which every event is published, and from which inbound messages come.',
    example: 'amqps://gatehouse:a-long-random-one@rabbitmq:5671/events',
    production: {
      check: refusePlaintext,
      rule: 'another machine without TLS (`amqps:`) is refused, unless `RABBITMQ_ALLOW_INSECURE` is set',
    },
  }),
  prefix: parsedText('RABBITMQ_PREFIX', parsePrefix, {
    default: 'gatehouse',
    meaning: 'Of the exchanges `<prefix>.events` and `<prefix>.unrouted`, and the queue of the latter name.',
    example: 'staging.gatehouse',
  }),
  confirmTimeoutSeconds: integer('RABBITMQ_CONFIRM_TIMEOUT_SECONDS', {
    from: 1,
    to: 300,
    default: 10,
    unit: 's',
    meaning:
      'Within which a batch of events must be confirmed; then it is sent again. Less than `EVENTS_HANDLER_TIMEOUT_SECONDS`.',
    example: 5,
  }),
});

function parseUrl(value: string): string {
  const url = URL.parse(value);
  if (url !== null && /^amqps?:$/.test(url.protocol) && url.hostname !== '') return value;
  throw new InvalidValue('must be a URL of the form amqps://user:password@host:5671/vhost');
}

function refusePlaintext(text: string, { RABBITMQ_ALLOW_INSECURE }: EarlierValues): void {
  const url = new URL(text);
  const isSecure = url.protocol === 'amqps:' || isLoopback(url);
  refuseInsecure(isSecure, RABBITMQ_ALLOW_INSECURE, 'Begin it with `amqps:`', 'RABBITMQ_ALLOW_INSECURE');
}

function parsePrefix(value: string): string {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(value) && !value.startsWith('amq.')) return value;
  throw new InvalidValue(
    'must have up to 64 letters, digits, dots, dashes and underscores, and not begin with amq.',
  );
}
