/** English. */
import { tensAndUnits, type Language } from './language.js';

const units = 'zero oh o nought naught aught nil|one|two|three|four|five|six|seven|eight|nine niner';
const tens = 'twenty|thirty|forty fourty|fifty|sixty|seventy|eighty|ninety';

export const en: Language = {
  code: 'en',
  units,
  teens: 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen',
  tens,
  hundred: 'hundred',
  thousand: 'thousand',
  compounds: tensAndUnits(tens, '|one|two|three|four|five|six|seven|eight|nine', (ten, unit) => ten + unit),
  plurals: 'zeros zeroes ohs noughts|ones|twos|threes|fours|fives|sixes|sevens|eights|nines',
  repeaters: 'double|triple treble|quadruple quad',
  joiners: 'and',
  fillers:
    'um umm uh uhh uhm er erm eh ah ahh hm hmm mm mhm uhuh then dash hyphen minus space next okay ok comma period dot stop slash yes yeah yep right so now like well pause followed by again sorry sure alright gap',
  everyday: 'oh o',
  homophones: [
    ['to', 2],
    ['too', 2],
    ['tu', 2],
    ['for', 4],
    ['fore', 4],
    ['won', 1],
    ['ate', 8],
    ['tree', 3],
    ['sicks', 6],
  ],
};
