import type { PageInView } from '../../shared/records/page.ts';
import { attributeOf, chosenIn, findAll, findFirst, groupOf, type Root, textIn } from './find.ts';
import type { PageRule, Place, Site, Source } from './site.ts';
import { sites } from './sites.ts';

const TITLE_LENGTH = 300;
// What `PageRef` in shared/records/page.ts accepts; the marker has no room for its schema.
const ID = /^[\w.~:+-]{1,120}$/;
const HOST = /^[a-z0-9.-]+(:\d{1,5})?$/;
const KEY_LENGTH = 200;
const PATH_LENGTH = 1000;
// Control and direction characters, which could make a title look like something else, and every kind of space.
const UNSEEN = /[\s\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** A place where a ring can be put. */
export type Spot = { element: Element; put: 'after' | 'in' };

/** One lesson in a course page's list. */
export type Row = { lesson: string; title?: string; spots: Spot[] };

/** What a look at a page found. No `page`: nothing may be shown there. */
export type Found = {
  site: Site;
  rule?: PageRule;
  teacher: boolean;
  page?: PageInView;
  /** Everything that the rule asks for was there; a page that is still being built lacks some. */
  whole: boolean;
};

type Fit = { rule: PageRule; base: string; parts: string[] };
type Known = { course?: string; lesson?: string };

/** The site a page belongs to: by its fixed host, else by its fingerprint. */
export function recognise(doc: Document, url: URL, among: readonly Site[] = sites): Site | undefined {
  return (
    among.find(site => isFixedHost(site, url.hostname)) ??
    among.find(site => site.fingerprint.every(selector => findFirst(doc, selector)))
  );
}

/** Whether a host belongs to the site's own cloud. */
export function isFixedHost(site: Site, hostname: string): boolean {
  return site.hosts.some(host => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host));
}

/** The first rule that fits an address, and what comes before the site's own path. */
export function fitRule(site: Site, url: URL): Fit | undefined {
  const match = (path: string) =>
    new RegExp(`^(${site.atRoot ? '' : '(?:/[\\w.~-]+)*?'})(?:${path})$`).exec(url.pathname);
  if (url.pathname.length > PATH_LENGTH || site.never?.some(match)) return undefined;
  for (const rule of site.pages) {
    const found = match(rule.path);
    if (!found) continue;
    const wanted = Object.entries(rule.query ?? {});
    if (!wanted.every(([name, like]) => new RegExp(`^(?:${like})$`).test(url.searchParams.get(name) ?? ''))) continue;
    if (rule.without?.some(name => url.searchParams.has(name))) continue;
    return { rule, base: found[1]!, parts: found.slice(2) };
  }
  return undefined;
}

/** What is on this page, as far as it may be known: nothing unless the viewer surely acts as a teacher. */
export function describe(doc: Document, url: URL, among: readonly Site[] = sites): Found | undefined {
  const site = recognise(doc, url, among);
  if (!site) return undefined;
  const teacher = has(doc, site.teacher) && !has(doc, site.notTeacher);
  const fit = fitRule(withPresent(site, doc), url);
  if (!fit || !teacher) return { site, rule: fit?.rule, teacher, whole: !fit };
  const page = readPage(doc, url, site, fit);
  return { site, rule: fit.rule, teacher, page, whole: page !== undefined && isWhole(doc, fit.rule, page) };
}

/** Where the page's own ring can go, best first. Nothing inline on pages with students. */
export function ringSpots(doc: Document, { rule, page }: Found): Spot[] {
  return rule && page && page.kind !== 'protected' ? spotsIn(doc, rule.ring ?? [], page) : [];
}

/** The lessons listed on a course page. */
export function rowsOf(doc: Document, { rule, page }: Found): Row[] {
  const rows = page && page.kind !== 'protected' ? rule?.rows : undefined;
  if (!rows) return [];
  return findAll(doc, rows.row).flatMap(row => {
    const lesson = readId(rows.lesson, { root: row, known: {} });
    const title = readTitle(rows.title, { root: row, known: {} });
    return lesson ? [{ lesson, ...(title && { title }), spots: spotsIn(row, rows.ring, {}) }] : [];
  });
}

/** The site with only those rules whose `where` is on the page. */
function withPresent(site: Site, doc: Document): Site {
  return { ...site, pages: site.pages.filter(rule => rule.where === undefined || has(doc, rule.where)) };
}

