/** A lesson as the look-alike pages show it: its id in the address or markup, its title, what it is. */
export type PagedLesson = { id: string; title: string; kind: 'page' | 'assign' | 'quiz'; unit: string };

/** A course of the look-alike pages. `course` is the id the site's data reads; for RosarioSIS the class's period. */
export type PagedCourse = {
  system: 'moodle' | 'canvas' | 'rosariosis';
  course: string;
  title: string;
  short: string;
  subject: string;
  lessons: PagedLesson[];
};

const unit = (title: string, lessons: [id: string, title: string, kind: PagedLesson['kind']][]): PagedLesson[] =>
  lessons.map(([id, lesson, kind]) => ({ id, title: lesson, kind, unit: title }));

/** Every course that the look-alike pages serve, so that a demo district can tag lessons that are there. */
export const courses: PagedCourse[] = [
  {
    system: 'moodle',
    course: '2',
    title: 'Grade 7 Science',
    short: 'SCI7',
    subject: 'Science',
    lessons: [
      ...unit('Unit 1: Cells', [
        ['5', 'Lesson 1.1 – Cell parts', 'page'],
        ['15', 'Lesson 1.2 – Looking through the microscope', 'page'],
        ['7', 'Cell model photo', 'assign'],
        ['16', 'Cells check-up', 'quiz'],
      ]),
      ...unit('Unit 2: Photosynthesis', [
        ['4', 'Lesson 2.1 – How leaves make food', 'page'],
        ['17', 'Lesson 2.2 – What plants need light for', 'page'],
        ['6', 'Leaf chromatography lab report', 'assign'],
        ['14', 'Photosynthesis check-up', 'quiz'],
      ]),
      ...unit('Unit 3: Ecosystems', [
        ['12', 'Lesson 3.1 – Energy pyramids', 'page'],
        ['18', 'Lesson 3.2 – Who eats whom', 'page'],
        ['19', 'Pond food web poster', 'assign'],
        ['20', 'Ecosystems check-up', 'quiz'],
      ]),
    ],
  },
  {
    system: 'moodle',
    course: '3',
    title: 'Grade 6 Mathematics',
    short: 'MATH6',
    subject: 'Mathematics',
    lessons: [
      ...unit('Unit 1: Ratios', [
        ['30', 'Lesson 1.1 – Ratios in recipes', 'page'],
        ['31', 'Lesson 1.2 – Equivalent ratios', 'page'],
        ['32', 'Mixing paint problem set', 'assign'],
        ['33', 'Ratios exit quiz', 'quiz'],
      ]),
      ...unit('Unit 2: Fractions', [
        ['34', 'Lesson 2.1 – Dividing by a fraction', 'page'],
        ['35', 'Lesson 2.2 – Fraction word problems', 'page'],
        ['36', 'Fractions check-up', 'quiz'],
      ]),
    ],
  },
  {
    system: 'moodle',
    course: '5',
    title: 'English Language Arts 8',
    short: 'ELA8',
    subject: 'English Language Arts',
    lessons: [
      ...unit('Unit 1: Reading for evidence', [
        ['50', 'Lesson 1.1 – Claim and evidence', 'page'],
        ['51', 'Lesson 1.2 – Quoting a text', 'page'],
        ['52', 'Evidence paragraph', 'assign'],
        ['53', 'Reading check-up', 'quiz'],
      ]),
      ...unit('Unit 2: Argument', [
        ['54', 'Lesson 2.1 – Counterclaims', 'page'],
        ['55', 'School uniforms essay', 'assign'],
      ]),
    ],
  },
  {
    system: 'canvas',
    course: '101',
    title: 'Biology 9',
    short: 'BIO9',
    subject: 'Science',
    lessons: [
      ...unit('Module 1: Cell energy', [
        ['page-where-cells-get-energy', 'Where cells get energy', 'page'],
        ['assignment-2001', 'Yeast and sugar lab', 'assign'],
        ['quiz-3001', 'Cell energy check-up', 'quiz'],
      ]),
      ...unit('Module 2: Genetics', [
        ['page-dominant-and-recessive', 'Dominant and recessive', 'page'],
        ['assignment-2002', 'Punnett squares practice', 'assign'],
        ['quiz-3002', 'Genetics check-up', 'quiz'],
      ]),
    ],
  },
  {
    system: 'rosariosis',
    course: 'period-1',
    title: 'Grade 7 Science',
    short: 'SCI7-2',
    subject: 'Science',
    lessons: unit('Quarter 1', [['1', 'Leaf chromatography lab report', 'assign']]),
  },
  {
    system: 'rosariosis',
    course: 'period-2',
    title: 'Grade 7 Science',
    short: 'SCI7-4',
    subject: 'Science',
    lessons: unit('Quarter 1', [['2', 'Cell model photo', 'assign']]),
  },
  {
    system: 'rosariosis',
    course: 'period-3',
    title: 'Grade 8 Physical Science',
    short: 'PHY8-5',
    subject: 'Science',
    lessons: unit('Quarter 1', [['3', 'Ramp and marble report', 'assign']]),
  },
];
