/** Who looks at a look-alike page: `student-view` is a teacher looking as a student would. */
export const roles = ['teacher', 'student', 'anonymous', 'student-view'] as const;
export type Role = (typeof roles)[number];
