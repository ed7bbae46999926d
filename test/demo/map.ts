import type { NounName } from '../../shared/records/map.ts';

type Noun = { noun: NounName; id: string; body: Record<string, unknown> };

/** What one practice looks like in a class of the demo: ideas to try, and what they were adapted to. */
export const ideas: Record<string, readonly string[]> = {
  'exit-tickets': [
    'End with one why-question on a slip and sort the slips into three piles',
    'Read two anonymous slips aloud at the start of the next lesson',
    'Ask for a drawing with one sentence under it instead of a definition',
  ],
  'claim-evidence-reasoning': [
    'Give the claim and let pairs find the evidence for it',
    'Colour claim, evidence and reasoning in a model answer first',
    'Ask “what makes you say that?” once before every written answer',
  ],
  'worked-examples': [
    'Show one solved problem beside each new one',
    'Let pairs explain each line of a solved problem before they try their own',
    'Show a solved problem with one wrong line to find',
  ],
  'retrieval-practice': [
    'Open with three questions from last week, books closed',
    'Let everybody write all they remember for two minutes, then compare',
    'Mix one old problem into every new set',
  ],
  'peer-feedback': [
    'Swap paragraphs and underline the strongest piece of evidence',
    'Use one sentence starter for feedback: “I was convinced when …”',
    'Give ten minutes to act on the feedback before handing in',
  ],
  'wait-time': ['Count five seconds after each question', 'Let everybody write an answer before anybody speaks'],
  'talk-moves': [
    'Ask a second student to say it again in other words',
    'Start with a minute in pairs before the whole class talks',
    'Ask “do you agree, and why?” after each answer',
  ],
};

