/**
 * Words that say of a number before them how much or how many it is: "five minutes", "zwei bis drei Tage". Beside times and measures these are the
 * things that people count in chats of shops, banks, carriers, hotels and telephone companies, in the languages whose number words are read.
 */

const WORDS: readonly string[] = [
  // English
  'moment moments second seconds sec secs minute minutes min mins hour hours hr hrs day days night nights week weeks weekend weekends month months year years yrs',
  'person persons people adult adults child children kid kids guest guests passenger passengers bag bags room rooms bed beds seat seats',
  'ticket tickets item items piece pieces pair pairs box boxes bottle bottles copy copies parcel parcels package packages',
  'percent km kilometers kilometres metres meters m cm mm',
  'mile miles kg kilo kilos gram grams g gb mb tb mbit mbps inch inches stars bars lights users lines devices points degrees agents colleagues calls attempts',
  // German
  'augenblick augenblicke momente sekunde sekunden minuten stunde stunden tag tage tagen nacht nächte nächten woche wochen wochenende monat monate monaten jahr',
  'jahre jahren mal uhr personen erwachsene kind kinder gäste zimmer bett betten stück artikel paket pakete flasche flaschen frage fragen prozent kilometer meter',
  'werktag werktage werktagen arbeitstage arbeitstagen weitere sache sachen',
  // Swedish
  'ögonblick sekund sekunder minut minuter timme timmar dag dagar natt nätter vecka veckor månad månader år gång gånger vuxna barn gäster rum sängar styck stycken',
  'st artiklar flaskor biljett biljetter fråga frågor sak saker procent arbetsdagar vardagar dygn',
  // French
  'moments instant instants seconde secondes heure heures h jour jours nuit nuits semaine semaines mois an ans année années fois personne personnes adulte adultes',
  'enfant enfants chambre chambres lit lits pièce pièces colis bouteille bouteilles billet billets kilomètres mètres unième deuxième troisième',
  // Spanish
  'momento momentos segundo segundos minuto minutos hora horas día días dia dias noche noches semana semanas mes meses año años vez veces persona personas adulto',
  'adultos niño niños habitación habitaciones cama camas artículo artículos pieza piezas paquete paquetes botella botellas entrada entradas billete billetes pregunta',
  'preguntas',
  // Italian
  'attimo secondo secondi minuti ora ore giorno giorni notte notti settimana settimane mese mesi anno anni volta volte persone adulti bambini camera camere letto',
  'letti articolo articoli pezzo pezzi pacco pacchi bottiglia bottiglie biglietto biglietti domanda domande',
  // Portuguese
  'instante noite noites semanas mês ano anos vezes pessoa pessoas criança crianças quarto quartos artigo artigos peça peças pacote pacotes garrafa garrafas bilhete',
  'bilhetes pergunta perguntas',
  // Dutch
  'ogenblik seconden minuut uur uren dagen nachten weken maand maanden jaar keer volwassenen kinderen kamer kamers bedden stuk stuks artikelen pakket pakketten fles',
  'flessen kaartje kaartjes vraag vragen werkdag werkdagen',
  // Danish and Norwegian
  'øjeblik øyeblikk minutter minutt timer dage dager nat nætter netter uge uger uke uker måned måneder gang gange ganger voksne børn værelse værelser rom seng',
  'senge senger stk styk varer pakke pakker flaske flasker billet billetter billett spørgsmål spørsmål prosent hverdage virkedager',
  // Finnish
  'hetki sekunti sekuntia minuutti minuuttia tunti tuntia päivä päivää yö yötä viikko viikkoa kuukausi kuukautta vuosi vuotta kerta kertaa henkilö henkilöä aikuista',
  'lasta huone huonetta kpl kappaletta tuote tuotetta paketti pakettia lippu lippua kysymys kysymystä prosenttia arkipäivää',
  // Polish
  'chwila chwilę sekunda sekundy sekund minuta minuty godzina godziny godzin dzień dni noc noce nocy tydzień tygodnie tygodni miesiąc miesiące miesięcy rok lata lat',
  'raz razy osoba osoby osób dorosłych dzieci pokój pokoje sztuka sztuki sztuk paczka paczki paczek bilet bilety biletów pytanie pytania',
];

/** In lower case. */
export const UNITS: ReadonlySet<string> = new Set(WORDS.flatMap((line) => line.split(' ')));

/** Words behind small numbers alone: "two of them", "the twenty-first". */
export const SMALL_UNITS: ReadonlySet<string> = new Set(
  'time times am pm oclock thing things option options step steps way ways more other others of business working calendar question questions order orders message messages first third fourth fifth sixth seventh eighth ninth'.split(
    ' ',
  ),
);

/** Beginnings of the names of months. */
export const MONTHS =
  'jan|feb|mar|mär|maa|apr|may|mai|maj|mei|jun|jul|jui|aug|sep|oct|okt|nov|dec|dez|fév|fev|avr|abr|aoû|ago|déc|ene|dic|gen|mag|giu|lug|set|ott|out|tammik|helmik|maalisk|huhtik|toukok|kesäk|heinäk|elok|syysk|lokak|marrask|jouluk|stycz|lut|kwie|czerw|lip|sierp|wrze|paźdz|listop|grud';

/** Numbers of a date. */
export const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
export const MONTH = String.raw`(?:0?[1-9]|1[0-2])`;
export const YEAR = String.raw`(?:19|20)\d\d`;

/** Words and marks of money. */
export const CURRENCIES =
  'kr|kronor|kroner|sek|nok|dkk|usd|eur|gbp|chf|pln|zł|złotych|dollars?|euros?|euroa|pounds?|quid|cents?|francs?|franken|[€$£¥]';
