import { z } from '../zod.ts';
import { text } from './text.ts';

/** One installation of an LMS or SIS: `moodle@learn.example.org/campus`. Two Moodles in one district differ here. */
export const SiteKey = z.string().check(z.maxLength(200), z.regex(/^[a-z]{2,20}@[a-z0-9.-]+(:\d{1,5})?(\/[\w.~-]+)*$/));
/** A course, class or lesson id as the site's own address or markup gives it. */
export const SiteId = z.string().check(z.maxLength(120), z.regex(/^[\w.~:+-]+$/));

/** Where on which site: what a cycle is tagged with. No `lesson`: the course as a whole. */
export const PageRef = z.strictObject({ site: SiteKey, course: SiteId, lesson: z.optional(SiteId) });
export type PageRef = z.infer<typeof PageRef>;

/** A lesson tag as it is logged: the place, and the titles a person would know it by. Never a student's. */
export const LessonTag = z.extend(PageRef, { courseTitle: z.optional(text(300)), lessonTitle: z.optional(text(300)) });
export type LessonTag = z.infer<typeof LessonTag>;

/** What the marker found on the page in view. `protected`: the page shows students, so only the course id was read. */
export const PageInView = z.extend(LessonTag, { kind: z.enum(['course', 'lesson', 'class', 'protected']) });
export type PageInView = z.infer<typeof PageInView>;

/** The tag without what belongs to the view. */
export function tagOf({ kind: _, ...tag }: PageInView): LessonTag {
  return tag;
}

/** One string for a place, for caches and keys. */
export function placeOf({ site, course, lesson }: PageRef): string {
  return [site, course, lesson ?? ''].join('|');
}
