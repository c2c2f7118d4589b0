import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.ts', '**/test/**/*.ts', 'libs/testing/**/*.ts', 'tools/e2e/**/*.ts'];

/** Who may import whom. Tags are in each project.json; tests may use testing and embedded besides. */
const layers = {
  proto: [],
  contract: ['proto'],
  errors: ['contract'],
  'service-kit': ['contract', 'errors'],
  freshness: ['contract', 'errors', 'service-kit'],
  mongo: ['contract', 'errors', 'service-kit'],
  events: ['contract', 'errors', 'service-kit', 'mongo'],
  service: ['contract', 'errors', 'service-kit', 'mongo', 'events'],
  // The two services whose changes are in force with their answer.
  'epoch-service': ['contract', 'errors', 'service-kit', 'mongo', 'events', 'freshness'],
  gateway: ['contract', 'errors', 'service-kit', 'freshness'],
  embedded: [],
  testing: ['contract', 'errors', 'service-kit', 'mongo', 'events', 'freshness'],
  tool: ['contract', 'errors', 'service-kit', 'mongo', 'events', 'freshness', 'embedded', 'testing'],
};
const banned = {
  gateway: ['mongoose', 'mongodb', 'kafkajs'],
  service: ['express', 'helmet', 'cors'],
  'epoch-service': ['express', 'helmet', 'cors'],
};

function moduleBoundaries({ inTests }) {
  const options = {
    // A test may meet its own library by its public name.
    allowCircularSelfDependency: inTests,
    depConstraints: Object.entries(layers).map(([layer, allowed]) => ({
      sourceTag: `layer:${layer}`,
      onlyDependOnLibsWithTags: [layer, ...allowed, ...(inTests ? ['testing', 'embedded'] : [])].map(
        (to) => `layer:${to}`,
      ),
      ...(inTests ? {} : { bannedExternalImports: banned[layer] ?? [] }),
    })),
    // The tests of these libraries use `testing`, which is made from them.
    ignoredCircularDependencies: Object.values(layers.testing).map((layer) => ['testing', layer]),
  };
  return { '@nx/enforce-module-boundaries': ['error', options] };
}

/** File names are words in lower case with hyphens, before a suffix like `.test.ts`. */
const fileNames = {
  meta: { type: 'problem', schema: [], messages: { kebab: 'File names are kebab-case.' } },
  create: (context) => ({
    Program(node) {
      const name = context.filename.split('/').at(-1);
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name)) context.report({ node, messageId: 'kebab' });
    },
  }),
};

export default tseslint.config(
  { ignores: ['**/node_modules', '**/dist', '**/generated', '.cache', '.data', '.nx'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx, fileonion: { rules: { 'file-names': fileNames } } },
    rules: {
      ...moduleBoundaries({ inTests: false }),
      'fileonion/file-names': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: false }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only the main and config files of apps, tools and scripts read it.',
        },
      ],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          destructuredArrayIgnorePattern: '^_',
          ignoreRestSiblings: true,
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      // Control characters are what some rules of the contract are about.
      'no-control-regex': 'off',
    },
  },
  {
    files: ['**/main.ts', '**/config.ts', 'tools/**', 'scripts/**', 'libs/embedded/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: tests,
    rules: {
      ...moduleBoundaries({ inTests: true }),
      'max-lines-per-function': 'off',
      'no-restricted-properties': 'off',
    },
  },
  { files: ['*.config.*'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
      },
    },
    rules: { 'no-console': 'off', 'no-restricted-properties': 'off' },
  },
);
