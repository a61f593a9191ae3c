/** Chats in French, Spanish, Italian and Portuguese, written by hand; everything in them is invented. */
export const WRITTEN_SOUTH: readonly string[] = [
  `fr delivery ordinary
C: Bonjour, où en est ma commande {order 482910} ?
A: Un instant, je regarde pour vous.
A: Elle arrive dans {count deux à trois jours}, le {date 4 mai} entre {time 9h00} et {time 12h00}.
C: Merci, le code postal est {zip 75011}.`,
  `fr telco ordinary
C: Ma ligne est coupée depuis {count six heures}, c'est un vrai problème
A: Je suis désolé. J'ai ouvert un dossier, le numéro {ticket 5510023}, un technicien vient le {date 12 mars} à {time 14h30}.
C: il me faut un remboursement
A: Vous aurez un avoir de {amount 15 €} sous {count dix jours}.`,
  `fr telesales payment
A: Le total est de {amount 59,80 €}. Votre numéro de carte ?
C: {card quatre un un un}
C: {card un un un un}
C: {card un un un un}, {card un un un un}
A: Merci. Votre commande {order 7701948} sera livrée sous {count trois jours} par un transporteur.`,
  `fr telesales payment
C: voici ma carte : {card 4970 1000}
A: et la suite ?
C: {card 0000 0055}
A: Merci, le paiement de {amount 29,90 €} est passé. Vous recevrez une facture dans {count une heure}.`,
  `fr booking ordinary
C: une chambre pour {count deux personnes}, {count trois nuits} à partir du {date 12 juin}
A: Oui, il en reste une à {amount 89 €} la nuit, chambre {other 412}.
C: parfait, un lit en plus pour un enfant
A: C'est fait : réservation {order 330218}.`,
  `fr bank payment
C: j'ai un débit de {amount 1 249,00 €} sur ma carte que je ne connais pas
A: À quelle date ?
C: le {date 04/05/2026} à {time 14:32}
A: J'ouvre une contestation, dossier {ticket 3020117}. Réponse sous {count dix jours}.`,
  `fr shop ordinary
C: avez-vous un modèle plus petit, en {other 38} ?
A: Il en reste un, et un autre arrive dans {count une semaine}.
C: mettez-en un de côté, c'est pour un cadeau`,
  `es delivery ordinary
C: Hola, mi pedido es el {order 482910}, ¿cuándo llega?
A: Un momento, por favor.
A: Llega en {count dos o tres días}, el {date 4 de mayo} entre las {time 9:00} y las {time 14:00}.
C: Gracias, código postal {zip 28013}.`,
  `es telco ordinary
C: llevo {count cuatro horas} sin internet, es un desastre
A: Lo siento mucho. He abierto una incidencia, la {ticket 5510023}; un técnico irá el {date 12 de marzo}.
C: ¿me van a hacer un descuento?
A: Sí, uno del {count 20 %} durante {count tres meses}.`,
  `es telesales payment
A: ¿Me dice el número de la tarjeta?
C: {card cuatro uno uno uno}
C: {card uno uno uno uno}
C: {card uno uno uno uno}, {card uno uno uno uno}
A: Gracias. El pedido {order 7701948} le llega en {count tres días} y el cargo es de {amount 49,90 €}.`,
  `es booking ordinary
C: una mesa para {count seis personas} el viernes a las {time 21:30}
A: Hecho, reserva {order 220915}. ¿Un teléfono?
C: {phone +34 612 34 56 78}
A: Gracias, le mando un mensaje en {count un minuto}.`,
  `es bank payment
C: me han cobrado {amount 1.249,00 €} en la tarjeta dos veces
A: Veo un cargo del {date 4 de mayo} y otro del {date 5 de mayo}. Abro el caso {ticket 4471093}.
C: ¿cuánto tarda?
A: Unos {count diez días}.`,
  `it delivery ordinary
C: Buongiorno, l'ordine {order 482910} non è arrivato
A: Un attimo, controllo.
A: Arriva tra {count due o tre giorni}, il {date 4 maggio} tra le {time 9:00} e le {time 13:00}.
C: Grazie, CAP {zip 20121}. Lei è molto gentile!`,
  `it telesales payment
C: la carta è {card quattro uno uno uno}
C: {card uno uno uno uno}
C: {card uno uno uno uno}, {card uno uno uno uno}
A: Grazie, un momento. L'ordine {order 4410927} arriva tra {count tre giorni}, il totale è {amount 49,90 €}.`,
  `it booking ordinary
C: una camera per {count due persone}, {count tre notti} dal {date 12 giugno}
A: Sono {amount € 267,00} con colazione, prenotazione {order 330218}.
C: avete anche un letto per un bambino?`,
  `pt delivery ordinary
C: Olá, o pedido {order 482910} não chegou
A: Um momento, por favor.
A: Chega em {count dois ou três dias}, no dia {date 4 de maio} entre as {time 9:00} e as {time 18:00}.
C: Obrigado, é um presente para uma amiga.`,
  `pt telesales payment
C: o cartão é {card quatro um um um}
C: {card um um um um}
C: {card um um um um}, {card um um um um}
A: Obrigada! A fatura de {amount 49,90 €} segue em {count uma hora}.`,
  `pt telco ordinary
C: estou sem internet há {count três horas}, é um problema
A: Lamento. Abri um protocolo, {ticket 5510023}, e um técnico vai aí no dia {date 12 de março}.`,
];
