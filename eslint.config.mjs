/**
 * The linter: ESLint's and typescript-eslint's recommended rules, the size of files, what a floor may not name, and, where
 * promises live (src/host, src/cli, steps, mains), the rules that know types. `src/tidy.test.ts` shows that each of ours can fail.
 * Leaves out form (prettier) and imports (dependency-cruiser).
 */
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Floors without clock, dice, timers and environment; the mains of sim stand on the host. */
const pure = ['src/{lib,schema,wire,views,protocols,node,check,fuzz}/**/*.ts', 'sim/**/*.ts'];
const mains = ['sim/main.ts', 'sim/fuzz-main.ts'];
const tests = ['**/*.test.ts'];

const impure = ['performance', 'process', 'crypto', 'fetch', 'queueMicrotask'];
const timers = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'];

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'reports/', 'node_modules/', 'examples/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-control-regex': 'off',
      'max-lines': ['error', 300],
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: pure,
    ignores: [...mains, ...tests],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[...impure, ...timers].map((name) => ({ name, message: 'Only src/host and the mains have this.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Take a stream of src/lib/prng.ts.' },
        { object: 'Date', property: 'now', message: 'Time comes with the input.' },
      ],
      // A date made of a number is arithmetic; only one made of nothing asks the clock.
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time comes with the input.' },
        { selector: "CallExpression[callee.name='Date']", message: 'Time comes with the input.' },
      ],
    },
  },
  {
    files: ['src/host/**/*.ts', 'src/cli/**/*.ts', 'steps/**/*.ts', ...mains],
    ignores: tests,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        require: 'readonly',
        module: 'writable',
        exports: 'writable',
        __dirname: 'readonly',
        Buffer: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
