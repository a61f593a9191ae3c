/** Where agents connect, and where operators do. */
import { z } from 'zod';
import { signInSchema } from './identity.js';
import { address, file, hostPattern, name, networkBut, oneOrMore, tlsVersion } from './scalar.js';

const pair = {
  cert: file.describe('Certificate in PEM, with those of its issuers behind it.'),
  key: file.describe('Its private key in PEM, without a passphrase.'),
};

const namedCertificate = z.strictObject({
  hosts: z.array(hostPattern).min(1).describe('Hosts for which it is shown: crm.example.com, or *.example.com for all one level below.'),
  ...pair,
});

export const listenerTlsSchema = z.strictObject({
  ...pair,
  minVersion: tlsVersion.prefault('1.2').describe('Lowest version of TLS that is spoken.'),
  names: z.array(namedCertificate).default([]).describe('Other certificates, by the host that is asked for (SNI).'),
  clientCa: file.optional().describe('Certificates in PEM that issue those of agents. With it, agents are asked for one (mutual TLS).'),
  clientCrl: oneOrMore(file)
    .optional()
    .describe('Lists of revoked certificates in PEM (CRL), one of each authority in clientCa: a file, or several. An agent whose certificate is in one is refused.'), // prettier-ignore
  clientCertificate: z
    .enum(['required', 'optional'])
    .optional()
    .describe('Whether an agent without a certificate is refused (the default with clientCa) or only unknown. Needs clientCa.'),
});

export const listenerSchema = z
  .strictObject({
    name: name.describe('Name of the listener, in the log and for routes.'),
    address: address.describe('Where it listens: HOST:PORT. 0.0.0.0 or [::] is every address of the machine; port 0 picks a free one.'),
    mode: z
      .enum(['reverse', 'forward'])
      .default('reverse')
      .describe('reverse: agents know Sluice as the CRM. forward: agents name Sluice as their proxy and ask it for hosts (CONNECT).'),
    tls: listenerTlsSchema.optional().describe('TLS towards agents. Without it the listener speaks plain HTTP.'),
    http2: z.boolean().optional().describe('HTTP/2 beside HTTP/1.1: true where there is TLS, unless said.'),
    ca: z.strictObject(pair).optional().describe('Forward mode: the authority by which certificates of the hosts are issued on the fly.'),
    signIn: signInSchema.optional(),
    trustedHops: z
      .array(networkBut('name the networks of your load balancers: anybody could say where a request comes from'))
      .default([])
      .describe('Networks of load balancers in front, whose X-Forwarded-* headers are believed. Those of all others are dropped.'),
  })
  .describe('A port for agents.');

export const adminSchema = z
  .strictObject({
    address: address.optional().describe('Where health, metrics and status answer. Default 127.0.0.1:9090.'),
    insecure: z.boolean().default(false).describe('Lets an address be used that other machines can reach, though the port has no sign-in.'),
    hosts: z
      .array(hostPattern)
      .default([])
      .describe('Names by which the port is called, besides localhost and addresses. Requests for other names are refused: a web page could have its own resolve to this machine.'), // prettier-ignore
  })
  .describe('The port for operators.');
