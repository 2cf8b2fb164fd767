import { Text } from '../../validation/decorators.js';

/** The id in a path; the domain says what an id is (AUT-11). */
export class IdParams {
  @Text({
    max: 64,
    example: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41',
    schema: { format: 'uuid' },
  })
  id!: string;
}
