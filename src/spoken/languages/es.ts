/** Spanish. */
import { tensAndUnits, type Language } from './language.js';

const units = '|uno un ún|dos dós|tres trés|cuatro|cinco|seis séis|siete|ocho|nueve';
const tens = 'treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa';

export const es: Language = {
  code: 'es',
  units: 'cero|uno un una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve',
  teens: 'diez|once|doce|trece|catorce|quince|dieciséis|diecisiete|dieciocho|diecinueve',
  tens: `veinte|${tens}`,
  hundred: 'cien ciento',
  thousand: 'mil',
  hundreds: '|doscientos doscientas|trescientos trescientas|cuatrocientos|quinientos|seiscientos|setecientos|ochocientos|novecientos',
  compounds: [
    ...tensAndUnits('veint', units, (ten, unit) => `${ten}i${unit}`),
    ...tensAndUnits(`veint|${tens}`, units, (ten, unit) => `${ten}i${unit}`).filter(([, value]) => value > 30),
  ],
  plurals: 'ceros|unos|doses|treses|cuatros|cincos|seises|sietes|ochos|nueves',
  repeaters: 'doble|triple|cuádruple',
  joiners: 'y',
  fillers:
    'luego eh este pues guión guion espacio coma punto vale sí ok okay bueno después entonces barra siguiente mm ajá ehm em a ver otra vez raya menos',
  everyday: 'una',
};
