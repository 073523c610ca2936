/** The little of Node.js that these tests use; its own types would reach into the page's. */

declare module "node:test" {
  export const mock: { timers: { enable(how: { apis: string[] }): void; tick(ms: number): void } };
  export function test(name: string, run: () => void): void;
}

declare module "node:assert/strict" {
  interface Assert {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown): asserts value;
  }
  const assert: Assert;
  export default assert;
}

declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string;
}

declare const process: { env: Record<string, string | undefined> };
