import { Text } from '../../validation/decorators.js';

/** Of a link, or of a challenge: as it was handed out, which is all that is said of it. @public */
export function TokenField(): PropertyDecorator {
  return Text({
    max: 256,
    description: 'As it was handed out. It is good once.',
    example: 'ght_5Hj2dE5v3oJq0cXh1mWk9yT7aLbN4sRu8gPzQfV6iOw',
  });
}
