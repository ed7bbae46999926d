import { speaker } from '../words.ts';
import type { z } from '../zod.ts';
import { kinds } from './entry.ts';
import { nouns } from './map.ts';
import { type Kept, type RetentionClass, retention } from './retention.ts';

/**
 * What is kept, by category: how long, and in which exports. Names, purposes, who sees it and how it goes are
 * `inventory.<category>`, `.why`, `.who` and `.gone` in the words.
 */
export const categories = {
  people: { kept: 'hand', exported: ['person', 'district'] },
  words: { kept: 'cycles', exported: ['person'] },
  steps: { kept: 'cycles', exported: ['person', 'hidden'] },
  sharing: { kept: 'cycles', exported: ['person'] },
  contacts: { kept: 'cycles', exported: ['person', 'hidden'] },
  learning: { kept: 'cycles', exported: ['person'] },
  counts: { kept: 'district', exported: ['hidden'] },
  map: { kept: 'hand', exported: ['district'] },
  district: { kept: 'district', exported: ['district'] },
  notices: { kept: 'notices', exported: ['person'] },
  sessions: { kept: 'sessions', exported: ['person'] },
  log: { kept: 'audit', exported: ['person', 'district'] },
  order: { kept: 'with', exported: [] },
  device: { kept: 'device', exported: [] },
} as const satisfies Record<
  string,
  {
    kept: RetentionClass | 'hand' | 'district' | 'with' | 'device';
    exported: ('person' | 'district' | 'hidden')[];
  }
>;
export type Category = keyof typeof categories;

/** Names of columns or fields, by their category. */
type Listed = Partial<Record<Category, string>>;

/** Every column of every table. A new one is listed here before the tests are content. */
export const columns: Record<string, Listed> = {
  district: { district: 'id name settings key exported', order: 'audit_head' },
  map: { map: 'noun id body', order: 'district version changed_at' },
  link: { map: 'target_noun target noun id field', order: 'district' },
  entry: {
    words: 'body',
    steps: 'kind author cycle at on_day',
    sharing: 'about',
    order: 'district id received_at supersedes',
  },
  cycle: {
    words: 'words',
    steps: 'owner site course lesson practice aim phase due_on since last_on',
    order: 'district id version batch',
  },
  ring: { steps: 'owner site course lesson cycle phase due_on', order: 'district' },
  share: { sharing: 'audience cycle owner notes active site course lesson', order: 'district' },
  observation: { steps: 'person site course series on_day cycle value', order: 'district entry' },
  contact: { contacts: 'coach teacher on_day', order: 'district entry' },
  seen: { sharing: 'cycle person on_day', order: 'district' },
  token: { sessions: 'hash district person kind family device made_at expires_at family_until' },
  code: { sessions: 'hash district person kind uses_left made_at expires_at' },
  subject: { people: 'issuer sub person last_at', order: 'district' },
  handshake: {
    sessions: 'hash browser district provider nonce verifier redirect_uri challenge state invite expires_at',
  },
  authorization: { sessions: 'hash district person issuer sub redirect_uri challenge invite family expires_at' },
  device_request: {
    sessions: 'hash user_code device network district person state pause polled_at made_at expires_at',
  },
  attempt: { sessions: 'bucket failures until' },
  activity: { steps: 'cycle month owner point', order: 'district' },
  activity_count: { counts: 'month minimum counted_at body', order: 'district number batch' },
  activity_person: { counts: 'person school', order: 'district until since' },
  audit: { log: 'seq at actor act subject reason', order: 'district before mark' },
  notice: { notices: 'person id at body', order: 'district' },
  break_glass: { log: 'id teacher asked_by asked_at reason hours approved_by open_until', order: 'district' },
  leaving: { order: 'district person gone asked_by asked_at reason confirmed_by before' },
};

/** Every field of every entry kind; those that all have are in `every`. */
const fieldsOfKinds: Record<string, Listed> = {
  every: { order: 'id kind supersedes', steps: 'at cycle' },
  plan: {
    words: 'idea measure.name tag.courseTitle tag.lessonTitle',
    steps: `tag.site tag.course tag.lesson practice aim measure measure.unit measure.direction prediction checkOn previous`,
  },
  do: { words: 'ingredient why note', steps: 'on how' },
  check: { words: 'note', steps: 'on figure.value figure.count figure.of' },
  act: { words: 'learning', steps: 'on decision result next' },
  share: { sharing: 'with.person with.team state notes' },
  question: { words: 'text' },
  feedback: { words: 'text', steps: 'phase' },
  contact: { contacts: 'teacher on minutes mode moves' },
  participation: {
    learning: 'learning did tag.site tag.course tag.lesson',
    words: 'tag.courseTitle tag.lessonTitle',
  },
  retract: {},
};

