/** Dutch: units before tens (eenenveertig), with a diaeresis where vowels meet (tweeëntwintig). */
import { tensAndUnits, type Language } from './language.js';

const teens = 'tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien';
const tens = 'twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig';
const compounds = tensAndUnits(
  tens,
  '|een|twee|drie|vier|vijf|zes|zeven|acht|negen',
  (ten, unit) => unit + (unit.endsWith('ee') || unit.endsWith('ie') ? 'ën' : 'en') + ten,
);

export const nl: Language = {
  code: 'nl',
  units: 'nul|één een eén|twee|drie|vier|vijf|zes|zeven|acht|negen',
  teens,
  tens,
  hundred: 'honderd',
  thousand: 'duizend',
  compounds,
  plurals: 'nullen|enen|tweeën|drieën|vieren|vijven|zessen|zevens|achten|negens',
  repeaters: 'dubbel dubbele tweemaal|driedubbel driemaal|viermaal',
  joiners: 'en',
  fillers:
    'dan eh uh uhm ehm euh hm mm streepje koppelteken spatie komma punt oké ok okay ja volgende daarna schuine streep nog eens min even dus toen',
  inverted: 'always',
};
