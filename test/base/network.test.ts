/** Addresses that no upstream may have, however they are written; networks and who is in them. */
import { expect, test } from 'vitest';
import { addressGuard, isEverywhere, isNetwork, Networks, refusedUpstream } from '../../src/base/network.js';

test('link-local and metadata addresses are refused in every notation that a URL can give them', () => {
  for (const host of [
    '169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[fe80::1]',
    '[fd00:ec2::254]', '100.100.100.200', '168.63.129.16', '0.0.0.0', '[::]', '224.0.0.1', '255.255.255.255', 'METADATA.google.internal', 'metadata', 'instance-data.ec2.internal.',
  ]) {
    expect(refusedUpstream(new URL(`http://${host}/`).hostname), host).toBeDefined();
  } // prettier-ignore
});

test('private, public and loopback addresses, and names, are not', () => {
  for (const host of ['10.0.0.1', '192.168.1.1', '172.16.0.1', '127.0.0.1', '[::1]', '[fd00::1]', '93.184.216.34', 'crm.internal', 'metadata.example.com', '169.253.1.1']) {
    expect(refusedUpstream(new URL(`http://${host}/`).hostname), host).toBeUndefined();
  } // prettier-ignore
});

test('a guard lets pass what is allowed by its network', () => {
  const guard = addressGuard(['169.254.10.0/24']);
  expect(['169.254.10.7', '::ffff:169.254.10.7', '169.254.11.7', 'fe80::1%eth0', '10.0.0.1'].map(guard)).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
});

test('networks hold addresses, not names', () => {
  const networks = new Networks(['10.0.0.0/8', '2001:db8::/32', '127.0.0.1']);
  for (const inside of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1', '[2001:db8::1]', '127.0.0.1'])
    expect(networks.has(inside), inside).toBe(true);
  for (const outside of ['11.1.2.3', '2001:db9::1', '127.0.0.2', 'localhost', '', '10.1.2', '10.0.0.0/8'])
    expect(networks.has(outside), outside).toBe(false);
});

test('what a network is', () => {
  for (const text of ['10.0.0.0/8', '10.0.0.1', 'fd00::/8', '::1', '0.0.0.0/0']) expect(isNetwork(text), text).toBe(true);
  for (const text of ['10.0.0.0/33', '10/8', '10', 'balancer', '', '10.0.0.0/', 'fd00::/129', '10.0.0.0/8/8'])
    expect(isNetwork(text), text).toBe(false);
  expect(['0.0.0.0/0', '::/0', '10.0.0.0/10', '::/00'].map(isEverywhere)).toEqual([true, true, false, true]);
});
