import { z } from '../zod.ts';
import { Aim } from './aim.ts';
import { Logged } from './entry.ts';
import { EntryId, MapId } from './id.ts';
import { Learning } from './learning.ts';
import { Measure } from './measure.ts';
import { Notice } from './notice.ts';
import { PageRef } from './page.ts';
import { Practice } from './practice.ts';
import { Ring } from './ring.ts';
import { Role } from './role.ts';
import { Day } from './text.ts';

const Named = z.strictObject({ id: MapId, name: z.string() });
export type Named = z.infer<typeof Named>;

/** One dated figure of a series; `entry` is the Check it came from, so a page never draws a point twice. */
export const Point = z.strictObject({ entry: EntryId, cycle: EntryId, on: Day, value: z.number() });
export type Point = z.infer<typeof Point>;

/** A cycle that somebody shared with the viewer, as far as it was opened to them. */
export const SharedCycle = z.strictObject({
  cycle: EntryId,
  owner: Named,
  notes: z.boolean(),
  logged: z.array(Logged),
});
export type SharedCycle = z.infer<typeof SharedCycle>;

/** All that a panel needs for one page: the answer of `GET /v1/page`. */
export const Desk = z.strictObject({
  me: z.strictObject({ id: MapId, name: z.string(), roles: z.array(Role), district: MapId }),
  page: PageRef,
  /** The latest cycle of every lesson in this course that has one. */
  rings: z.array(Ring),
  /** The entries of this lesson's latest cycle. */
  logged: z.array(Logged),
  /** The viewer's figures in this course, by series, oldest first. */
  series: z.record(z.string(), z.array(Point)),
  /** The aims of the viewer's teams, each with the sentence's upper half: its goal and need. */
  aims: z.array(z.extend(Aim, { id: MapId, goalText: z.string(), needText: z.string() })),
  measures: z.array(z.extend(Measure, { id: MapId })),
  practices: z.array(z.extend(Practice, { id: MapId })),
  /** At most two PL items that fit: by practice, then course, then subject. */
  learning: z.array(z.extend(Learning, { id: MapId, fits: z.enum(['practice', 'course', 'subject']) })),
  /** Whom this cycle can be opened to. */
  coaches: z.array(Named),
  teams: z.array(z.extend(Named, { people: z.number() })),
  /** Names of everybody who appears in these entries. */
  names: z.record(z.string(), z.string()),
  /** Who read this cycle's notes, and when last. */
  readBy: z.array(z.strictObject({ person: MapId, on: Day })),
  /** What the viewer has to be told, newest first. */
  notices: z.array(Notice),
  /** Cycles at this lesson that others shared with the viewer. Their notes come with the cycle itself, when it is opened. */
  shared: z.array(SharedCycle),
});
export type Desk = z.infer<typeof Desk>;
