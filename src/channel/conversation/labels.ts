/**
 * Words that name the number behind them: "order 482910", "Bestellnummer: 45001234". None of them is ever said of a card; "number", "code" and
 * "account" are, and are not among them.
 */

import { isLetter, tableOf } from '../../text/ascii.js';

/** Beginnings of words: "order" stands for "ordernummer" as well. */
const STEMS: readonly string[] = [
  // English, and what others took from it
  'order|ticket|case|tracking|booking|invoice|reference|parcel|shipment|delivery|reservation|confirmation|customer|policy|claim|contract|serial|model|flight|train',
  'room|gate|seat|table|floor|extension|house|apartment|zip|postcode|postal|quote|request|incident|complaint|locker|store|branch|platform|article|item|product|version|error|meter',
  // German
  'bestell|auftrag|vorgang|sendung|paket|buchung|rechnung|referenz|aktenzeichen|kundennummer|kundennr|vertrag|reservierung|postleitzahl|plz|zimmer|flug|zähler',
  // Swedish, Danish, Norwegian
  'beställning|ärende|kolli|sändning|bokning|faktura|referens|kundnummer|kundenummer|avtal|postnummer|postnr|försändelse|ordre|bestilling|sag|sak|sporing|pakke|værelse',
  // French
  'commande|dossier|suivi|colis|réservation|facture|référence|réf|contrat|chambre|vol|code postal',
  // Spanish, Portuguese, Italian
  'pedido|caso|seguimiento|reserva|factura|referencia|contrato|habitación|vuelo|código postal|expediente|incidencia|envío|encomenda|rastreio|fatura|referência|quarto|voo',
  'protocolo|ordine|pratica|spedizione|prenotazione|fattura|riferimento|contratto|camera|volo|cap',
  // Dutch
  'bestel|zaak|zending|pakket|boeking|factuur|referentie|klantnummer|kamer|vlucht',
  // Finnish
  'tilau|tiketti|tapaus|seuranta|paketti|varaus|lasku|viite|asiakasnumero|postinumero|huone|lento',
  // Polish
  'zamówieni|zgłoszeni|przesyłk|rezerwacj|faktur|numer klienta|umow|pokój|lot|kod pocztowy|paczk',
];

/** What people put between such a word and its number. */
const BETWEEN =
  'no|nr|num|number|nummer|numéro|numero|número|numer|nro|id|code|is|was|ist|lautet|är|er|est|es|è|é|on|to|jest|the|n[°º]|[ .:#=-]';

const LETTERS = String.raw`\p{L}{0,14}`;

/** Digits in one piece, too many for a count, right behind such a word or a sign that is put before numbers; letters may stand between: "RMA-482910". */
export const LABELLED = String.raw`(?<=(?<!\p{L})(?:(?:(?:${STEMS.join('|')})${LETTERS}|ref|ext|apt)(?:${BETWEEN})(?:${BETWEEN}){0,9}|#)(?:\p{L}{1,4}-?)?)\d{2,15}(?![\d\p{L}])`;

/** The first letters of what LABELLED begins with; words before a number that are looked at, for few stand between. */
const HEAD_LETTERS = 3;
const HEADS: ReadonlySet<string> = new Set([...STEMS.join('|').split('|'), 'ref', 'ext', 'apt'].map((stem) => stem.slice(0, HEAD_LETTERS)));
const WORDS_MAX = 8;
const HASH = 0x23;
const BETWEEN_CHARACTERS = tableOf(' .:=-°');
const LETTER = /\p{L}/u;
const isOfWord = (text: string, at: number): boolean =>
  isLetter(text.charCodeAt(at)) || (text.charCodeAt(at) >= 0x80 && LETTER.test(text[at]));

/** Whether a number may be LABELLED, by the beginnings of the words before it: where it is not, the pattern need not be tried. */
export function isLabelled(text: string, from: number): boolean {
  for (let at = from, words = 0; at > 0 && words < WORDS_MAX; words++) {
    while (at > 0 && BETWEEN_CHARACTERS[text.charCodeAt(at - 1)] === 1) at--;
    if (at > 0 && text.charCodeAt(at - 1) === HASH) return true;
    const end = at;
    while (at > 0 && isOfWord(text, at - 1)) at--;
    if (at === end) return false;
    if (HEADS.has(text.slice(at, at + HEAD_LETTERS).toLowerCase())) return true;
  }
  return false;
}
