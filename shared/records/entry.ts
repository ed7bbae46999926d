import { z } from '../zod.ts';
import { act } from './act.ts';
import { check } from './check.ts';
import { contact } from './contact.ts';
import { doing } from './do.ts';
import { feedback } from './feedback.ts';
import { MapId } from './id.ts';
import { participation } from './participation.ts';
import { plan } from './plan.ts';
import { question } from './question.ts';
import { retract } from './retract.ts';
import { share } from './share.ts';

/** Every entry kind. A new thing to log is a new file and a new row here; nothing else changes. */
export const kinds = [plan, doing, check, act, share, question, feedback, contact, participation, retract] as const;

const needed = (field: string, why: string) => ({ error: why, path: [field] });

/** Anything a person logs: append-only, made on the device with its own id. */
export const Entry = z
  .discriminatedUnion('kind', [
    plan.schema,
    doing.schema,
    check.schema,
    act.schema,
    share.schema,
    question.schema,
    feedback.schema,
    contact.schema,
    participation.schema,
    retract.schema,
  ])
  .check(
    z.refine(
      entry => entry.kind !== 'do' || entry.how !== 'adapted' || entry.why !== undefined,
      needed('why', 'say in a line why it was adapted'),
    ),
    z.refine(
      entry => entry.kind !== 'act' || entry.result === 'growth' || entry.learning !== undefined,
      needed('learning', 'say what was learned'),
    ),
    z.refine(
      entry => entry.kind !== 'act' || (entry.decision === 'adapt') === (entry.next !== undefined),
      needed('next', 'an “adapt” names the next cycle, and nothing else does'),
    ),
    z.refine(entry => entry.supersedes !== entry.id, needed('supersedes', 'an entry can’t supersede itself')),
  );
export type Entry = z.infer<typeof Entry>;
export type EntryKind = Entry['kind'];

/** An entry with the person who logged it, as the worker stores and sends it. */
export const Logged = z.strictObject({ author: MapId, entry: Entry });
export type Logged = z.infer<typeof Logged>;

/** The cycle an entry belongs to, if any. */
export function cycleOf(entry: Entry): string | undefined {
  return entry.cycle;
}

export function byOf(name: EntryKind) {
  return kinds.find(kind => kind.name === name)!.by;
}
