import {
  type FunctionLikeDeclaration,
  isBlock,
  isFunctionLikeDeclaration,
  type SourceFile,
} from "typescript/unstable/ast";
import { type Change, visit } from "./program.ts";
import { REACHED } from "./reached-name.ts";

/** A function of a source file, by the offsets of its body. */
export interface Body {
  readonly start: number;
  readonly end: number;
}

/** Returns the bodies of all functions of a file, in the order of their beginnings. */
export function bodiesOf(tree: SourceFile): Body[] {
  return functionsOf(tree).map(({ body }) => ({ start: body.getStart(tree), end: body.getEnd() }));
}

/** Returns the insertions by which each function says its name, `<file>:<index>`, when it runs. */
export function tellingInsertions(file: string, tree: SourceFile): Change[] {
  return functionsOf(tree).flatMap(({ body }, index) => {
    const tells = `globalThis.${REACHED}?.add("${nameOf(file, index)}")`;
    const [start, end] = [body.getStart(tree), body.getEnd()];
    if (isBlock(body)) return [{ start: start + 1, end: start + 1, replacement: `${tells};` }];
    return [
      { start, end: start, replacement: `(${tells}, ` },
      { start: end, end, replacement: ")" },
    ];
  });
}

/** Returns the name of the innermost function around an offset; of the file where the offset is in none. */
export function functionAround(file: string, bodies: readonly Body[], offset: number): string {
  const around = bodies.findLastIndex(({ start, end }) => start <= offset && offset < end);
  return nameOf(file, around);
}

/** Applies changes that do not overlap. */
export function applied(text: string, changes: readonly Change[]): string {
  let rest = text;
  for (const { start, end, replacement } of [...changes].sort((one, other) => other.start - one.start))
    rest = rest.slice(0, start) + replacement + rest.slice(end);
  return rest;
}

const nameOf = (file: string, index: number) => `${file}:${index}`;

type WithBody = FunctionLikeDeclaration & { readonly body: NonNullable<FunctionLikeDeclaration["body"]> };

function functionsOf(tree: SourceFile): WithBody[] {
  const found: WithBody[] = [];
  visit(tree, (node) => {
    if (isFunctionLikeDeclaration(node) && node.body !== undefined) found.push(node as WithBody);
  });
  return found;
}
