/**
 * Words that belong to no rule. Labels that say what a number is when it is no identifier at all — an order, a case, a parcel, a telephone —
 * in the languages of contact centres; words that may stand between a label and its value; names of the half of a pair that names the other.
 */

/** Labels of numbers that are not personal identifiers. A rule that has such a word among its own is not bothered by it. */
export const FOREIGN_LABELS: readonly string[] = [
  // English
  'order', 'order no', 'order number', 'order id', 'purchase order', 'case', 'case number', 'ticket', 'incident', 'tracking', 'tracking number', 'parcel', 'shipment',
  'consignment', 'waybill', 'invoice', 'invoice number', 'receipt', 'quote', 'booking', 'reservation', 'reference number', 'confirmation number', 'phone', 'telephone', 'tel', 'msisdn', 'dnis', 'ani', 'caller id', 'called number', 'calling number', 'dialed number', 'dialled number',
  'mobile', 'cell', 'fax', 'whatsapp', 'extension', 'customer no', 'customer number', 'customer id', 'client id', 'user id', 'session', 'request id', 'message id', 'trace id', 'span id', 'correlation id',
  'conversation id', 'interaction id', 'transaction id', 'article', 'article number', 'sku', 'product', 'part number', 'serial', 'serial number', 'model', 'version', 'build', 'timestamp',
  'created', 'updated', 'epoch', 'meter', 'imei', 'iccid', 'ean', 'gtin', 'upc', 'isbn', 'issn', 'asin', 'zip', 'postcode', 'postal code', 'amount', 'total', 'price', 'balance', 'quantity', 'latitude',
  'longitude', 'lat', 'lng', 'width', 'height', 'size', 'duration', 'offset', 'checksum', 'hash', 'port', 'bytes', 'count', 'channel id', 'group id', 'queue', 'agent id', 'employee id', 'page', 'row',
  // German, Dutch
  'bestellung', 'bestellnummer', 'auftrag', 'auftragsnummer', 'vorgang', 'vorgangsnummer', 'rechnung', 'rechnungsnummer', 'sendung', 'sendungsnummer', 'paket', 'telefon', 'telefonnummer',
  'handy', 'handynummer', 'mobil', 'kundennummer', 'artikelnummer', 'seriennummer', 'betrag', 'bestelling', 'bestelnummer', 'ordernummer', 'factuur', 'factuurnummer', 'zaaknummer', 'pakket', 'telefoon',
  'telefoonnummer', 'klantnummer', 'bedrag',
  // Swedish, Norwegian, Danish, Finnish, Icelandic
  'beställning', 'ordernr', 'ärende', 'ärendenummer', 'faktura', 'fakturanummer', 'kolli', 'kundnummer', 'belopp', 'ordrenummer', 'saksnummer', 'sagsnummer', 'pakke', 'kundenummer', 'beløp', 'tilaus',
  'tilausnumero', 'lasku', 'laskunumero', 'puhelin', 'puhelinnumero', 'asiakasnumero', 'pöntun', 'sími',
  // French, Spanish, Portuguese, Italian, Romanian
  'commande', 'numéro de commande', 'facture', 'dossier', 'colis', 'suivi', 'téléphone', 'montant', 'pedido', 'número de pedido', 'factura', 'expediente', 'envío', 'paquete', 'teléfono', 'móvil', 'celular',
  'importe', 'encomenda', 'fatura', 'protocolo', 'rastreio', 'telefone', 'telemóvel', 'ordine', 'numero ordine', 'fattura', 'pratica', 'spedizione', 'pacco', 'telefono', 'cellulare', 'importo', 'comandă', 'factură',
  // Polish, Czech, Slovak, Hungarian, Balkan, Turkish, Greek
  'zamówienie', 'numer zamówienia', 'zgłoszenie', 'paczka', 'przesyłka', 'kwota', 'objednávka', 'zásilka', 'zásielka', 'částka', 'rendelés', 'számla', 'csomag', 'összeg', 'narudžba', 'narudžbina', 'pošiljka',
  'naročilo', 'račun', 'sipariş', 'fatura no', 'kargo', 'παραγγελία', 'τιμολόγιο', 'τηλέφωνο',
  // Cyrillic, Hebrew, Arabic, Asian
  'заказ', 'номер заказа', 'счет', 'посылка', 'телефон', 'сумма', 'замовлення', 'поръчка', 'הזמנה', 'טלפון', 'חשבונית', 'طلب', 'رقم الطلب', 'هاتف', 'فاتورة', 'ऑर्डर', 'फोन', '注文番号', '注文', '電話番号', '電話',
  '订单', '订单号', '電話號碼', '电话', '手机', '發票', '주문번호', '주문', '전화번호', '전화', '휴대폰', 'หมายเลขคำสั่งซื้อ', 'โทรศัพท์', 'pesanan', 'telepon', 'đơn hàng', 'điện thoại',
]; // prettier-ignore

/** Words between a label and its value: "SSN number is 123…". */
export const FILLER_WORDS: readonly string[] = [
  'no', 'nr', 'num', 'number', 'id', 'code', 'is', 'was', 'the', 'of', 'for', 'my', 'your', 'his', 'her', 'are', 'and', 'or', 'as', 'it', 'value', 'with', 'on', 'file', 'please', 'here', 'new', 'to',
  'nummer', 'nummern', 'ist', 'lautet', 'mein', 'meine', 'und', 'oder', 'är', 'er', 'och', 'mitt', 'min', 'numero', 'est', 'mon', 'ma', 'et', 'ou', 'le', 'la', 'es', 'mi', 'su', 'el', 'y', 'é', 'meu', 'e', 'o', 'il', 'mio', 'del', 'de', 'di', 'do', 'het', 'mijn', 'en', 'of', 'og', 'on', 'ja', 'numer', 'mój', 'jest', 'to', 'i',
  'は', 'です', 'の', '是', '号', '號', '番号', '는', '은', 'номер', 'мой', 'رقم', 'هو',
]; // prettier-ignore

/** Names of a pair's half that names the other: {"name": "ssn", "value": "…"}. */
export const PAIR_NAMES: readonly string[] = [
  'name', 'key', 'type', 'label', 'kind', 'field', 'title', 'question', 'prompt', 'attribute', 'property', 'parameter', 'param', 'column', 'description', 'category', 'system', 'scheme', 'slot', 'entity', 'caption',
  'placeholder', 'api name', 'id',
]; // prettier-ignore
