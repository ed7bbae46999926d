import { CONTACT_DAYS, daysBetween } from '../records/cadence.ts';
import { isDue, isStalled } from '../records/cycle.ts';
import { EntryId, MapId } from '../records/id.ts';
import { SiteId, SiteKey } from '../records/page.ts';
import { Day } from '../records/text.ts';
import { z } from '../zod.ts';

/** Why a teacher needs their coach this week, in the order of urgency. */
export const reasons = ['question', 'no_contact', 'stalled', 'due'] as const;
export type Reason = (typeof reasons)[number];

/** One open cycle that a teacher opened to this coach, from the roll-ups. */
export type Fact = {
  teacher: string;
  name: string;
  cycle: string;
  site: string;
  course: string;
  lesson?: string;
  title: string;
  idea: string;
  phase: 'plan' | 'do' | 'check' | 'act';
  dueOn?: string;
  lastOn: string;
  /** The cycle's first day. */
  since: string;
  question?: string;
  lastContact?: string;
};

const Case = z.strictObject({
  cycle: EntryId,
  site: SiteKey,
  course: SiteId,
  lesson: z.optional(SiteId),
  title: z.string(),
  idea: z.string(),
  phase: z.enum(['plan', 'do', 'check', 'act']),
  dueOn: z.optional(Day),
  question: z.optional(z.string()),
  reasons: z.array(z.enum(reasons)),
});

/** A coach's overlay summary: teachers who invited them, who needs them first (S0-R7a). */
export const WhoNeedsMe = z.strictObject({
  asOf: Day,
  teachers: z.array(
    z.strictObject({
      id: MapId,
      name: z.string(),
      lastContact: z.optional(Day),
      /** Days since the last contact, or since the first open cycle began when there was none. */
      gap: z.number(),
      reasons: z.array(z.enum(reasons)),
      cycles: z.array(Case),
    }),
  ),
});
export type WhoNeedsMe = z.infer<typeof WhoNeedsMe>;

/** Teachers with the reasons they need their coach, most urgent first; among equals, the longest without contact. */
export function whoNeedsMe(facts: readonly Fact[], today: string): WhoNeedsMe {
  const teachers = [...Map.groupBy(facts, fact => fact.teacher)].map(([id, own]) => {
    const { name, lastContact } = own[0]!;
    const since = own.reduce((first, fact) => (fact.since < first ? fact.since : first), today);
    const gap = daysBetween(lastContact ?? since, today);
    const cycles = own.map(({ teacher: _, name: __, lastOn, since: ___, lastContact: ____, ...one }) => ({
      ...one,
      reasons: [
        ...(one.question === undefined ? [] : ['question' as const]),
        ...(isStalled({ phase: one.phase, lastOn }, today) ? ['stalled' as const] : []),
        ...(isDue(one, today) ? ['due' as const] : []),
      ],
    }));
    const all = new Set<Reason>(cycles.flatMap(one => one.reasons));
    if (gap > CONTACT_DAYS) all.add('no_contact');
    return { id, name, ...(lastContact && { lastContact }), gap, reasons: reasons.filter(one => all.has(one)), cycles };
  });
  const urgency = (one: (typeof teachers)[number]) =>
    one.reasons[0] ? reasons.indexOf(one.reasons[0]) : reasons.length;
  teachers.sort((a, b) => urgency(a) - urgency(b) || b.gap - a.gap || a.name.localeCompare(b.name));
  return { asOf: today, teachers };
}
