/** German, also as spoken in Switzerland and Austria. */
import { tensAndUnits, type Language } from './language.js';

const teens = 'zehn|elf|zwölf|dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn';
const tens = 'zwanzig|dreißig|vierzig|fünfzig fuffzig|sechzig|siebzig|achtzig|neunzig';
const compounds = tensAndUnits(tens, '|ein|zwei zwo|drei|vier|fünf|sechs|sieben|acht|neun', (ten, unit) => `${unit}und${ten}`);

export const de: Language = {
  code: 'de',
  units: 'null|eins ein eine|zwei zwo|drei|vier|fünf|sechs|sieben|acht|neun',
  teens,
  tens,
  hundred: 'hundert',
  thousand: 'tausend',
  compounds,
  plurals:
    'nullen|einsen einser|zweien zweier|dreien dreier|vieren vierer|fünfen fünfer|sechsen sechser|siebenen siebener|achten achter|neunen neuner',
  repeaters: 'doppel doppelt doppelte zweimal zwomal|dreifach dreifache dreimal|vierfach vierfache viermal',
  joiners: 'und',
  fillers:
    'dann äh ähm öh öhm eh hm mm also ja genau strich bindestrich minus leerzeichen komma punkt nächste weiter okay ok so nochmal schrägstrich die danach anschließend pause moment',
  everyday: 'null ein eine',
  inverted: 'always',
};
