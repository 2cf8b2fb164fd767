import { LocalSignal, type Signal } from '../shared/signal.js';

/** Tells runners of subscriptions that events have been committed. */
export type EventSignal = Signal;

export class LocalEventSignal extends LocalSignal {}
