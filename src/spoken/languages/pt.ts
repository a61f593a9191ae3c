/** Portuguese, of Brazil ("meia", half a dozen, is six) and of Portugal. */
import { tensAndUnits, type Language } from './language.js';

const tens = 'vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa';

export const pt: Language = {
  code: 'pt',
  units: 'zero|um uma|dois duas|três|quatro|cinco|seis meia|sete|oito|nove',
  teens: 'dez|onze|doze|treze|catorze quatorze|quinze|dezesseis dezasseis|dezessete dezassete|dezoito|dezenove dezanove',
  tens,
  hundred: 'cem cento',
  thousand: 'mil',
  hundreds: '|duzentos duzentas|trezentos trezentas|quatrocentos|quinhentos|seiscentos|setecentos|oitocentos|novecentos',
  compounds: tensAndUnits(tens, '|um|dois|três|quatro|cinco|seis|sete|oito|nove', (ten, unit) => `${ten}e${unit}`),
  repeaters: 'duplo dupla dobro|triplo tripla|quádruplo',
  joiners: 'e',
  fillers: 'depois então eh é hum hã né aí traço hífen espaço vírgula ponto ok okay sim tá bom certo barra seguinte agora de novo mm menos',
  everyday: 'uma',
};
