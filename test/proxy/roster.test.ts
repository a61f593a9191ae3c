/** The roster of exchanges under way: who leaves, in whatever order, takes nobody along. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Roster, type Member } from '../../src/proxy/roster.js';

it('holds exactly those who came and have not left', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (choices) => {
      const roster = new Roster<Member>();
      const expected = new Set<Member>();
      for (const choice of choices) {
        const leaving = [...expected][choice];
        if (leaving === undefined) {
          const member = { slot: -1 };
          roster.add(member);
          expected.add(member);
        } else {
          roster.remove(leaving);
          expected.delete(leaving);
        }
      }
      expect(new Set(roster.all())).toEqual(expected);
      expect(roster.all()).toHaveLength(expected.size);
    }),
  );
});
