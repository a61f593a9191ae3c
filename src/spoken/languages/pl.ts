/** Polish, with the declined forms that people use for single digits. */
import type { Language } from './language.js';

export const pl: Language = {
  code: 'pl',
  units:
    'zero zera|jeden jedna jedno jednego jednej jedynka|dwa dwie dwóch dwójka|trzy trzech trójka|cztery czterech czwórka|pięć pięciu piątka|sześć sześciu szóstka|siedem siedmiu siódemka|osiem ośmiu ósemka|dziewięć dziewięciu dziewiątka',
  teens:
    'dziesięć dziesięciu dziesiątka|jedenaście jedenastu|dwanaście dwunastu|trzynaście trzynastu|czternaście czternastu|piętnaście piętnastu|szesnaście szesnastu|siedemnaście siedemnastu|osiemnaście osiemnastu|dziewiętnaście dziewiętnastu',
  tens: 'dwadzieścia dwudziestu|trzydzieści trzydziestu|czterdzieści czterdziestu|pięćdziesiąt pięćdziesięciu|sześćdziesiąt sześćdziesięciu|siedemdziesiąt siedemdziesięciu|osiemdziesiąt osiemdziesięciu|dziewięćdziesiąt dziewięćdziesięciu',
  hundred: '',
  thousand: 'tysiąc tysiące tysięcy',
  hundreds: 'sto stu|dwieście dwustu|trzysta trzystu|czterysta czterystu|pięćset|sześćset|siedemset|osiemset|dziewięćset',
  plurals: '|jedynki|dwójki|trójki|czwórki|piątki|szóstki|siódemki|ósemki|dziewiątki',
  repeaters: 'podwójne podwójna podwójny podwójnie|potrójne potrójna potrójny potrójnie|poczwórne poczwórna',
  joiners: 'i',
  fillers:
    'potem no eee yyy eh hm hmm mm myślnik spacja przecinek kropka dobrze ok okej okay tak następnie dalej kreska ukośnik znowu minus teraz więc',
};
