/** Invented sentences in which numbers are spoken and nothing is sensitive, and what speaks of cards without saying one. */
export const PROSE: Readonly<Record<string, string>> = {
  en: `I think one of the two or three of them came back. Call me at five, or at six, or at seven. The recipe needs two eggs, three cups of flour and one spoon of sugar.
She was born in nineteen eighty-four and moved in two thousand and eleven. That makes forty-one, no, forty-two dollars and fifty cents. One two three four five six seven eight nine ten.
Ten nine eight seven six five four three two one zero. One, two, one two, testing. We live at twenty-one twelve Fourth Street, apartment five. My number is five five five, one two three four.
Call one eight hundred, five five five, zero one nine nine. The train leaves at twelve forty-five and arrives at one thirty. Two plus two is four and four plus four is eight.
Your card has two pending payments. Please enter the three-digit security code. The security code has three or four digits. The card expires in two or three months.
There are one hundred and twenty seats, or one hundred and thirty. I waited for two to three hours, then four more. Nine out of ten people said one or two words. Press one for sales, two for support, three for billing, four for returns.
Order number seven seven three two nine. Flight four one one one leaves from gate twenty-two. Room two oh four, second floor. The score was three to two, then four to two. Can you give me one second, or two, or three?
It costs five or six or seven hundred. We need three of those, two of these and one of that. I have won two out of three. We ate four of the five. Between one and two, not three and four. My zip code is nine oh two one oh.
Your one time code is four eight two nine one six. The meter shows one two three four five six. I was number one hundred and eleven in the queue. Twenty twenty-six was better than twenty twenty-five. Eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty.`,
  sv: `Jag har två eller tre av dem. Vi ses klockan fem, eller sex, eller sju. Receptet kräver två ägg, tre dl mjöl och en sked socker. Hon är född nittonhundraåttiofyra. Det blir fyrtioett kronor, nej fyrtiotvå.
Ett två tre fyra fem sex sju åtta nio tio. Tio nio åtta sju sex fem fyra tre två ett noll. Ring noll sju noll ett två tre fyra fem sex sju. Tåget går tolv och fyrtiofem. Två plus två är fyra. Ditt kort har två betalningar.
Ange den tresiffriga säkerhetskoden. Vi är fem eller sex personer. Tre av fyra svarade. Vi bor på tredje våningen, dörr två. Beställning sju sju tre två nio. Det kostar hundra eller tvåhundra. Jag väntade två till tre timmar, sedan fyra till.`,
  de: `Ich habe zwei oder drei davon. Wir sehen uns um fünf, oder um sechs, oder um sieben. Das Rezept braucht zwei Eier, drei Tassen Mehl und einen Löffel Zucker. Sie ist neunzehnhundertvierundachtzig geboren. Das macht einundvierzig, nein zweiundvierzig Euro.
Eins zwei drei vier fünf sechs sieben acht neun zehn. Der Zug fährt um zwölf Uhr fünfundvierzig. Zwei plus zwei ist vier. Ihre Karte hat zwei offene Zahlungen. Bitte geben Sie die dreistellige Prüfnummer ein. Drei von vier haben ja gesagt.
Rufen Sie null eins sieben eins, zwei drei vier fünf sechs sieben an. Bestellung sieben sieben drei zwei neun. Es kostet hundert oder zweihundert. Zimmer zwei null vier. Das sind ein oder zwei Tage, dann drei oder vier.`,
  fr: `J'en ai deux ou trois. On se voit à cinq heures, ou à six, ou à sept. Il faut deux œufs, trois tasses de farine et un sucre. Elle est née en mille neuf cent quatre-vingt-quatre. Cela fait quarante et un euros, non quarante-deux.
Un deux trois quatre cinq six sept huit neuf dix. Le train part à douze heures quarante-cinq. Deux et deux font quatre. Votre carte a deux paiements en attente. Veuillez saisir les trois chiffres du cryptogramme.
Appelez le zéro un, vingt-trois, quarante-cinq, soixante-sept, quatre-vingt-neuf. Un chat et un chien dans un panier avec un ballon. Trois sur quatre ont dit oui. Commande sept sept trois deux neuf.`,
  es: `Tengo dos o tres de esos. Nos vemos a las cinco, o a las seis, o a las siete. La receta lleva dos huevos, tres tazas de harina y una de azúcar. Nació en mil novecientos ochenta y cuatro. Son cuarenta y un euros, no, cuarenta y dos.
Uno dos tres cuatro cinco seis siete ocho nueve diez. El tren sale a las doce y cuarenta y cinco. Dos más dos son cuatro. Su tarjeta tiene dos pagos pendientes. Introduzca el código de seguridad de tres cifras.
Llame al seis uno dos, tres cuatro cinco, seis siete ocho. Una casa, un perro y una mesa. Tres de cada cuatro. Pedido siete siete tres dos nueve.`,
  it: `Ne ho due o tre. Ci vediamo alle cinque, o alle sei, o alle sette. La ricetta vuole due uova, tre tazze di farina e un cucchiaio di zucchero. È nata nel millenovecentottantaquattro. Fanno quarantuno euro, no quarantadue.
Uno due tre quattro cinque sei sette otto nove dieci. Il treno parte alle dodici e quarantacinque. Due più due fa quattro. La sua carta ha due pagamenti in sospeso. Inserisca il codice di sicurezza di tre cifre.
Chiami il tre quattro sette, uno due tre, quattro cinque sei sette. Tre su quattro. Ordine sette sette tre due nove.`,
  pt: `Tenho dois ou três desses. A gente se vê às cinco, ou às seis, ou às sete. A receita leva dois ovos, três xícaras de farinha e uma de açúcar. Ela nasceu em mil novecentos e oitenta e quatro. São quarenta e um reais, não, quarenta e dois.
Um dois três quatro cinco seis sete oito nove dez. O trem sai às doze e quarenta e cinco. Dois mais dois são quatro. Seu cartão tem dois pagamentos pendentes. Digite o código de segurança de três dígitos. Um gato e um cão em um cesto com um pão.
Ligue para nove um dois, três quatro cinco, seis sete oito. Meia hora depois, meia dúzia. Pedido sete sete três dois nove.`,
  nl: `Ik heb er twee of drie. Tot vijf uur, of zes, of zeven. Het recept vraagt twee eieren, drie kopjes bloem en een lepel suiker. Zij is geboren in negentienhonderdvierentachtig. Dat is eenenveertig, nee tweeënveertig euro.
Een twee drie vier vijf zes zeven acht negen tien. De trein gaat om twaalf uur vijfenveertig. Twee en twee is vier. Uw kaart heeft twee openstaande betalingen. Voer de driecijferige code in. Een kat en een hond in een mand met een bal en een bot.
Bel nul zes, een twee drie vier vijf zes zeven acht. Drie van de vier. Bestelling zeven zeven drie twee negen.`,
  da: `Jeg har to eller tre af dem. Vi ses klokken fem, eller seks, eller syv. Opskriften kræver to æg, tre kopper mel og en ske sukker. Hun er født i nitten hundrede og fireogfirs. Det bliver enogfyrre kroner, nej toogfyrre.
En to tre fire fem seks syv otte ni ti. Toget går tolv femogfyrre. To plus to er fire. Dit kort har to betalinger. Indtast den trecifrede sikkerhedskode. Der er en kat og en hund i en kurv med et tæppe. Ring to tre fire fem seks syv otte ni.`,
  no: `Jeg har to eller tre av dem. Vi ses klokken fem, eller seks, eller sju. Oppskriften krever to egg, tre kopper mel og en skje sukker. Hun er født i nitten åttifire. Det blir førtien kroner, nei førtito. Det er en katt og en hund i en kurv med et teppe.
En to tre fire fem seks sju åtte ni ti. Toget går tolv førtifem. To pluss to er fire. Kortet ditt har to betalinger. Tast inn den tresifrede sikkerhetskoden. Ring ni en to tre fire fem seks sju.`,
  fi: `Minulla on kaksi tai kolme niistä. Nähdään viideltä, kuudelta tai seitsemältä. Ohjeeseen tulee kaksi munaa, kolme kuppia jauhoja ja yksi lusikka sokeria. Hän on syntynyt tuhatyhdeksänsataakahdeksankymmentäneljä. Se tekee neljäkymmentäyksi euroa.
Yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen. Juna lähtee kaksitoista neljäkymmentäviisi. Kaksi plus kaksi on neljä. Kortillasi on kaksi maksua. Anna kolmenumeroinen turvakoodi.
Soita nolla neljä nolla yksi kaksi kolme neljä viisi kuusi seitsemän.`,
  pl: `Mam dwa albo trzy. Widzimy się o piątej, szóstej albo siódmej. Przepis: dwa jajka, trzy szklanki mąki i jedna łyżka cukru. Urodziła się w tysiąc dziewięćset osiemdziesiątym czwartym. To będzie czterdzieści jeden złotych, nie, czterdzieści dwa.
Jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć. Pociąg odjeżdża o dwunastej czterdzieści pięć. Dwa i dwa to cztery. Twoja karta ma dwie płatności. Podaj trzycyfrowy kod bezpieczeństwa.
Zadzwoń pięć zero jeden, dwa trzy cztery, pięć sześć siedem. Trzy z czterech.`,
};
