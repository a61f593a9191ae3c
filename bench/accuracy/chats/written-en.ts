/** Chats in English, written by hand; people, numbers and companies are invented. See dialogue.ts for how they are marked. */
export const WRITTEN_EN: readonly string[] = [
  `en delivery ordinary
C: Hi, where is my parcel? The order number is {order 482910}.
A: One moment please, I'll have a look for you.
A: It left our warehouse on {date 4 May} and arrives within {count two to three days}, between {time 9:00} and {time 17:00}.
C: Great. The ZIP code is {zip 94110}, is that right?
A: Yes, ZIP {zip 94110}. Your tracking number is {tracking 1Z999AA10123456784}.`,
  `en delivery ordinary
C: I ordered {count 2 pairs} of shoes for {amount € 89.90} and only one arrived.
A: Sorry about that! Which one is missing, and what is the order number?
C: {order 5100427}
A: Thank you. I'll be with you in {count five minutes}.
A: I opened ticket {ticket #77120} for you; the other one ships on the {date twenty-first}.`,
  `en shop ordinary
C: hi do you have this in size {other 42}?
A: We have two left in our store at {other 61} Harbour Street, and more arrive in {count 3 days}.
C: ok put one aside for me please
A: Done, it is reserved until {time 18:30} under reservation {order 640218}.`,
  `en telco ordinary
C: my internet is down for {count two hours} now, third time in {count one week}!
A: I am sorry to hear that. Could you give me your customer number?
C: {order 3304418}
A: Thanks. I see {count 3} open cases, the last one is case {ticket 5510023} of {date 12 March 2026}.
A: A technician will come on {date Tuesday 17 March} between {time 8:00} and {time 12:00}.`,
  `en telco ordinary
C: I want to change my plan to the {count 50 GB} one
A: That is {amount £25.00} a month for {count 24 months}, or {amount £30} without a contract.
C: and the {count 100 GB} one?
A: {amount £32.50}, with {count 20 %} off in the first year.`,
  `en bank ordinary
C: There is a payment of {amount $1,249.00} on my statement I do not recognise
A: When was it booked?
C: on {date 2026-05-04} at {time 14:32}
A: I see it. I raised dispute case {ticket 4471093} and you will hear from us within {count ten business days}.`,
  `en bank payment
C: My card was declined twice today, for {amount $49.00} and {amount $12.50}.
A: I am sorry. For security I sent you a six-digit code, please read it to me.
C: {code 482913}
A: Thank you. The block was set at {time 9:14} on {date May 3rd} after {count 3 attempts}; I have removed it, wait {count ten minutes} and try again.`,
  `en booking ordinary
C: Hello, a table for {count four people} on {date Friday 8 May} at {time 7:30 pm} please
A: Certainly! For how long, and may I have a phone number?
C: about {count two hours}, {phone 415-555-0132}
A: Booked: {count 4 guests}, {time 7:30 pm}, booking reference {order 220915}.`,
  `en booking ordinary
C: is breakfast included in room {other 412}?
A: Yes, from {time 6:30} to {time 10:00}. Checkout is at {time 11 am}.
C: and can I get a late one?
A: Until {time 2 pm} for {amount € 25}, one of my colleagues at the desk can arrange it.`,
  `en booking ordinary
C: I need to change flight {other BA2490} on {date 21 June}
A: What is your booking number?
C: {order 68213074}
A: There are {count three seats} left on the {time 16:45}. The fee is {amount £60.00}.`,
  `en telesales payment
A: So that is {count two bottles} for {amount € 59.80}. How would you like to pay?
C: by card. it's {card 4111 1111 1111 1111}
A: And the expiry date and security code?
C: {expiry 12/27}, {cvc 123}
A: Thank you! Order {order 4500012345} is placed; it arrives in {count two to three days}.
A: You paid {amount € 59.80} at {time 10:42} on {date 4 May 2026}. One more thing: your invoice {order 20260418} is in the mail.`,
  `en telesales payment
A: Could you read me the long number on the card?
C: sure, {card four one one one}
A: go on
C: {card one one one one}
C: {card one one one one} and {card one one one one}
A: Thanks. One second please.
A: All done, I have sent you an e-mail about order {order 7701948}. It will be with you by {date 11 May}.`,
  `en telesales payment
C: the card number is {card 5555 5555}
A: That is only half of it.
C: sorry, {card 5555 4444}
A: Got it. The total is {amount $49.00} and delivery takes {count five days}.
C: Perfect, thanks for your help!`,
  `en telesales payment
C: can I pay by amex? {card 3782 822463}
A: Please go on.
C: {card 10005}
A: Thank you. You will get a receipt for {amount $1,249.00} within {count one hour}.`,
  `en telesales payment
A: Your subscription of {amount £9.99} a month could not be renewed, your card has expired.
C: oh, I got a new one. can I do that online?
A: Yes, with the link that I have sent. It works for {count 24 hours}.
C: ok did that for order {order 500172}, does it look right to you?
A: Perfect, it is paid until {date 3 June 2027}.`,
  `en delivery payment
C: I paid by card yesterday but nothing came, order {order 31007744}
A: Let me check. One moment.
A: The payment of {amount € 24.50} failed at {time 19:07}, so nothing was sent. Would you like to try again?
C: yes to the same address please, postcode {zip SW1A 1AA}
A: Then I'll send it today. It takes {count 2-3 days}. Is there anything else I can do for you?`,
  `en shop ordinary
C: the discount code SUMMER does not work, order {order 19923}
A: It needs an order of at least {amount $50}; yours is {amount $47.20}.
C: so I need one more item?
A: Exactly, one for {amount $2.80} or more.`,
  `en shop ordinary
C: How many stars does the {count 15 inch} one have?
A: {count 4.5 stars} out of five, of {count 212 reviews}.
C: ok I'll take two of them`,
  `en telco ordinary
C: call me at {phone (415) 555-0132}
A: I will, between {time 3 pm} and {time 5 pm} today.`,
  `en telco ordinary
C: {phone +44 20 7946 0958}
A: Thank you, I will send a text to you in {count a minute}.`,
  `en support ordinary
C: your app says error {other 5021} since version {other 4.12.3}
A: Please restart it. If it happens again, tell me the time.
C: {time 9:30}, {time 9:45} and again at {time 10:05}
A: Thanks, I added it to incident {ticket 6120034}, {count 40 others} have the same.`,
  `en support ordinary
C: code is {code 550312}
A: That one is too old, I sent you another one.
C: {code 118204}
A: Great, that one worked. Give me {count 30 seconds}.`,
  `en bank ordinary
C: what is the rate for {count 10 years}?
A: {count 3.95 %} fixed, so for {amount £250,000} you would pay {amount £2,530.00} a month.
C: and for {count twenty-five years}?
A: {amount £1,314.00}. Shall I book you an appointment on {date 9 June} at {time 11:15}?`,
  `en bank payment
C: I lost my card {count two days} ago
A: I have blocked it. A new one will be with you in {count five to seven days}.
C: Thank you, and my PIN?
A: It comes in a second letter, {count three days} later. Your case number is {ticket 3020117}.`,
  `en delivery ordinary
C: I'd like to send {count three parcels} of {count 4 kg} each to {zip 10115} Berlin
A: That is {amount € 16.49} each, {amount € 49.47} for all of them.
C: and how long to Poland?
A: {count Four to six days}. Numbers {tracking RR123456785SE} and up are with customs.`,
];
