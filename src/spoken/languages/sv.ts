/** Swedish. */
import { tensAndUnits, type Language } from './language.js';

const teens = 'tio tie|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton aderton|nitton';
const tens = 'tjugo tjugi tju|trettio tretti|fyrtio förtio fyrti förti|femtio femti|sextio sexti|sjuttio sjutti|åttio åtti|nittio nitti';
const compounds = tensAndUnits(tens, '|ett en|två|tre|fyra|fem|sex|sju|åtta|nio', (ten, unit) => ten + unit);

export const sv: Language = {
  code: 'sv',
  units:
    'noll nolla nollan|ett etta ettan en|två tvåa tvåan|tre trea trean|fyra fyran|fem femma femman|sex sexa sexan|sju sjua sjuan|åtta åttan|nio nia nian nie',
  teens,
  tens,
  hundred: 'hundra',
  thousand: 'tusen',
  compounds,
  plurals: 'nollor|ettor|tvåor|treor|fyror|femmor|sexor|sjuor|åttor|nior',
  repeaters: 'dubbel dubbla dubbelt|trippel tripel trippla|fyrdubbel fyrdubbla',
  joiners: 'och',
  fillers:
    'sen sedan så eh öh äh öhm ehm hm mm ja jo jaa okej ok streck bindestreck minus mellanslag mellanrum komma punkt nästa alltså då snedstreck precis just vänta',
  everyday: 'en',
};
