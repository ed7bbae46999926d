import type { PageInView } from '../../shared/records/page.ts';

/**
 * Where one value on a page comes from. Selectors and `as` may name what was read before as `{course}` or `{lesson}`.
 * `like`: what the value must be; its first group is taken. `as`: how an id is written, `period-{}`.
 */
export type Source = { like?: string; as?: string } & (
  | { query: string }
  /** A numbered group of the page rule's path. */
  | { path: number }
  /** One class of the body. */
  | { bodyClass: true }
  | { text: string }
  | { attribute: string; of: string }
  /** Of the option chosen in a select: its value, its text, or the label of the group it is in. */
  | { chosen: string; part: 'value' | 'text' | 'group' }
);

/** Where a ring goes: right after an element, or inside it at its end. */
export type Place = { after: string } | { in: string };

/** One kind of page. The first rule that fits an address is the one; the id of the course must be there. */
export type PageRule = {
  /** `protected`: the page shows students, so nothing but the course's id may be read. */
  kind: PageInView['kind'];
  /** The whole path, after the folder that the site lives in. */
  path: string;
  /** Query parameters that must be there, and what they must be. */
  query?: Record<string, string>;
  /** Query parameters that must not be there. */
  without?: string[];
  /** Something that must be on the page, where the address doesn't tell. */
  where?: string;
  course: Source[];
  courseTitle?: Source[];
  lesson?: Source[];
  lessonTitle?: Source[];
  /** In order; without any of them the ring stays in a corner. */
  ring?: Place[];
  /** A course page's lessons. Everything inside is looked up in the row. */
  rows?: { row: string; lesson: Source[]; title: Source[]; ring: Place[] };
};

/** One LMS or SIS, as data: no code, so that it could come from anywhere. Patterns are regular expressions in text. */
export type Site = {
  id: string;
  name: string;
  /** How its facts were come by. */
  evidence: 'running server' | 'source' | 'extension' | 'unverified';
  /** Clouds with a fixed address: `*.instructure.com`. */
  hosts: string[];
  /** On any host: all of these must be on the page. */
  fingerprint: string[];
  /** It always lives at the root of its host. */
  atRoot?: true;
  /** Its pages are shown in frames of its own, so the marker runs there. */
  frames?: true;
  /** Only who has one of these is a teacher here … */
  teacher: string;
  /** … and nobody who has one of these: students, student view, switched roles, visitors. */
  notTeacher: string;
  /** Paths where nothing may ever be done: sign-in, a test being taken. */
  never?: string[];
  pages: PageRule[];
  /** An element whose children the site replaces to show another page. Never observed while students are on it. */
  swaps?: { container: string; holdsStudents: boolean };
  /** An element away from any student, in which the viewer chooses the class. */
  choices?: string;
  examples: Example[];
};

/** An address and what must be made of it; `null`: nothing. Ids only where the address gives them. */
export type Example = { url: string; kind: PageInView['kind'] | null; course?: string; lesson?: string };
