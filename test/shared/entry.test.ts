import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fieldErrors } from '../../shared/problem.ts';
import { figureValue } from '../../shared/records/check.ts';
import { byOf, cycleOf, Entry, type EntryKind, kinds } from '../../shared/records/entry.ts';
import { type NounName, nouns } from '../../shared/records/map.ts';
import { placeOf, SiteKey } from '../../shared/records/page.ts';
import { Role } from '../../shared/records/role.ts';
import { idAt } from '../id-at.ts';
import { anyEntry, anyOf, entriesOf, leaves, smallMap } from '../make.ts';

/** The fields that `Entry` finds wrong; none for a valid entry. */
function wrong(entry: unknown): string[] {
  const read = Entry.safeParse(entry);
  return read.success ? [] : fieldErrors(read.error).map(one => one.pointer);
}
const first = (kind: EntryKind, said = {}) => ({ ...entriesOf('ortega', kind)[0]!.entry, ...said });

describe('every kind', () => {
  test.each(kinds.map(kind => kind.name))('%s: any valid one is read as it was written', kind => {
    fc.assert(
      fc.property(anyOf[kind] as fc.Arbitrary<Entry>, entry => {
        const told = JSON.parse(JSON.stringify(entry));
        expect(Entry.parse(told)).toEqual(told);
      }),
      { numRuns: 60 },
    );
  });

  test.each(kinds.map(kind => kind.name))('%s: no field more, none less, none of another type', kind => {
    const entry = first(kind);
    expect(wrong(entry)).toEqual([]);
    expect(wrong({ ...entry, mood: 'fine' })).toContain('/mood');
    for (const field of Object.keys(entry)) {
      const { [field as keyof typeof entry]: _, ...less } = entry;
      const optional = wrong(less).length === 0;
      const known = ['practice', 'aim', 'cycle', 'learning'];
      if (optional) expect(known, `${kind}.${field} can be left out`).toContain(field);
      for (const value of [null, {}, Number.NaN, [null]]) expect(wrong({ ...entry, [field]: value })).not.toEqual([]);
    }
  });

  it('is in the union and in the list', () => {
    const listed = kinds.map(kind => kind.name);
    expect(new Set(listed)).toEqual(new Set(Object.keys(anyOf)));
    expect(Entry.def.options).toEqual(kinds.map(kind => kind.schema));
    for (const kind of kinds) expect(byOf(kind.name)).toBe(kind.by);
  });
});

describe('an entry says nothing of who its author is', () => {
  const claims = ['author', 'role', 'roles', 'admin', 'isAdmin', 'district', 'person', 'owner', 'student', 'students'];
  test.each([...claims, 'constructor', 'toString', 'prototype'])('%s', field => {
    for (const kind of kinds) expect(wrong({ ...first(kind.name), [field]: 'admin' })).toContain(`/${field}`);
  });

  it('nor by __proto__', () => {
    const json = JSON.stringify(first('do')).replace('{', '{"__proto__":{"role":"admin"},');
    const read = Entry.safeParse(JSON.parse(json));
    expect(read.success).toBe(false);
    expect(({} as Record<string, unknown>).role).toBeUndefined();
  });
});

describe('ids', () => {
  it('are UUIDv7 in lower case, so that they sort', () => {
    const id = idAt(Date.parse('2026-11-02'));
    expect(wrong(first('do', { id }))).toEqual([]);
    expect(wrong(first('do', { id: id.toUpperCase() }))).toEqual(['/id']);
    expect(wrong(first('do', { id: '3b241101-e2bb-4255-8caf-4136c566a962' }))).toEqual(['/id']);
    for (const id of ['', '1', 'ortega', `${idAt(0)} `, 7]) expect(wrong(first('do', { id }))).toEqual(['/id']);
  });

  it('cannot supersede themselves', () => {
    const { id } = first('do');
    expect(wrong(first('do', { supersedes: id }))).toEqual(['/supersedes']);
    expect(wrong(first('retract', { supersedes: id }))).toEqual(['/supersedes']);
  });
});

