import { parseCertificate } from '#infrastructure/configuration/certificate.js';
import { isLoopback, refuseInsecure } from '#infrastructure/configuration/insecure-urls.js';
import {
  type EarlierValues,
  flag,
  InvalidValue,
  integer,
  list,
  oneOf,
  parsedText,
  text,
} from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

export const kafkaSettings = defineSettings('Kafka', {
  allowInsecure: flag('KAFKA_ALLOW_INSECURE', {
    default: false,
    meaning: 'Let production talk to a Kafka on another machine without TLS.',
    example: true,
  }),
  isTls: flag('KAFKA_TLS', {
    default: false,
    meaning: 'Talk TLS to Kafka, and check its certificate.',
    example: true,
  }),
  ca: parsedText('KAFKA_CA', parseCertificate, {
    isSecret: true,
    meaning: 'Certificate (PEM) of a CA of your own that Kafka has its certificate from.',
    example: '<PEM>',
  }),
  brokers: list('KAFKA_BROKERS', parseBroker, {
    meaning:
      'Some brokers of the Kafka to which every event is published, and from which inbound records come; they tell of the others.',
    example: 'kafka-1:9093, kafka-2:9093',
    production: {
      check: refusePlaintext,
      rule: 'other machines without `KAFKA_TLS` are refused, unless `KAFKA_ALLOW_INSECURE` is set',
    },
  }),
  mechanism: oneOf('KAFKA_SASL_MECHANISM', ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'], {
    meaning:
      'How to sign in to Kafka, with `KAFKA_USERNAME` and `KAFKA_PASSWORD`; without one nobody signs in.',
    example: 'SCRAM-SHA-512',
  }),
  username: text('KAFKA_USERNAME', { meaning: 'Who signs in to Kafka.', example: 'gatehouse' }),
  password: text('KAFKA_PASSWORD', {
    isSecret: true,
    meaning: 'The password of `KAFKA_USERNAME`.',
    example: 'a-long-random-one',
  }),
  topic: parsedText('KAFKA_TOPIC', parseTopic, {
    default: 'gatehouse.events',
    meaning: 'Where events go. It is made where it is not there, as the broker makes topics by default.',
    example: 'staging.gatehouse.events',
  }),
  ackTimeoutSeconds: integer('KAFKA_ACK_TIMEOUT_SECONDS', {
    from: 1,
    to: 300,
    default: 10,
    unit: 's',
    meaning:
      'Within which a batch of events must be acknowledged; then it is sent again. Less than `EVENTS_HANDLER_TIMEOUT_SECONDS`.',
    example: 5,
  }),
});

function parseBroker(value: string): string {
  const url = URL.parse(`kafka://${value}`);
  if (url !== null && url.hostname !== '' && url.port !== '' && url.host === value.toLowerCase())
    return value;
  throw new InvalidValue('must be host:port, or several of them with commas in between');
}

function refusePlaintext(
  brokers: readonly string[],
  { KAFKA_TLS, KAFKA_ALLOW_INSECURE }: EarlierValues,
): void {
  const isSecure = KAFKA_TLS === true || brokers.every((broker) => isLoopback(new URL(`kafka://${broker}`)));
  refuseInsecure(isSecure, KAFKA_ALLOW_INSECURE, 'Set KAFKA_TLS=true', 'KAFKA_ALLOW_INSECURE');
}

function parseTopic(value: string): string {
  if (/^[A-Za-z0-9._-]{1,249}$/.test(value) && !/^\.\.?$/.test(value)) return value;
  throw new InvalidValue('must have up to 249 letters, digits, dots, dashes and underscores');
}
