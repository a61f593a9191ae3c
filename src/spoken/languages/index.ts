/** The languages whose numbers are understood. */
import { da } from './da.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fi } from './fi.js';
import { fr } from './fr.js';
import { hi } from './hi.js';
import { it } from './it.js';
import type { Language } from './language.js';
import { nl } from './nl.js';
import { no } from './no.js';
import { pl } from './pl.js';
import { pt } from './pt.js';
import { sv } from './sv.js';
import { tr } from './tr.js';

export const LANGUAGES: Readonly<Record<string, Language>> = { en, sv, de, fr, es, it, pt, nl, da, no, fi, pl, tr, hi };

/** Understood unless a configuration says otherwise. */
export const DEFAULT_LANGUAGES: readonly string[] = ['en', 'sv', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'da', 'no', 'fi', 'pl'];
