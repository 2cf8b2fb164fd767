import { createRequire } from 'node:module';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import type { GuessEstimator } from '#domain/auth/password-policy.js';

/** Bounds the work, which grows with the square of the length. What comes later makes no password easier to guess. */
const judgedLength = 50;

/**
 * Estimates as attackers work: lists of passwords and words, spellings with digits, keyboard rows, repetitions, dates
 * (Wheeler: zxcvbn, USENIX Security 2016). The lists are read at the first question (30 ms, 4 MB), so that they delay
 * neither the start nor a process that never sets a password.
 */
export class ZxcvbnGuessEstimator implements GuessEstimator {
  #zxcvbn: ZxcvbnFactory | null = null;

  guesses(password: string, known: readonly string[]): number {
    this.#zxcvbn ??= load();
    return this.#zxcvbn.check(password.slice(0, judgedLength), [...known]).guesses;
  }
}

function load(): ZxcvbnFactory {
  const require = createRequire(import.meta.url);
  const core: typeof import('@zxcvbn-ts/core') = require('@zxcvbn-ts/core');
  const {
    dictionary,
    adjacencyGraphs,
  }: typeof import('@zxcvbn-ts/language-common') = require('@zxcvbn-ts/language-common');
  return new core.ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}
