/** What the default policy does with each class of data, unless its rule says otherwise. */
import type { Action } from '../policy/policy.js';
import type { CLASSES, Rule } from './schema.js';

/** The actions that are carried out today (src/policy/policy.ts). */
export const ACTIONS_SUPPORTED = ['allow', 'observe', 'mask'] as const satisfies readonly Action[];

export type DataClass = (typeof CLASSES)[number];

const DEFAULT_ACTIONS: Readonly<Record<DataClass, Action>> = {
  sad: 'mask',
  cardholder: 'mask',
  'national-id': 'mask',
  bank: 'mask',
  custom: 'mask',
  contact: 'observe',
  secret: 'observe',
  'look-alike': 'allow',
};

export const actionOf = (rule: Rule): Action => rule.action ?? DEFAULT_ACTIONS[rule.class];
