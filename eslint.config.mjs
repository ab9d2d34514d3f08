import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only src/config.ts reads the environment.',
};

const impurities = [
  { selector: ':function[async=true]', message: 'The domain is synchronous.' },
  { selector: 'ThrowStatement', message: 'The domain returns a refusal, it never throws.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The domain is given its clock.' },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'The domain is given its clock.' },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'The domain is given its dice.',
  },
];

const narrowedTests = {
  selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo)$/]',
  message: 'A test runs or it does not exist.',
};

export default tseslint.config(
  // the peers have packages of their own, which are there only where the benchmark has run
  { ignores: ['dist/', 'node_modules/', 'coverage/', '.blackstart/', 'bench/peers/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', environment],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['src/**/*.ts', 'migrations/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 300 }], 'no-console': 'error' },
  },
  { files: ['src/config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/domain/**/*.ts'], rules: { 'no-restricted-syntax': ['error', environment, ...impurities] } },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', environment, narrowedTests],
      // answers of the API are read as they come
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  // the run hands its database server to the test files and to the servers that they start
  { files: ['tests/support/*.ts'], rules: { 'no-restricted-syntax': ['error', narrowedTests] } },
  {
    files: ['scripts/**/*.mjs', 'tests/**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
);
