import { Hono } from 'hono';
import { problemOf, Refusal } from '../../shared/problem.ts';
import { Entry } from '../../shared/records/entry.ts';
import { z } from '../../shared/zod.ts';
import { guard } from '../guard.ts';
import { type App, parse, readBody } from '../http.ts';
import { append, type Outcome } from '../store/append.ts';

/** What a person logs, one at a time or up to a hundred; again is harmless. */
export const entries = new Hono<App>()
  .put('/entries/:id', guard('entry.self'), async c => {
    const entry = await readBody(c, Entry);
    if (entry.id !== c.req.param('id'))
      throw new Refusal('body.invalid', { errors: [{ pointer: '/id', detail: 'is not the id in the address' }] });
    const [outcome] = await append(c.get('db'), c.get('who'), [entry], c.get('now'));
    if ('refusal' in outcome!) throw outcome.refusal;
    const { status, ...stored } = outcome!;
    return c.json(stored, status);
  })
  .post('/entries', guard('entry.self'), async c => {
    const { entries } = await readBody(c, ManyEntries);
    const read = entries.map(readEntry);
    const good = read.flatMap(one => (one instanceof Refusal ? [] : [one]));
    const outcomes: Outcome[] = [];
    // Some at a time, so that no request holds a hundred whole cycles in memory.
    for (let at = 0; at < good.length; at += 20)
      outcomes.push(...(await append(c.get('db'), c.get('who'), good.slice(at, at + 20), c.get('now'))));
    const results = read.map((one, at) => {
      const { id, ...outcome }: Outcome =
        one instanceof Refusal ? { id: idOf(entries[at]), refusal: one } : outcomes.shift()!;
      if (!('refusal' in outcome)) return { id, ...outcome };
      const problem = within(outcome.refusal, `/entries/${at}`);
      return { id, status: problem.status, problem };
    });
    return c.json({ results }, 200);
  });

/** The envelope alone: each entry is read by itself, so that a bad one does not lose the others. */
export const ManyEntries = z.strictObject({ entries: z.array(z.unknown()).check(z.minLength(1), z.maxLength(100)) });

function readEntry(value: unknown): Entry | Refusal {
  try {
    return parse('body.invalid', Entry, value);
  } catch (failure) {
    if (failure instanceof Refusal) return failure;
    throw failure;
  }
}

function idOf(value: unknown): string {
  return value !== null && typeof value === 'object' && 'id' in value ? String(value.id).slice(0, 100) : '';
}

/** The refusal as a problem whose pointers start from the whole body. */
function within({ code, more }: Refusal, pointer: string) {
  const errors = more.errors?.map(one => ({ ...one, pointer: pointer + one.pointer }));
  return problemOf(code, { ...more, ...(errors && { errors }) });
}
