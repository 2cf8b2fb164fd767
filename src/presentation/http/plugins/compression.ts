import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

const thresholdBytes = 1024;

/** For the routes of one scope. Tokens are never compressed next to what a client chose (CVE-2013-3587). */
export async function compressAnswers(scope: FastifyInstance): Promise<void> {
  await scope.register(compress, {
    threshold: thresholdBytes,
    encodings: ['br', 'gzip'],
    globalDecompression: false,
  });
}
