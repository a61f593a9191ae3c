/** Danish: units before tens, and tens counted in twenties (halvtreds is 50). */
import { tensAndUnits, type Language } from './language.js';

const tens =
  'tyve|tredive tredve|fyrre fyrretyve|halvtreds halvtredsindstyve|tres tresindstyve|halvfjerds halvfjerdsindstyve|firs firsindstyve|halvfems halvfemsindstyve';

export const da: Language = {
  code: 'da',
  units: 'nul|en et ét|to|tre|fire|fem|seks|syv|otte|ni',
  teens: 'ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten',
  tens,
  hundred: 'hundrede hundred',
  thousand: 'tusind tusinde',
  compounds: tensAndUnits(tens, '|en et|to|tre|fire|fem|seks|syv|otte|ni', (ten, unit) => `${unit}og${ten}`),
  plurals:
    'nuller|ettaller ettere|totaller toere|treere tretaller|firtaller|femtaller femmere|sekstaller seksere|syvtaller syvere|ottetaller|nitaller niere',
  repeaters: 'dobbelt dobbel|tredobbelt trippel|firdobbelt',
  joiners: 'og',
  fillers: 'så øh øhm æh eh hm mm bindestreg mellemrum komma punktum okay ok ja derefter næste streg skråstreg altså minus igen lige',
  everyday: 'en et ét to ti ni',
  inverted: 'always',
};
