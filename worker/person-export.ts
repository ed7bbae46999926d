import { figureValue } from '../shared/records/check.ts';
import { type Cycle, foldCycle } from '../shared/records/cycle.ts';
import type { Logged } from '../shared/records/entry.ts';
import { audienceOf } from '../shared/records/share.ts';
import { type Language, type Say, speaker } from '../shared/words.ts';
import { archive } from './archive.ts';
import { BOM, type Cell, csvRow } from './csv.ts';
import type { Who } from './guard.ts';
import type { Database } from './http.ts';
import { contactsWith, linesOf, loggedElsewhere, type MyCycle, myCycles, profileOf } from './store/mine.ts';
import { sessionsOf } from './store/token.ts';

/**
 * A ZIP of all that is kept of one person: `everything.json`, the same as tables for a spreadsheet, and the manifest.
 * Twenty cycles are in memory at a time.
 */
export function exportPerson(db: Database, who: Who, language: Language, now: Date): ReadableStream<Uint8Array> {
  const say = speaker(language);
  const about = { of: 'person', district: who.district, person: who.id, at: now.toISOString() };
  return archive(about, async open => {
    const all = open('everything.json');
    const entries = open('entries.csv');
    const cycles = open('cycles.csv');
    const list = async <T>(name: string, items: AsyncIterable<T> | Iterable<T>) => {
      await all.add(`,\n"${name}": [`);
      let first = true;
      for await (const item of items) {
        await all.add(`${first ? '' : ','}\n${JSON.stringify(item)}`, 1);
        first = false;
      }
      await all.add(first ? ']' : '\n]');
    };
    const addEntry = (one: Logged, { title, names }: { title: string; names: Record<string, string> }) =>
      entries.add(csvRow(entryCells(one, title, names, say)), 1);

    await entries.add(BOM + csvRow(entryHeads.map(head => say(`csv.${head}`))));
    await cycles.add(BOM + csvRow(cycleHeads.map(head => say(`csv.${head}`))));
    const { me, notices } = await profileOf(db, who);
    await all.add(`{\n"about": ${JSON.stringify({ ...about, readMe: say('export.readMe') })}`);
    await all.add(`,\n"me": ${JSON.stringify({ id: who.id, ...me })}`, 1);
    await list('sessions', await sessionsOf(db, who.district, who.id));
    await list('notices', notices);
    await list(
      'cycles',
      (async function* () {
        for await (const mine of myCycles(db, who)) {
          const { logged, ...one } = mine;
          const story = foldCycle(one.id, who.id, logged);
          const title = titleOf(story);
          await cycles.add(csvRow(cycleCells(story, mine, say)), 1);
          for (const entry of logged) await addEntry(entry, { title, names: one.names });
          yield { ...one, story, entries: logged };
        }
      })(),
    );
    await list(
      'elsewhere',
      (async function* () {
        for await (const one of loggedElsewhere(db, who)) {
          await addEntry(one, { title: '', names: { [who.id]: who.name } });
          yield one.entry;
        }
      })(),
    );
    await list('contacts', contactsWith(db, who));
    await list('log', linesOf(db, who));
    await all.add('\n}\n');
    await all.end();
    await entries.end();
    await cycles.end();
  });
}

function titleOf({ plan }: Cycle): string {
  return plan?.tag.lessonTitle ?? plan?.tag.courseTitle ?? '';
}

const entryHeads = ['when', 'what', 'by', 'lesson', 'day', 'figure', 'text', 'entry', 'cycle', 'corrects'] as const;

function entryCells({ author, entry }: Logged, title: string, names: Record<string, string>, say: Say): Cell[] {
  return [
    entry.at,
    say(`panel.kind.${entry.kind}`),
    names[author] ?? author,
    title,
    'on' in entry ? entry.on : '',
    entry.kind === 'check' ? figureValue(entry.figure) : entry.kind === 'plan' ? entry.prediction : null,
    wordsOf(entry, say).join(' / '),
    entry.id,
    entry.cycle,
    entry.supersedes,
  ];
}

/** What an entry says, in words. */
function wordsOf(entry: Logged['entry'], say: Say): string[] {
  switch (entry.kind) {
    case 'plan':
      return [entry.idea];
    case 'do':
      return some(say(`panel.do.${entry.how}`), entry.ingredient, entry.why, entry.note);
    case 'check':
      return some(entry.note);
    case 'act':
      return some(say(`panel.act.${entry.decision}`), say(`panel.act.${entry.result}`), entry.learning);
    case 'question':
    case 'feedback':
      return [entry.text];
    case 'contact':
      return [say('panel.minutes', { n: entry.minutes }), say(`panel.mode.${entry.mode}`)];
    case 'participation':
      return [entry.learning];
    case 'share':
      return [audienceOf(entry.with), say(`csv.share.${entry.state}`)];
    case 'retract':
      return [];
  }
}

const cycleHeads = [
  'lesson',
  'course',
  'site',
  'began',
  'lastOn',
  'step',
  'idea',
  'practice',
  'aim',
  'measure',
  'prediction',
  'checkOn',
  'done',
  'figure',
  'figures',
  'decision',
  'result',
  'learned',
  'openTo',
  'questions',
  'feedback',
  'readBy',
  'cycle',
] as const;

function cycleCells(story: Cycle, { logged, names, readBy }: MyCycle, say: Say): Cell[] {
  const { plan, dos, checks, act } = story;
  const named = (noun: string, id: string | undefined) => id && (names[`${noun}/${id}`] ?? id);
  const last = checks.at(-1);
  const openTo = story.shares.map(one =>
    'person' in one.with ? (names[one.with.person] ?? one.with.person) : named('team', one.with.team),
  );
  return [
    plan?.tag.lessonTitle ?? plan?.tag.lesson,
    plan?.tag.courseTitle ?? plan?.tag.course,
    plan?.tag.site,
    logged[0]?.entry.at.slice(0, 10),
    story.lastOn,
    say(`panel.next.${story.phase}`),
    plan?.idea,
    named('practice', plan?.practice),
    named('aim', plan?.aim),
    typeof plan?.measure === 'string' ? named('measure', plan.measure) : plan?.measure.name,
    plan?.prediction,
    plan?.checkOn,
    dos.map(one => some(one.on, say(`panel.do.${one.how}`), one.why, one.note).join(' ')).join('\n'),
    last && figureValue(last.figure),
    checks.map(one => some(`${one.on} ${figureValue(one.figure)}`, one.note).join(' ')).join('\n'),
    act && say(`panel.act.${act.decision}`),
    act && say(`panel.act.${act.result}`),
    act?.learning,
    openTo.join(', '),
    story.questions.map(one => one.text).join('\n'),
    story.feedback.map(one => `${names[one.author] ?? one.author}: ${one.text}`).join('\n'),
    readBy.map(one => `${names[one.person] ?? one.person} ${one.on}`).join('\n'),
    story.id,
  ];
}

function some(...texts: (string | undefined)[]): string[] {
  return texts.filter(text => text !== undefined);
}
