/** Finnish, formal (neljäkymmentäyksi) and as spoken (nelkyt yks). */
import { entries, tensAndUnits, type Language } from './language.js';

const spoken =
  '|yksi yks|kaksi kaks|kolme kol|neljä nel|viisi viis|kuusi kuus|seitsemän seittemän seittemä|kahdeksan kaheksan kaheksa|yhdeksän yheksän yheksä';
const formal = 'yksi|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän';
const join = (suffixes: string) => (synonyms: readonly string[]) =>
  synonyms.flatMap((word) => suffixes.split(' ').map((suffix) => word + suffix)).join(' ');

const teens = `kymmenen kymppi|${entries(spoken).slice(1).map(join('toista toist')).join('|')}`; // prettier-ignore
const tens = entries(spoken).slice(2).map(join('kymmentä kyt')).join('|'); // prettier-ignore
const spokenTens = entries(spoken).slice(2).map(join('kyt')).join('|'); // prettier-ignore
const formalTens = formal.split('|').slice(1).map((unit) => `${unit}kymmentä`).join('|'); // prettier-ignore
const formalCompounds = tensAndUnits(formalTens, `|${formal}`, (ten, unit) => ten + unit);

export const fi: Language = {
  code: 'fi',
  units:
    'nolla|yksi yks ykkönen|kaksi kaks kakkonen|kolme kol kolmonen|neljä nel nelonen|viisi viis viitonen vitonen|kuusi kuus kuutonen kutonen|seitsemän seittemän seittemä seiska|kahdeksan kaheksan kaheksa kasi kahdeksikko|yhdeksän yheksän yheksä ysi',
  teens,
  tens,
  hundred: 'sata sataa',
  thousand: 'tuhat tuhatta',
  compounds: [...formalCompounds, ...tensAndUnits(spokenTens, spoken, (ten, unit) => ten + unit)],
  plurals: 'nollaa|ykköstä|kakkosta|kolmosta|nelosta|viitosta|kuutosta|seiskaa|kasia|ysiä',
  repeaters: 'tupla tuplana kaksoisluku kahdesti|tripla triplana kolmesti|neljästi',
  joiners: '',
  fillers:
    'ja sitten niin öö öh ööh ee eh hm mm tota viiva väliviiva väli pilkku piste joo kyllä okei ok seuraava no kautta miinus taas tuota vielä',
};
