// @ts-check
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const readonly = (names) => Object.fromEntries(names.split(' ').map((name) => [name, 'readonly']));

const everywhere = readonly(
  'console URL URLSearchParams fetch setTimeout clearTimeout setInterval clearInterval AbortSignal TextDecoder TextEncoder crypto',
);
const node = readonly('process Buffer');
const browser = readonly(
  'document window location navigator history localStorage sessionStorage performance requestAnimationFrame CSS Range Node Element HTMLElement ' +
    'Event CustomEvent EventSource WebSocket MutationObserver IntersectionObserver ResizeObserver customElements getComputedStyle matchMedia FormData',
);

export default defineConfig(
  { ignores: ['dist/', 'dist.new/', 'coverage/', '.tmp/', 'src/kernel/assembly/', 'src/kernel/binary.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A handler may be async because its caller awaits it.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always'],
      'no-eval': 'error',
      'no-new-func': 'error',
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 70 }],
    },
  },
  { files: ['src/**/*.ts'], ignores: ['src/cli/**'], rules: { 'no-console': 'error' } },
  // An ambient global is a var, whatever it really is.
  { files: ['**/*.d.ts'], rules: { 'no-var': 'off' } },
  // A describe() block is a chapter, not a function; test/architecture.test.ts measures every other function there.
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['test/**/*.ts', 'demo/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // What arrives over a socket in a test is printed as it is, and Node's callback methods are handed around freely.
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { ...everywhere, ...node } },
    rules: { 'max-lines': ['error', { max: 400 }], 'max-lines-per-function': ['error', { max: 70 }] },
  },
  { files: ['demo/**/*.js'], languageOptions: { globals: { ...everywhere, ...browser } } },
);