function readPage(doc: Document, url: URL, site: Site, { rule, base, parts }: Fit): PageInView | undefined {
  const key = `${site.id}@${url.host}${base}`;
  if (!HOST.test(url.host) || key.length > KEY_LENGTH) return undefined;
  const from: From = { root: doc, url, parts, known: {} };
  const course = readId(rule.course, from);
  if (!course) return undefined;
  // From here on nothing more is read where students are, whatever the rule says.
  if (rule.kind === 'protected') return { kind: 'protected', site: key, course };
  from.known.course = course;
  const lesson = rule.lesson && readId(rule.lesson, from);
  if (rule.lesson && !lesson) return undefined;
  from.known.lesson = lesson;
  const courseTitle = readTitle(rule.courseTitle, from);
  const lessonTitle = lesson && readTitle(rule.lessonTitle, from);
  return {
    kind: rule.kind,
    site: key,
    course,
    ...(lesson && { lesson }),
    ...(courseTitle && { courseTitle }),
    ...(lessonTitle && { lessonTitle }),
  };
}

function isWhole(doc: Document, rule: PageRule, page: PageInView): boolean {
  if (page.kind === 'protected') return true;
  if (rule.courseTitle && !page.courseTitle) return false;
  if (rule.lessonTitle && !page.lessonTitle) return false;
  return !rule.ring || spotsIn(doc, rule.ring, page).length > 0;
}

type From = { root: Root; url?: URL; parts?: string[]; known: Known };

function readId(sources: readonly Source[], from: From): string | undefined {
  // An address may have percent signs, an id may not.
  return firstOf(sources, from, value => (ID.test(value.replaceAll('%', '~')) ? value.replaceAll('%', '~') : ''));
}

function readTitle(sources: readonly Source[] | undefined, from: From): string | undefined {
  return firstOf(sources ?? [], from, value => {
    const seen = value.toWellFormed().replace(UNSEEN, ' ').trim();
    // Cut without halving a character.
    return seen.length <= TITLE_LENGTH
      ? seen
      : seen
          .slice(0, TITLE_LENGTH)
          .replace(/[\ud800-\udbff]$/, '')
          .trim();
  });
}

function firstOf(sources: readonly Source[], from: From, tidy: (value: string) => string): string | undefined {
  for (const source of sources) {
    for (const value of valuesAt(source, from)) {
      const taken = source.like === undefined ? value : new RegExp(source.like).exec(value)?.[1];
      const tidied = taken && tidy(source.as ? source.as.replace('{}', taken) : taken);
      if (tidied) return tidied;
    }
  }
  return undefined;
}

function valuesAt(source: Source, { root, url, parts, known }: From): string[] {
  const first = (selector: string) => findFirst(root, fill(selector, known));
  const one = (value: string | null | undefined) => (value ? [value] : []);
  if ('query' in source) return one(url?.searchParams.get(source.query));
  if ('path' in source) return one(parts?.[source.path - 1]);
  if ('bodyClass' in source) return attributeOf(first('body'), 'class')?.split(/\s+/) ?? [];
  if ('text' in source) return one(textIn(first(source.text)));
  if ('attribute' in source) return one(attributeOf(first(source.of), source.attribute));
  const option = chosenIn(first(source.chosen));
  if (source.part === 'value') return one(attributeOf(option, 'value'));
  if (source.part === 'text') return one(textIn(option));
  return one(attributeOf(groupOf(option), 'label'));
}

function spotsIn(root: Root, places: readonly Place[], known: Known): Spot[] {
  return places.flatMap((place): Spot[] => {
    const put = 'after' in place ? 'after' : 'in';
    const element = findFirst(root, fill('after' in place ? place.after : place.in, known));
    // What stands where a title should and is a form may answer to any name with a field of its own.
    return element && !(element instanceof HTMLFormElement) ? [{ element, put }] : [];
  });
}

/** Ids are made of letters, digits and a few marks, so they can stand in a quoted selector. */
function fill(selector: string, known: Known): string {
  return selector.replace(/\{(course|lesson)\}/g, (_, name: keyof Known) => known[name] ?? '');
}

function has(doc: Document, selector: string): boolean {
  return selector !== '' && findFirst(doc, selector) !== null;
}
