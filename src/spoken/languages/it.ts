/** Italian: tens lose their vowel before uno and otto (trentotto). */
import { tensAndUnits, type Language } from './language.js';

const teens = 'dieci|undici|dodici|tredici|quattordici|quindici|sedici|diciassette|diciotto|diciannove';
const tens = 'venti|trenta|quaranta|cinquanta|sessanta|settanta|ottanta|novanta';
const elide = (ten: string, unit: string): string => (/^[uo]/.test(unit) ? ten.slice(0, -1) : ten) + unit;
const compounds = tensAndUnits(tens, '|uno un|due|tre|quattro|cinque|sei|sette|otto|nove', elide);

export const it: Language = {
  code: 'it',
  units: 'zero|uno un una|due|tre|quattro|cinque|sei|sette|otto|nove',
  teens,
  tens,
  hundred: 'cento',
  thousand: 'mille mila',
  compounds,
  repeaters: 'doppio doppia|triplo tripla triplice|quadruplo',
  joiners: 'e',
  fillers:
    'poi ehm eh mm allora trattino spazio virgola punto ok okay sì va bene ecco dunque ancora barra quindi dopo aspetti di nuovo meno',
  everyday: 'una',
};