/** The map that the demo's schools share. `day(n)` is the n-th school day of the year, `by` the day its aims are for. */
export function mapOf(day: (n: number) => string, by: string): Noun[] {
  const measure = (id: string, name: string, more = {}): Noun => ({
    noun: 'measure',
    id,
    body: { name, unit: 'percent', direction: 'up', kind: 'student_learning', ...more },
  });
  const practice = (id: string, name: string, why: string, sources: string[], core: string[], adaptable: string[]) => ({
    noun: 'practice' as const,
    id,
    body: {
      name,
      why,
      sources,
      ingredients: [
        ...core.map(text => ({ text, kind: 'core' })),
        ...adaptable.map(text => ({ text, kind: 'adaptable' })),
      ],
    },
  });
  const learning = (id: string, title: string, minutes: number, body: Record<string, unknown>): Noun => ({
    noun: 'learning',
    id,
    body: { title, minutes, url: `https://pl.maple-grove.example/${id}`, ...body },
  });
  return [
    {
      noun: 'need',
      id: 'say-why',
      body: {
        text: 'Students name facts in science and reading but cannot say why',
        evidence: 'In the spring check, 4 of 10 written answers gave a reason',
        cohortSize: 1240,
        source: 'assessment',
      },
    },
    {
      noun: 'need',
      id: 'stuck-alone',
      body: {
        text: 'Students give up on a problem of more than one step',
        evidence: 'Half of the multi-step items were left empty',
        cohortSize: 860,
        source: 'assessment',
      },
    },
    {
      noun: 'need',
      id: 'few-voices',
      body: {
        text: 'A few students do most of the talking',
        evidence: 'Student survey: 6 of 10 said they had not spoken in class this week',
        cohortSize: 1900,
        source: 'student_voice',
      },
    },
    {
      noun: 'goal',
      id: 'explain',
      body: { text: 'Every student can explain a cause in their own words', need: 'say-why' },
    },
    { noun: 'goal', id: 'argue', body: { text: 'Every student backs a claim with evidence', need: 'say-why' } },
    { noun: 'goal', id: 'persist', body: { text: 'Every student carries a problem to its end', need: 'stuck-alone' } },
    { noun: 'goal', id: 'speak', body: { text: 'Every student is heard in every subject', need: 'few-voices' } },
    measure('can-explain', 'Exit ticket: can explain'),
    measure('can-solve', 'Exit ticket: solves it and says how'),
    measure('uses-evidence', 'Paragraph names its evidence'),
    measure('voices', 'Students who spoke in the lesson', { kind: 'process', family: 'process' }),
    measure('feel-able', 'Thumbs: “I could do this again”', { kind: 'student_wellbeing', family: 'balancing' }),
    practice(
      'exit-tickets',
      'Exit tickets',
      'A slip at the end shows what was understood while there is still time to do something about it.',
      ['Black & Wiliam 1998, Assessment in Education 5:7–74'],
      [
        'One question on today’s idea',
        'Everybody answers, in writing, alone',
        'The next lesson starts from the answers',
      ],
      ['How the slips are sorted'],
    ),
    practice(
      'claim-evidence-reasoning',
      'Claim, evidence, reasoning',
      'Three named parts make the missing one visible, to the writer first.',
      ['McNeill, Lizotte, Krajcik & Marx 2006, Journal of the Learning Sciences 15:153–191'],
      [
        'The three parts are named',
        'Students look for evidence before they write',
        'The reason says why the evidence counts',
      ],
      ['Sentence starters', 'Colours for the parts'],
    ),
    practice(
      'worked-examples',
      'Worked examples',
      'Studying a solved problem leaves the mind free for why each step is there.',
      ['Sweller & Cooper 1985, Cognition and Instruction 2:59–89'],
      ['A full solution is shown', 'Students explain the steps', 'A like problem follows at once'],
      ['How quickly steps are left out'],
    ),
    practice(
      'retrieval-practice',
      'Retrieval practice',
      'Calling something to mind makes it stick better than reading it again.',
      ['Roediger & Karpicke 2006, Psychological Science 17:249–255'],
      ['Books closed', 'Everybody retrieves', 'Answers are checked right away', 'No marks'],
      ['How far back the questions go'],
    ),
    practice(
      'peer-feedback',
      'Peer feedback',
      'Judging a classmate’s work by a criterion teaches the criterion.',
      ['Topping 1998, Review of Educational Research 68:249–276'],
      ['One criterion at a time', 'Feedback names a place in the work', 'There is time to act on it'],
      ['Who works with whom'],
    ),
    practice(
      'wait-time',
      'Wait time',
      'Three seconds of silence bring longer answers, from more students.',
      ['Rowe 1986, Journal of Teacher Education 37:43–50'],
      ['At least three seconds after the question', 'At least three seconds after the answer'],
      ['What students do meanwhile'],
    ),
    practice(
      'talk-moves',
      'Talk moves',
      'A few steady questions hand the thinking in a class discussion over to the students.',
      ['Michaels, O’Connor & Resnick 2008, Studies in Philosophy and Education 27:283–297'],
      [
        'Students say again what others said',
        'Students agree or disagree with a reason',
        'Everybody can hear everybody',
      ],
      ['Pairs first'],
    ),
    practice(
      'process-praise',
      'Praise for the process',
      'Praise for what was done, not for being clever, keeps students trying.',
      ['Mueller & Dweck 1998, Journal of Personality and Social Psychology 75:33–52'],
      ['The praise names what the student did', 'It is true', 'It is not about talent'],
      ['Spoken or written'],
    ),
    {
      noun: 'aim',
      id: 'explain-science',
      body: {
        text: 'By the end of the year, 75 of 100 students can explain a cause on the science exit ticket',
        goal: 'explain',
        measures: ['can-explain', 'feel-able'],
        practices: ['exit-tickets', 'claim-evidence-reasoning'],
        target: 75,
        by,
      },
    },
    {
      noun: 'aim',
      id: 'solve-mathematics',
      body: {
        text: 'By the end of the year, 70 of 100 students solve a two-step problem and say how',
        goal: 'persist',
        measures: ['can-solve', 'feel-able'],
        practices: ['worked-examples', 'retrieval-practice'],
        target: 70,
        by,
      },
    },
    {
      noun: 'aim',
      id: 'evidence-reading',
      body: {
        text: 'By the end of the year, 80 of 100 paragraphs name their evidence',
        goal: 'argue',
        measures: ['uses-evidence'],
        practices: ['peer-feedback', 'claim-evidence-reasoning'],
        target: 80,
        by,
      },
    },
    {
      noun: 'aim',
      id: 'hear-everyone',
      body: {
        text: 'By the end of the year, 90 of 100 students have spoken in every lesson that is watched',
        goal: 'speak',
        measures: ['voices'],
        practices: ['talk-moves', 'wait-time'],
        target: 90,
        by,
      },
    },
    {
      noun: 'initiative',
      id: 'say-why',
      body: {
        name: 'Say why',
        goal: 'explain',
        practices: ['exit-tickets', 'claim-evidence-reasoning', 'peer-feedback'],
        schools: ['maple-middle', 'cedar-hill', 'birch-lane'],
        stage: 'initial',
        startedOn: day(0),
      },
    },
    {
      noun: 'initiative',
      id: 'solve-together',
      body: {
        name: 'Solve it, say how',
        goal: 'persist',
        practices: ['worked-examples', 'retrieval-practice'],
        schools: ['maple-middle', 'cedar-hill', 'birch-lane'],
        stage: 'full',
        startedOn: day(0),
      },
    },
    {
      noun: 'initiative',
      id: 'talk-first',
      body: {
        name: 'Talk first',
        goal: 'speak',
        practices: ['talk-moves'],
        schools: ['cedar-hill'],
        stage: 'initial',
        startedOn: day(10),
      },
    },
    learning('exit-ticket-in-ten', 'Exit tickets in ten minutes', 10, { practices: ['exit-tickets'] }),
    learning('sorting-slips', 'Sorting slips: what to do with thirty answers', 15, {
      practices: ['exit-tickets'],
      subjects: ['Science'],
    }),
    learning('evidence-in-science', 'Claim, evidence, reasoning in a science lesson', 25, {
      practices: ['claim-evidence-reasoning'],
      courses: ['Grade 7 Science', 'Biology 9'],
    }),
    learning('leaf-models', 'Teaching photosynthesis with student models', 20, { courses: ['Grade 7 Science'] }),
    learning('worked-example-pairs', 'Worked examples in pairs', 20, { practices: ['worked-examples'] }),
    learning('fractions-lab', 'Fractions: a lab for teachers', 90, {
      modality: 'live_online',
      on: day(40),
      courses: ['Grade 6 Mathematics'],
    }),
    learning('low-stakes-recall', 'Recall without marks', 12, { practices: ['retrieval-practice'] }),
    learning('feedback-that-lands', 'Feedback students act on', 30, {
      practices: ['peer-feedback'],
      subjects: ['English Language Arts'],
    }),
    learning('three-seconds', 'Three seconds: wait time', 8, { practices: ['wait-time'] }),
    learning('talk-first-launch', 'Talk first: launch afternoon', 150, {
      modality: 'in_person',
      on: day(9),
      initiative: 'talk-first',
      practices: ['talk-moves'],
    }),
    learning('science-plc', 'Science teams: reading exit tickets together', 45, {
      modality: 'plc',
      subjects: ['Science'],
      initiative: 'say-why',
    }),
    learning('praise-day', 'District day: praise that works', 360, {
      modality: 'in_person',
      on: day(31),
      practices: ['process-praise'],
    }),
  ];
}
