/** French, with the seventies to nineties of France (soixante-dix) and of Switzerland and Belgium (septante). */
import { tensAndUnits, type Language } from './language.js';

const tens = 'vingt vingts|trente|quarante|cinquante|soixante|septante|huitante octante|nonante';

export const fr: Language = {
  code: 'fr',
  units: 'zéro|un une|deux|trois|quatre|cinq|six|sept|huit|neuf',
  teens: 'dix|onze|douze|treize|quatorze|quinze|seize|dixsept|dixhuit|dixneuf',
  tens,
  hundred: 'cent cents',
  thousand: 'mille mil',
  compounds: tensAndUnits(tens, '|un|deux|trois|quatre|cinq|six|sept|huit|neuf', (ten, unit) => ten + unit),
  repeaters: 'double deuxfois|triple troisfois|quadruple',
  joiners: 'et',
  fillers:
    'puis ensuite euh heu bah ben hum hm mm alors tiret espace virgule point ok okay oui voilà donc après slash barre suivant là encore pardon trait moins',
  everyday: 'une',
  isVigesimal: true,
};
