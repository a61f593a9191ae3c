/** Reads the static files of a demo page once and answers for them. No card number may stand in any of them. */
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Serves every file of `folder` under its own name, and `index.html` as `/`. */
export function serveFiles(app: FastifyInstance, folder: string): void {
  for (const name of readdirSync(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(join(folder, name), 'utf8');
    const path = name === 'index.html' ? '/' : `/${name}`;
    app.get(path, (_, reply) => reply.header('content-type', type).header('cache-control', 'no-cache').send(body));
  }
}