describe('days and instants', () => {
  it('are real ones', () => {
    for (const on of ['2026-02-29', '2026-13-01', '2026-00-10', '26-11-02', '2026-11-02T00:00:00Z', 'today', ''])
      expect(wrong(first('do', { on })), on).toEqual(['/on']);
    expect(wrong(first('do', { on: '2028-02-29' }))).toEqual([]);
    for (const at of ['2026-11-02', '2026-11-02T09:30:00', '2026-11-31T09:30:00Z', 1793613600000])
      expect(wrong(first('do', { at })), String(at)).toEqual(['/at']);
    for (const at of ['2026-11-02T09:30:00Z', '2026-11-02T09:30:00.123+05:45'])
      expect(wrong(first('do', { at })), at).toEqual([]);
  });
});

describe('Do', () => {
  it('adapted says why; otherwise nothing needs typing', () => {
    expect(wrong(first('do', { how: 'adapted' }))).toEqual(['/why']);
    expect(wrong(first('do', { how: 'adapted', why: '  ' }))).toEqual(['/why']);
    expect(wrong(first('do', { how: 'adapted', why: 'half the class was away', ingredient: 'Wait time' }))).toEqual([]);
    for (const how of ['as_planned', 'not_done']) expect(wrong(first('do', { how }))).toEqual([]);
    expect(wrong(first('do', { how: 'perfectly' }))).toEqual(['/how']);
  });
});

describe('Check', () => {
  const figure = (figure: unknown) => wrong(first('check', { figure }));

  it('takes a value or a count of the class', () => {
    for (const good of [{ value: 0 }, { value: -1.5 }, { count: 0, of: 24 }, { count: 24, of: 24 }])
      expect(figure(good)).toEqual([]);
    expect(figureValue({ count: 18, of: 24 })).toBe(75);
    expect(figureValue({ value: 3.5 })).toBe(3.5);
  });

  it('refuses 19 of 18, part people, and figures that no class has', () => {
    expect(figure({ count: 19, of: 18 })[0]).toMatch(/^\/figure/);
    for (const bad of [
      { count: 1.5, of: 3 },
      { count: -1, of: 3 },
      { count: 0, of: 0 },
      { count: 1 },
      { value: 1, of: 2 },
      { value: Number.POSITIVE_INFINITY },
      { value: 1e10 },
      { value: '75' },
      { value: 75, student: 'A. B.' },
      75,
    ])
      expect(figure(bad), JSON.stringify(bad)).not.toEqual([]);
  });
});

describe('Act', () => {
  const next = idAt(1);

  it('says what was learned unless it was growth', () => {
    for (const result of ['learned_why_not', 'inconclusive']) {
      expect(wrong(first('act', { decision: 'abandon', result }))).toEqual(['/learning']);
      expect(wrong(first('act', { decision: 'abandon', result, learning: 'Too long for one lesson' }))).toEqual([]);
    }
    expect(wrong(first('act', { result: 'failed' }))).toEqual(['/result']);
  });

  it('names the next cycle when it adapts, and only then', () => {
    expect(wrong(first('act', { decision: 'adapt' }))).toEqual(['/next']);
    expect(wrong(first('act', { decision: 'adapt', next }))).toEqual([]);
    for (const decision of ['adopt', 'abandon']) expect(wrong(first('act', { decision, next }))).toEqual(['/next']);
  });
});

describe('share', () => {
  it('is with one person or one team, never with everyone', () => {
    const to = (one: unknown) => wrong(first('share', { with: one }));
    expect(to({ person: 'ruiz' })).toEqual([]);
    expect(to({ team: 'grade-7' })).toEqual([]);
    for (const bad of [{}, 'all', { person: 'ruiz', team: 'grade-7' }, { role: 'leader' }, { school: 'maple-middle' }])
      expect(to(bad), JSON.stringify(bad)).not.toEqual([]);
  });
});

