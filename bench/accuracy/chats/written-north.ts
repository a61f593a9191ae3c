/** Chats in Swedish, German, Dutch, Danish, Norwegian, Finnish and Polish, written by hand; everything in them is invented. */
export const WRITTEN_NORTH: readonly string[] = [
  `sv delivery ordinary
C: Hej, var är mitt paket? Ordernumret är {order 482910}.
A: Ett ögonblick, jag kollar åt dig.
A: Det kommer om {count två till tre dagar}, mellan kl. {time 9:00} och {time 17:00}. Ditt kolli-id är {tracking 55120034}.
C: Tack! Postnumret är {zip 11122}.`,
  `sv telco ordinary
C: bredbandet har varit nere i {count fem timmar} nu
A: Det var tråkigt. Jag har lagt ett ärende, nummer {ticket 5510023}, och en tekniker kommer den {date 4 maj}.
C: ok, ring mig på {phone 070-123 45 67}
A: Det gör vi, inom {count en timme}.`,
  `sv telesales payment
A: Då blir det {amount 499 kr}. Kan jag få ditt kortnummer?
C: ja, {card fyra ett ett ett}
C: {card ett ett ett ett}, {card ett ett ett ett}
C: och {card ett ett ett ett}
A: Tack! Beställning {order 4410927} kommer om {count tre till fem dagar} och kvittot på {amount 499 kr} har jag mejlat.`,
  `sv booking ordinary
C: Ett bord för {count fyra personer} på fredag kl {time 19:30}
A: Bokat! Er bokning är {order 31220}.
C: kan vi få ett till för {count två barn}?
A: Javisst, det ordnar jag, en sekund.`,
  `sv bank payment
C: mitt kort nekades för {amount 1 249 kr} i går
A: Det berodde på ett fel hos oss som varade i {count 20 minuter}. Nu går det bra igen.
C: bra, har ni ett ärendenummer?
A: Ja, ärende {ticket 6612098}.`,
  `de delivery ordinary
C: Guten Tag, meine Bestellnummer ist {order 45001234}, wann kommt das Paket?
A: Einen Moment bitte, ich schaue nach.
A: Es kommt in {count zwei bis drei Tagen}, am {date 4. Mai} zwischen {time 9:00} und {time 12:00 Uhr}.
C: Super, PLZ {zip 10115}, richtig?
A: Ja, und die Sendungsnummer lautet {tracking 340434}.`,
  `de telco ordinary
C: Mein Internet geht seit {count drei Stunden} nicht, Kundennummer {order 5520417}
A: Das tut mir leid. Ich habe ein Ticket angelegt: {ticket 6120034}.
C: Wie lange dauert das?
A: {count Ein bis zwei Tage}. Sie bekommen {amount 5 €} gutgeschrieben.`,
  `de telesales payment
A: Das macht {amount 49,90 €}. Wie möchten Sie zahlen?
C: mit Kreditkarte, {card 5555 5555 5555 4444}
A: Danke. Gültig bis und Prüfziffer?
C: {expiry 12/27} und {cvc 321}
A: Vielen Dank, Auftrag {order 4500118822} ist gebucht und geht heute noch raus. Eine Frage noch: passt die Lieferung am {date 7. Mai} um {time 14 Uhr}?`,
  `de telesales payment
C: meine Karte: {card vier eins eins eins}
C: {card eins eins eins eins}
A: weiter bitte
C: {card eins eins eins eins eins eins eins eins}
A: Danke, die Bestellung kommt in {count zwei Tagen}.`,
  `de booking ordinary
C: Ein Zimmer für {count zwei Personen}, {count drei Nächte} ab dem {date 12. Juni}
A: Das kostet {amount 267 €} mit Frühstück.
C: gut, ein Bett mehr für unser Kind
A: Gebucht, Ihre Buchung hat die Nummer {order 330218}.`,
  `de bank payment
C: Auf meiner Karte sind {amount 1.249,00 €} abgebucht worden
A: Wann war das?
C: am {date 04.05.2026} um {time 14:32}
A: Ich habe den Vorgang {ticket 5180022} eröffnet, Sie hören in {count fünf Werktagen} von uns.`,
  `nl delivery ordinary
C: Ik heb een vraag over bestelling {order 482910}
A: Een moment, ik kijk even.
A: Het is een pakket van {count drie kilo} en het komt over {count twee dagen}, tussen {time 9:00} en {time 12:00}.
C: Fijn, en is er een kortingscode?
A: Ja, een van {count 10 %}, een voor jou.`,
  `nl telco ordinary
C: Ik wil een nieuw abonnement van {count 20 GB}
A: Dat kost {amount € 17,50} per maand, voor {count twee jaar}. Is dat een goed idee?
C: Ja, doe maar een.`,
  `nl telesales payment
A: Wat is het kaartnummer?
C: {card vier een een een}
C: {card een een een een}
C: {card een een een een een een een een}
A: Bedankt, een ogenblik. De bestelling komt over {count drie dagen} en u krijgt een factuur van {amount € 49,00}.`,
  `da delivery ordinary
C: Hej, ordre {order 640218} er ikke kommet
A: Et øjeblik. Den kommer om {count to dage}, mellem {time 8:00} og {time 16:00}.
C: tak, er det et problem at jeg ikke er hjemme i {count to timer}?
A: Nej, ring på {phone +45 32 12 34 56} hvis der er noget.`,
  `da telesales payment
C: kortnummeret er {card 4571 1234}
A: og resten?
C: {card 5678 9012}
A: Tak, det blev {amount 349 kr}. Pakken kommer om {count to til tre dage}.`,
  `no telco ordinary
C: Hei, nettet har vært nede i {count to timer}
A: Et øyeblikk, jeg sjekker. Saken din har nummer {ticket 552301}.
C: når blir det ordnet?
A: Om {count en time}, senest kl {time 14:00}.`,
  `no booking ordinary
C: Et rom for {count to personer}, {count tre netter} fra {date 12. juni}
A: Det blir {amount 3 450 kr}. Bestilling {order 500172}.
C: flott, en seng til takk`,
  `fi delivery ordinary
C: Hei, tilaus {order 482910} ei ole tullut
A: Hetki, katson. Se tulee {count kahden päivän} sisällä, klo {time 9:00}-{time 15:00}.
C: kiitos, onko tämä yksi vai {count kaksi pakettia}?
A: Yksi paketti, {count 3 kg}.`,
  `fi telesales payment
C: korttini on {card neljä yksi yksi yksi}
C: {card yksi yksi yksi yksi}
C: {card yksi yksi yksi yksi} {card yksi yksi yksi yksi}
A: Kiitos! Tilaus tulee {count kolmessa päivässä}, hinta {amount 49,90 €}.`,
  `pl delivery ordinary
C: Dzień dobry, zamówienie {order 5100427}, kiedy dotrze?
A: Chwileczkę. Paczka będzie za {count dwa dni}, między {time 9:00} a {time 13:00}.
C: dziękuję, mam jedno pytanie: czy to jedna paczka?
A: Tak, jedna paczka, {count 4 kg}, koszt {amount 18,99 zł}.`,
  `pl telesales payment
C: numer karty to {card cztery jeden jeden jeden}
C: {card jeden jeden jeden jeden}
C: {card jeden jeden jeden jeden}, {card jeden jeden jeden jeden}
A: Dziękuję, zamówienie {order 4410927} zostało opłacone, {amount 149,00 zł}.`,
];
