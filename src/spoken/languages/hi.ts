/** Hindi: digits one by one, in script and as written in chats, with English words between them. */
import type { Language } from './language.js';

export const hi: Language = {
  code: 'hi',
  units: 'शून्य ज़ीरो जीरो shunya|एक ek|दो|तीन teen|चार chaar|पाँच पांच paanch|छह छः छे chhah chhe|सात saat|आठ aath|नौ nau',
  teens: 'दस',
  tens: 'बीस|तीस|चालीस|पचास|साठ|सत्तर|अस्सी|नब्बे',
  hundred: 'सौ',
  thousand: 'हज़ार हजार',
  repeaters: 'डबल|ट्रिपल|',
  joiners: '',
  fillers: 'और फिर अच्छा हाँ हां जी ठीक है aur phir haan ji',
  everyday: 'teen saat ek',
};
