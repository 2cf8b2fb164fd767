import type { KafkaInbound } from '#application/kafka/inbound.js';
import type { Logger } from '#application/shared/logger.js';
import type { InboundHandling } from '../brokers/inbound-handling.js';
import { OperatorError } from '../operator-error.js';
import type { KafkaAccess } from './client.js';
import { InboundSession } from './inbound-session.js';
import { KafkaLink } from './link.js';

/** So that its records of what was handled have room for the topic and the id. */
const longestGroup = 80;

/** Consumes the topics of all that is inbound. */
export class KafkaInboundConsumers {
  readonly #links: readonly KafkaLink<InboundSession>[];

  constructor(
    inbounds: readonly KafkaInbound[],
    access: KafkaAccess,
    handling: InboundHandling,
    logger: Logger,
  ) {
    for (const { topic, group } of inbounds) {
      if (group.length <= longestGroup) continue;
      throw new OperatorError(`The group of ${topic} has a name of more than ${longestGroup} characters`);
    }
    this.#links = inbounds.map((inbound) => {
      const link: KafkaLink<InboundSession> = new KafkaLink(
        {
          open: () => InboundSession.open(inbound, access, handling, logger),
          watch: (session) => session.failed,
          close: (session) => session.close(),
        },
        `records of ${inbound.topic} wait there`,
        logger,
      );
      return link;
    });
  }

  start(): void {
    for (const link of this.#links) link.start();
  }

  /** Takes no more; what is in hand is finished, and the rest stays where it is. */
  async close(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.close()));
  }
}
