/** Turkish: numbers are said word by word (on bir is 11, yüz on bir 111). */
import { tensAndUnits, type Language } from './language.js';

const tens = 'yirmi|otuz|kırk|elli|altmış|yetmiş|seksen|doksan';
const units = 'sıfır|bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz';

export const tr: Language = {
  code: 'tr',
  units,
  teens: 'on|onbir|oniki|onüç|ondört|onbeş|onaltı|onyedi|onsekiz|ondokuz',
  tens,
  hundred: 'yüz',
  thousand: 'bin',
  compounds: tensAndUnits(tens, units, (ten, unit) => ten + unit),
  repeaters: 'çift||',
  joiners: '',
  fillers: 've sonra ee eee şey tire boşluk virgül nokta tamam evet sonraki hm mm peki',
  everyday: 'on bin',
  areTeensSplit: true,
};
