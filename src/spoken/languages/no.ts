/** Norwegian, with the new way of counting (førtien) and the old one (enogførti). */
import { tensAndUnits, type Language } from './language.js';

const tens = 'tjue tyve|tretti tredve|førti|femti|seksti|sytti|åtti|nitti';
const units = '|en én ett|to|tre|fire|fem|seks|sju syv|åtte|ni';

export const no: Language = {
  code: 'no',
  units: 'null|en ett én et ener|to toer|tre treer|fire firer|fem femmer|seks sekser|sju syv sjuer|åtte åtter|ni nier',
  teens: 'ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten',
  tens,
  hundred: 'hundre',
  thousand: 'tusen',
  compounds: [...tensAndUnits(tens, units, (ten, unit) => ten + unit), ...tensAndUnits(tens, units, (ten, unit) => `${unit}og${ten}`)],
  plurals: 'nuller|enere|toere|treere|firere|femmere|seksere|sjuere syvere|åttere|niere',
  repeaters: 'dobbel dobbelt|trippel tredobbel|firedobbel',
  joiners: 'og',
  fillers: 'så eh øh øhm æh hm mm bindestrek mellomrom komma punktum ok okay ja deretter neste strek skråstrek altså minus igjen sånn',
  everyday: 'null en én et to ti ni',
  inverted: 'also',
};
