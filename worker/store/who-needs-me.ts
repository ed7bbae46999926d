import { type Fact, type WhoNeedsMe, whoNeedsMe } from '../../shared/insights/who-needs-me.ts';
import { audienceOf } from '../../shared/records/share.ts';
import type { Who } from '../guard.ts';
import type { Database } from '../http.ts';
import { isLed, ledParam } from './relation.ts';
import { openWords } from './rollup.ts';

type Row = Omit<Fact, 'lesson' | 'title' | 'idea' | 'dueOn' | 'question' | 'lastContact'> & {
  lesson: string;
  words: string;
  dueOn: string | null;
  notes: number;
  lastContact: string | null;
};

/**
 * The open cycles that teachers opened to this coach in person, from the roll-ups. Being shared with a team of theirs
 * is no invitation, and whom the coach leads they don't coach; a question is told only to those who may read the notes.
 */
export async function readWhoNeedsMe(db: Database, who: Who, today: string): Promise<WhoNeedsMe> {
  const [found] = await db.batch<Row>([
    db
      .prepare(
        `select s.owner as teacher, p.body ->> 'name' as name, k.id as cycle, k.site, k.course, k.lesson, k.words,
           k.phase, k.due_on as dueOn, k.last_on as lastOn, k.since,
           s.notes, (
             select max(c.on_day) from contact c
             where c.district = ?1 and c.coach = ?2 and c.teacher = s.owner) as lastContact
         from share s indexed by share_audience
         cross join cycle k on k.district = ?1 and k.id = s.cycle
         cross join map p on p.district = ?1 and p.noun = 'person' and p.id = s.owner and p.body ->> 'active'
         where s.district = ?1 and s.audience = ?3 and s.active = 1 and s.site is not null
           and not ${isLed('s.owner', '?4')}
         limit 500`,
      )
      .bind(who.district, who.id, audienceOf({ person: who.id }), ledParam(who)),
  ]);
  const facts = await Promise.all(
    found!.results.map(async ({ lesson, words, dueOn, notes, lastContact, ...fact }): Promise<Fact> => {
      const { title, idea, question } = await openWords(who.seal, fact.cycle, words);
      return {
        ...fact,
        title,
        idea,
        ...(lesson && { lesson }),
        ...(dueOn && { dueOn }),
        ...(question && notes && { question }),
        ...(lastContact && { lastContact }),
      };
    }),
  );
  return whoNeedsMe(facts, today);
}