describe('text', () => {
  const note = (note: string) => wrong(first('do', { note }));

  it('is any script, emoji and right-to-left marks too', () => {
    for (const good of ['à côté', 'لماذا؟', '为什么', '👩🏽‍🏫', '\u202Eabc', "'); DROP TABLE entry;--", '<b>x</b>'])
      expect(note(good), good).toEqual([]);
  });

  it('is what can be stored and sent on faithfully', () => {
    for (const bad of ['\uD83D', 'a\uDC00b', 'a\u0000b', '', ' \n\t']) expect(note(bad)).toEqual(['/note']);
  });

  it('has an end', () => {
    expect(note('x'.repeat(2000))).toEqual([]);
    expect(note('x'.repeat(2001))).toEqual(['/note']);
    expect(note('x'.repeat(5_000_000))).toEqual(['/note']);
    expect(Entry.parse(first('do', { note: '  spaced  ' }))).toMatchObject({ note: 'spaced' });
  });
});

describe('places', () => {
  it('are sites by key and ids as the site gives them', () => {
    const tag = (said: object) => wrong(first('plan', { tag: { ...leaves, ...said } }));
    for (const site of [
      'moodle@learn.example.org/campus',
      'canvas@maple.instructure.com',
      'moodle@127.0.0.1:8788/moodle',
    ])
      expect(tag({ site }), site).toEqual([]);
    for (const site of ['', 'https://x.org', 'moodle@X.org', 'm@x', 'moodle@x.org?a=1'])
      expect(tag({ site }), site).not.toEqual([]);
    for (const lesson of ['', 'a b', 'a/b', '<script>', 'x'.repeat(121)]) expect(tag({ lesson })).not.toEqual([]);
    expect(tag({ student: '7' })).toEqual(['/tag/student']);
  });

  it('are one string each, unlike any other', () => {
    expect(placeOf({ site: 'moodle@x.org', course: '2' })).not.toBe(
      placeOf({ site: 'moodle@x.org', course: '2', lesson: '2' }),
    );
    expect(SiteKey.safeParse('moodle@x.org|2').success).toBe(false);
  });
});

describe('anything else', () => {
  it('is refused without a crash', () => {
    for (const nothing of [null, undefined, '', 0, [], {}, 'plan', { kind: 'plan' }, { kind: 'grade' }, { kind: null }])
      expect(wrong(nothing).length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.anything(), thing => {
        expect(Entry.safeParse(thing).success).toBe(false);
      }),
    );
  });

  it('one broken field is found wherever it is', () => {
    fc.assert(
      fc.property(anyEntry, fc.nat(), fc.constantFrom(null, {}, [], false, -1e300), (entry, at, junk) => {
        const fields = Object.keys(entry);
        expect(wrong({ ...entry, [fields[at % fields.length]!]: junk })).not.toEqual(entry);
      }),
    );
  });

  it('a cycle’s entries say which one', () => {
    const { cycle } = first('do') as Extract<Entry, { kind: 'do' }>;
    expect(cycleOf(Entry.parse(first('do')))).toBe(cycle);
  });
});

describe('the map', () => {
  test.each(Object.keys(nouns) as NounName[])('%s: strict, and its references are its fields', noun => {
    const { body } = smallMap.find(one => one.noun === noun)!;
    const { schema, refs } = nouns[noun];
    expect(schema.safeParse(body).error).toBeUndefined();
    expect(schema.safeParse({ ...body, district: 'other' }).success).toBe(false);
    for (const [path, to] of Object.entries(refs)) {
      expect(Object.keys(schema.shape)).toContain(path.split('.')[0]);
      expect(Object.keys(nouns)).toContain(to);
    }
  });

  it('has staff and no students', () => {
    for (const role of ['student', 'parent', 'guardian', 'root']) expect(Role.safeParse({ role }).success).toBe(false);
  });
});
