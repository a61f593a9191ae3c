/**
 * `sluice user`: makes the line by which somebody signs in at a forward listener. The secret is read from standard input, so that it stands in no
 * list of processes and no history, and what is printed holds a hash of it alone.
 */
import { Command } from 'commander';
import { SluiceError } from '../base/errors.js';
import { hashSecret } from '../base/secret-hash.js';
import { example } from './help.js';

const LEAST_CHARACTERS = 12;

export function userCommand(): Command {
  return new Command('user')
    .description('make the line of somebody who signs in at a forward listener; the secret comes from standard input')
    .argument('<name>', 'name of the person or program')
    .requiredOption('--role <role>', 'its role')
    .allowExcessArguments(false)
    .addHelpText('after', example('openssl rand -base64 18 | tee secret.txt | sluice user desk-7 --role agent >> users.txt'))
    .action(make);
}

async function make(name: string, { role }: { readonly role: string }): Promise<void> {
  if (!/^[^\s:]{1,256}$/.test(name)) throw new SluiceError('SLUICE_USAGE', 'A name has no spaces and no colon.');
  if (!/^\S{1,256}$/.test(role)) throw new SluiceError('SLUICE_USAGE', 'A role has no spaces.');
  const secret = (await textOf(process.stdin)).replace(/\r?\n$/, '');
  if (secret.length < LEAST_CHARACTERS) throw new SluiceError('SLUICE_USAGE', `A secret has at least ${LEAST_CHARACTERS} characters.`);
  process.stdout.write(`${name} ${role} ${await hashSecret(secret)}\n`);
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