/** Every field of every noun of the map. */
const fieldsOfNouns: Record<string, Listed> = {
  school: { map: 'name timeZone' },
  team: { map: 'name school aims' },
  person: { people: 'name email roles.role roles.school teams subjects active' },
  need: { map: 'text evidence cohortSize source' },
  goal: { map: 'text need' },
  aim: { map: 'text goal measures practices target by' },
  measure: { map: 'name unit direction kind family' },
  practice: { map: 'name why sources ingredients.text ingredients.kind' },
  initiative: { map: 'name goal practices schools stage startedOn endedOn' },
  provider: { district: 'preset name issuer tenant clientId clientSecret domains roleClaims' },
  learning: { map: 'title url minutes modality on initiative practices courses subjects' },
};

/** What the extension keeps: stores of its database, and what goes when the browser closes. */
export const browserKeeps: Record<'database' | 'session', Listed> = {
  database: { device: 'session outbox drafts desks settings' },
  session: { device: 'access signIn approval mount panel view' },
};

export type Element = {
  element: string;
  category: Category;
  purpose: string;
  seenBy: string;
  kept: string;
  exported: string;
  deleted: string;
};

/**
 * Every element there is with what is said of it, from the tables' columns (`entry.body`) and the schemas themselves.
 * `missing`: those nobody said anything of; `strange`: what is said of something that is not there.
 */
export function inventoryOf(tables: readonly string[]) {
  const said = new Map<string, Category>();
  const say = (where: string, lists: Record<string, Listed>) => {
    for (const [of, listed] of Object.entries(lists))
      for (const [category, names] of Object.entries(listed))
        for (const name of names.split(' ')) said.set(`${where} ${of}.${name}`, category as Category);
  };
  const { every = {}, ...own } = fieldsOfKinds;
  say('database', columns);
  say('map', fieldsOfNouns);
  say('browser', browserKeeps);
  for (const kind of Object.keys(own)) say('entry', { [kind]: every });
  say('entry', own);

  const there = [
    ...tables.map(one => `database ${one}`),
    ...kinds.flatMap(({ name, schema }) => pathsOf(schema).map(path => `entry ${name}.${path}`)),
    ...Object.entries(nouns).flatMap(([noun, { schema }]) => pathsOf(schema).map(path => `map ${noun}.${path}`)),
    ...[...said.keys()].filter(one => one.startsWith('browser ')),
  ];
  // Not every kind belongs to a cycle.
  const strange = [...said.keys()].filter(one => !there.includes(one) && !/^entry \w+\.cycle$/.test(one));
  const elements = there.flatMap(element => {
    const category = said.get(element);
    return category ? [elementOf(element, category)] : [];
  });
  return { elements, missing: there.filter(one => !said.has(one)), strange };
}

function elementOf(element: string, category: Category): Element {
  const say = speaker('en');
  const { exported } = categories[category];
  return {
    element,
    category,
    purpose: say(`inventory.${category}.why`),
    seenBy: say(`inventory.${category}.who`),
    kept: keptInWords(category, say),
    exported: exportedInWords(exported, say),
    deleted: say(`inventory.${category}.gone`),
  };
}

type Say = ReturnType<typeof speaker>;

export function keptInWords(category: Category, say: Say): string {
  const { kept } = categories[category];
  const rule = retention.find(one => one.class === kept);
  if (rule) return howLong(rule.keep, say);
  return say(`kept.${kept as 'hand' | 'district' | 'with' | 'device'}`);
}

export function howLong(keep: Kept['keep'], say: Say): string {
  if ('setting' in keep) return say('kept.setting');
  if (keep.days === 0) return say('kept.ended');
  return keep.days < 365 ? say('kept.days', { n: keep.days }) : say('kept.years', { n: Math.floor(keep.days / 365) });
}

export function exportedInWords(exported: readonly ('person' | 'district' | 'hidden')[], say: Say): string {
  return exported.map(one => say(`inventory.exported.${one}`)).join('; ') || say('inventory.exported.no');
}

/** The paths of a schema's fields, through lists and choices: `roles.school`. */
function pathsOf(schema: z.core.$ZodType, path = ''): string[] {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  const within = (inner: z.core.$ZodType) => pathsOf(inner, path);
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([name, inner]) => pathsOf(inner, path ? `${path}.${name}` : name));
    case 'optional':
    case 'default':
    case 'nullable':
      return within(def.innerType);
    case 'array':
      return within(def.element);
    case 'union':
      return [...new Set(def.options.flatMap(within))];
    default:
      return [path];
  }
}
