import { z } from '../zod.ts';

// Lone surrogates and NUL can't be stored or sent on faithfully, so they are refused rather than repaired.
const storable = z.refine<string>(
  text => !text.includes('\u0000') && text.isWellFormed(),
  'has a character that can’t be stored',
);

/** Text a person typed, trimmed, 1 to `max` characters. */
export const text = (max: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(max), storable);

/** A calendar day, `2026-11-23`. */
export const Day = z.iso.date();
export type Day = string;

/** A calendar month, `2026-11`. */
export const Month = z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is not a month such as 2026-11'));

/** An instant with its offset, `2026-11-23T09:30:00-05:00`. */
export const Instant = z.iso.datetime({ offset: true }).check(z.maxLength(40));

/** A figure as a person enters one: finite, and small enough to stay exact in JSON and SQLite. */
export const Figure = z.number().check(z.minimum(-1e9), z.maximum(1e9));
