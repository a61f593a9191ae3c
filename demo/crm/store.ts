/** What the demo CRM remembers: customers, cases, notes. In memory, and exactly as it arrived. */
import { CASES, CUSTOMERS, NOTES, type Case, type Customer, type Note } from './records.js';

const NEXT_NOTE = 5200;

export class Store {
  private readonly customers = new Map(CUSTOMERS.map((customer) => [customer.id, customer]));
  private notes: readonly Note[] = NOTES;
  private nextNote = NEXT_NOTE;

  listCustomers(): readonly Customer[] {
    return [...this.customers.values()];
  }

  customer(id: string): Customer | undefined {
    return this.customers.get(id);
  }

  /** Changes the given fields of a customer; undefined when there is no such customer. */
  changeCustomer(id: string, fields: Readonly<Record<string, string>>): Customer | undefined {
    const before = this.customers.get(id);
    if (before === undefined) return undefined;
    const after = { ...before, ...fields, id };
    this.customers.set(id, after);
    return after;
  }

  casesOf(customerId: string | undefined): readonly Case[] {
    return CASES.filter((item) => customerId === undefined || item.customerId === customerId);
  }

  case(id: string): Case | undefined {
    return CASES.find((item) => item.id === id);
  }

  notesOf(customerId: string): readonly Note[] {
    return this.notes.filter((note) => note.customerId === customerId);
  }

  addNote(customerId: string, author: string, text: string, at: Date): Note {
    const note = { id: `N-${this.nextNote++}`, customerId, author, at: at.toISOString().slice(0, 16).replace('T', ' '), text };
    this.notes = [note, ...this.notes];
    return note;
  }
}
