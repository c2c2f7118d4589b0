import type { Config } from 'jest';

/** One jest for the whole workspace, so that every file shares one set of servers and two workers. */
const config: Config = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,libs,tools}/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data', '<rootDir>/.cache'],
  moduleNameMapper: {
    '^@fileonion/contract/(.*)$': '<rootDir>/libs/contract/generated/$1.ts',
    '^@fileonion/([^/]+)$': '<rootDir>/libs/$1/index.ts',
  },
  transform: {
    '^.+\\.[jt]s$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['node_modules/(?!(jose)/)'],
  maxWorkers: 2,
  testTimeout: 20_000,
};

export default config;
