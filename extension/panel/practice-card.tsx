import type { Desk } from '../../shared/records/desk.ts';
import { usePanel } from './panel-context.ts';

type Practice = Desk['practices'][number];

/** The active ingredients in view, and why the practice works on request. `onPick`: start the idea from one. */
export function PracticeCard({ practice, onPick }: { practice: Practice; onPick?: (idea: string) => void }) {
  const { say } = usePanel();
  return (
    <div class="practice">
      <h3>{say('panel.practice.ingredients')}</h3>
      <ul class="ingredients">
        {practice.ingredients.map(one => (
          <li key={one.text}>
            <span class={`mark ${one.kind}`}>{say(`panel.ingredient.${one.kind}`)}</span>
            <span>{one.text}</span>
            {onPick && (
              <button
                type="button"
                class="quiet"
                aria-label={say('panel.practice.startFrom', { text: one.text })}
                onClick={() => onPick(one.text)}
              >
                {say('panel.practice.use')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {practice.why && (
        <details>
          <summary>{say('panel.practice.why')}</summary>
          <p>{firstWords(practice.why)}</p>
          {practice.sources.length > 0 && (
            <ul class="sources" aria-label={say('panel.practice.sources')}>
              {practice.sources.map(source => (
                <li key={source}>{source}</li>
              ))}
            </ul>
          )}
        </details>
      )}
    </div>
  );
}

const WHY_WORDS = 120;

/** Why it works, short enough to be read between two lessons. */
function firstWords(text: string): string {
  const words = text.split(/\s+/);
  return words.length > WHY_WORDS ? `${words.slice(0, WHY_WORDS).join(' ')} …` : text;
}
