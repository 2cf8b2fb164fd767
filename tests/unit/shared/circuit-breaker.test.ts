import { expect, it } from 'vitest';
import { CircuitBreaker } from '#infrastructure/shared/circuit-breaker.js';

function aBreaker() {
  const clock = { now: 5 };
  const breaker = new CircuitBreaker({ maxFailures: 3, pauseMs: 100 }, () => clock.now);
  return { breaker, clock };
}

it('admits everybody while failures are few, or not in a row', () => {
  const { breaker } = aBreaker();
  for (const _ of [1, 2, 3, 4]) {
    expect([breaker.failed(), breaker.failed()]).toEqual([false, false]);
    expect(breaker.admits()).toBe(true);
    breaker.succeeded();
  }
});

it('admits nobody for a while after too many, then one, whose success admits everybody', () => {
  const { breaker, clock } = aBreaker();
  expect([breaker.failed(), breaker.failed(), breaker.failed()]).toEqual([false, false, true]);
  expect(breaker.admits()).toBe(false);
  clock.now += 99;
  expect(breaker.admits()).toBe(false);
  clock.now += 1;
  expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
  breaker.succeeded();
  expect([breaker.admits(), breaker.admits()]).toEqual([true, true]);
  expect(breaker.failed()).toBe(false);
});

it('admits nobody for another while when the one has failed, or never came back', () => {
  const { breaker, clock } = aBreaker();
  for (const _ of [1, 2, 3]) breaker.failed();
  clock.now += 100;
  expect(breaker.admits()).toBe(true);
  clock.now += 50;
  expect(breaker.failed()).toBe(true);
  clock.now += 99;
  expect(breaker.admits()).toBe(false);
  clock.now += 1;
  expect(breaker.admits()).toBe(true);
  clock.now += 100;
  expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
});
