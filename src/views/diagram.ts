/**
 * A table of transitions as a Mermaid state diagram.
 * Leaves out what is done in a state. Source: DESIGN "A protocol is a machine"; https://mermaid.js.org/syntax/stateDiagram.html.
 */

/** State -> step -> next state, as `transitions.ts` of a protocol declares it. The first state is where a machine begins. */
export type Transitions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Mermaid text; steps from one state to the same other share an arrow. States without a step are ends. */
export function diagram(transitions: Transitions): string {
  const states = Object.keys(transitions);
  return [
    'stateDiagram-v2',
    ...states.map((state) => `  state "${state}" as ${idOf(state)}`),
    ...states.slice(0, 1).map((state) => `  [*] --> ${idOf(state)}`),
    ...Object.entries(transitions).flatMap(([state, steps]) => arrows(state, steps)),
    '',
  ].join('\n');
}

function arrows(state: string, steps: Readonly<Record<string, string>>): readonly string[] {
  if (Object.keys(steps).length === 0) return [`  ${idOf(state)} --> [*]`];
  const stepsTo = new Map<string, string[]>();
  for (const [step, next] of Object.entries(steps)) stepsTo.set(next, [...(stepsTo.get(next) ?? []), step]);
  return [...stepsTo].map(([next, names]) => `  ${idOf(state)} --> ${idOf(next)} : ${names.join(', ')}`);
}

function idOf(state: string): string {
  return `s_${state.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
}
