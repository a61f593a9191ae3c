/** How people of a language write sums, times and dates, and what they say in chats: templates whose slots (#order) are filled in from a seed. */

type Two = (whole: number, cents: string) => string;

export interface Talk {
  /** ISO 639-1. */
  readonly code: string;
  readonly money: readonly [Two, ...Two[]];
  readonly times: readonly [(hour: number, minute: string) => string, ...((hour: number, minute: string) => string)[]];
  readonly dates: readonly [DateWriter, ...DateWriter[]];
  readonly months: readonly [string, ...string[]];
  readonly days: readonly [string, ...string[]];
  readonly minutes: readonly [string, ...string[]];
  /** A few messages each, one a line. */
  readonly ordinary: readonly [string, ...string[]];
  readonly payment: readonly [string, ...string[]];
}

type DateWriter = (day: number, month: string, monthNumber: string) => string;

const thousands = (whole: number, mark: string): string => String(whole).replace(/(\d)(\d{3})$/, `$1${mark}$2`);
const clock = (hour: number, minute: string): string => `${hour}:${minute}`;
const two = (day: number): string => String(day).padStart(2, '0');
const iso: DateWriter = (day, _, month) => `2026-${month}-${two(day)}`;
const dotted: DateWriter = (day, _, month) => `${two(day)}.${month}.2026`;
const slashed: DateWriter = (day, _, month) => `${two(day)}/${month}/2026`;
const euros: Two = (whole, cents) => `${thousands(whole, '.')},${cents} €`;
const list = (text: string): [string, ...string[]] => text.split('|') as [string, ...string[]];

export const TALKS: readonly [Talk, ...Talk[]] = [
  {
    code: 'en',
    money: [(w, c) => `€ ${thousands(w, ',')}.${c}`, (w, c) => `$${w}.${c}`, (w, c) => `£${thousands(w, ',')}.${c}`, (w) => `${w} dollars`],
    times: [clock, (hour) => `${hour % 12 || 12} pm`, (hour, minute) => `${hour % 12 || 12}:${minute} am`],
    dates: [iso, (day, month) => `${day} ${month}`, (day, month) => `${month} ${day}`, slashed],
    months: list('January|February|March|April|May|June|July|August|October'),
    days: list('two days|3 days|two to three days|five business days|2-3 days|a week|ten days|one or two weeks'),
    minutes: list('five minutes|10 minutes|one minute|30 seconds|half an hour|an hour|two minutes|twenty minutes'),
    ordinary: [
      'C: hi, my order number is #order, where is it?\nA: One moment please, I am looking it up for you.\nA: It will be with you in #days.',
      'C: #order\nA: Thank you. Your order arrives on #date between #time and #time.',
      'A: I have opened ticket #ticket for you, one of my colleagues will call within #minutes.',
      'A: The total is #amount, the shipping is #amount of that.\nC: ok and how long does it take?\nA: #days',
      'C: can you send it to ZIP code #zip please\nA: Done. The tracking number is #tracking.',
      'C: you can call me on #phone\nA: I will call you at #time.',
      'C: I got the code #code\nA: Great, that one is right.',
      'C: I would like to book for #date at #time\nA: That is fine. Your booking reference is #order and you are in room #room.',
      'A: I can offer you #percent off for the first one, so you only pay #amount.\nC: too good to be true! I need two of those.',
      'C: which one of them is for me?\nA: The second one, please give me #minutes to check.',
      'A: Your invoice #longorder of #amount was paid on #date.',
      'C: order #grouped came with one item missing\nA: I am sorry! I will be with you in #minutes.',
    ],
    payment: [
      'A: How would you like to pay the #amount?\nC: with my card\nC: #piece\nC: #piece\nC: #piece\nC: #piece\nA: Thank you! Order #order is on its way and arrives in #days.',
      'C: my card number is #card\nA: And the security code and expiry?\nC: #cvc, #expiry\nA: Paid. You will receive #amount worth of goods on #date, order number #order.',
      'A: Your card was charged #amount at #time. Is there anything else I can do for you today?\nC: no, one thing less to worry about',
      'C: long number is #piece #piece then\nA: yes?\nC: #piece #piece\nA: Perfect, one second. The invoice #longorder goes out in #days.',
    ],
  },
  {
    code: 'sv',
    money: [(w, c) => `${thousands(w, ' ')},${c} kr`, (w) => `${w} kr`, (w) => `${thousands(w, ' ')} kronor`],
    times: [clock, (hour, minute) => `kl. ${hour}:${minute}`],
    dates: [iso, (day, month) => `${day} ${month}`, (day, month) => `den ${day}:e ${month}`],
    months: list('januari|februari|mars|april|maj|juni|juli|augusti|oktober'),
    days: list('två dagar|3 dagar|två till tre dagar|fem arbetsdagar|en vecka|2-3 dagar'),
    minutes: list('fem minuter|10 minuter|en minut|en timme|tjugo minuter'),
    ordinary: [
      'C: hej, mitt ordernummer är #order, var är det?\nA: Ett ögonblick, jag tittar.\nA: Det kommer om #days.',
      'C: #order\nA: Tack. Paketet kommer den #date mellan #time och #time.',
      'A: Jag har lagt upp ärende #ticket åt dig, en kollega ringer inom #minutes.',
      'A: Det blir #amount, varav frakten är #amount.\nC: ok, och hur lång tid tar det?\nA: #days',
      'C: postnummer #zip\nA: Klart. Kollinumret är #tracking.',
      'C: ring mig på #phone\nA: Jag ringer #time.',
      'C: koden är #code\nA: Bra, det var rätt.',
    ],
    payment: [
      'A: Hur vill du betala #amount?\nC: med kort\nC: #piece\nC: #piece\nC: #piece\nC: #piece\nA: Tack! Beställning #order kommer om #days.',
      'C: mitt kortnummer är #card\nA: Och säkerhetskoden och giltighetstiden?\nC: #cvc, #expiry\nA: Betalt. Det kommer den #date, ordernummer #order.',
    ],
  },
  {
    code: 'de',
    money: [euros, (w, c) => `EUR ${thousands(w, '.')},${c}`, (w) => `${w} Euro`],
    times: [clock, (hour) => `${hour} Uhr`, (hour, minute) => `${hour}:${minute} Uhr`],
    dates: [dotted, (day, month) => `${day}. ${month}`],
    months: list('Januar|Februar|März|April|Mai|Juni|Juli|August|Oktober'),
    days: list('zwei Tagen|3 Tagen|zwei bis drei Tagen|fünf Werktagen|einer Woche|2-3 Tagen'),
    minutes: list('fünf Minuten|10 Minuten|einer Minute|einer Stunde|zwanzig Minuten'),
    ordinary: [
      'C: Hallo, meine Bestellnummer ist #order, wo ist das Paket?\nA: Einen Moment bitte, ich schaue nach.\nA: Es kommt in #days.',
      'C: #order\nA: Danke. Das Paket kommt am #date zwischen #time und #time.',
      'A: Ich habe das Ticket #ticket angelegt, ein Kollege meldet sich in #minutes.',
      'A: Das macht #amount, davon sind #amount Versand.\nC: ok, und wie lange dauert das?\nA: #days',
      'C: PLZ #zip\nA: Gut. Die Sendungsnummer ist #tracking.',
      'C: rufen Sie mich an: #phone\nA: Ich rufe um #time an.',
      'C: der Code ist #code\nA: Danke, der war richtig.',
      'A: Ihre Rechnung #longorder über #amount wurde am #date bezahlt.',
    ],
    payment: [
      'A: Wie möchten Sie die #amount zahlen?\nC: mit Karte\nC: #piece\nC: #piece\nC: #piece\nC: #piece\nA: Danke! Die Bestellung #order kommt in #days.',
      'C: meine Kartennummer ist #card\nA: Und die Prüfziffer und gültig bis?\nC: #cvc, #expiry\nA: Bezahlt. Sie kommt am #date, Auftragsnummer #order.',
    ],
  },
  {
    code: 'fr',
    money: [euros, (w, c) => `${thousands(w, ' ')},${c} euros`, (w) => `${w} €`],
    times: [(hour, minute) => `${hour}h${minute}`, clock],
    dates: [slashed, (day, month) => `${day} ${month}`],
    months: list('janvier|février|mars|avril|mai|juin|juillet|août|octobre'),
    days: list('deux jours|3 jours|deux à trois jours|dix jours|une semaine|2-3 jours'),
    minutes: list('cinq minutes|10 minutes|une minute|une heure|vingt minutes'),
    ordinary: [
      'C: bonjour, ma commande est la #order, où est-elle ?\nA: Un instant, je regarde.\nA: Elle arrive dans #days.',
      'C: #order\nA: Merci. Le colis arrive le #date entre #time et #time.',
      "A: J'ai ouvert le dossier #ticket, un collègue vous appelle dans #minutes.",
      'A: Le total est de #amount, dont #amount de livraison.\nC: et combien de temps ?\nA: #days',
      'C: code postal #zip\nA: Merci. Le numéro de suivi est #tracking.',
      'C: appelez-moi au #phone\nA: Je vous appelle à #time.',
      "C: le code est #code\nA: Merci, c'est le bon.",
    ],
    payment: [
      'A: Comment souhaitez-vous payer les #amount ?\nC: par carte\nC: #piece\nC: #piece\nC: #piece\nC: #piece\nA: Merci ! La commande #order arrive dans #days.',
      'C: mon numéro de carte est #card\nA: Et le cryptogramme et la date ?\nC: #cvc, #expiry\nA: Payé. Livraison le #date, commande #order.',
    ],
  },
  {
    code: 'es',
    money: [euros, (w) => `${w} euros`, (w, c) => `$${w}.${c}`],
    times: [clock],
    dates: [slashed, (day, month) => `${day} de ${month}`],
    months: list('enero|febrero|marzo|abril|mayo|junio|julio|agosto|octubre'),
    days: list('dos días|3 días|dos o tres días|diez días|una semana|2-3 días'),
    minutes: list('cinco minutos|10 minutos|un minuto|una hora|veinte minutos'),
    ordinary: [
      'C: hola, mi pedido es el #order, ¿dónde está?\nA: Un momento, lo miro.\nA: Llega en #days.',
      'C: #order\nA: Gracias. El paquete llega el #date entre las #time y las #time.',
      'A: He abierto la incidencia #ticket, un compañero le llama en #minutes.',
      'A: El total es #amount, de los que #amount son de envío.\nC: ¿y cuánto tarda?\nA: #days',
      'C: código postal #zip\nA: Gracias. El número de seguimiento es #tracking.',
      'C: llámeme al #phone\nA: Le llamo a las #time.',
    ],
    payment: [
      'A: ¿Cómo quiere pagar los #amount?\nC: con tarjeta\nC: #piece\nC: #piece\nC: #piece\nC: #piece\nA: ¡Gracias! El pedido #order llega en #days.',
      'C: mi número de tarjeta es #card\nA: ¿Y el código de seguridad y la caducidad?\nC: #cvc, #expiry\nA: Pagado. Llega el #date, pedido #order.',
    ],
  },
  {
    code: 'nl',
    money: [(w, c) => `€ ${thousands(w, '.')},${c}`, (w) => `${w} euro`],
    times: [clock, (hour) => `${hour} uur`],
    dates: [(day, month) => `${day} ${month}`, (day, _, month) => `${two(day)}-${month}-2026`],
    months: list('januari|februari|maart|april|mei|juni|juli|augustus|oktober'),
    days: list('twee dagen|3 dagen|twee tot drie dagen|een week|2-3 dagen'),
    minutes: list('vijf minuten|10 minuten|een minuut|een uur|twintig minuten'),
    ordinary: [
      'C: hallo, mijn bestelnummer is #order, waar is het?\nA: Een moment, ik heb een collega gevraagd.\nA: Het komt over #days.',
      'C: #order\nA: Bedankt. Het is een pakket en komt op #date tussen #time en #time.',
      'A: Ik heb een ticket aangemaakt, #ticket, een collega belt over #minutes.',
      'A: Dat is #amount, waarvan #amount verzending.\nC: en hoe lang duurt dat?\nA: #days',
      'C: postcode #zip\nA: Dank u. De track-and-trace is #tracking.',
    ],
    payment: [
      'A: Hoe wilt u de #amount betalen?\nC: met een creditcard\nC: #piece\nC: #piece\nC: #piece\nC: #piece\nA: Bedankt! Bestelling #order komt over #days.',
    ],
  },
];
