import { isSpreadAssignment, isSpreadElement } from "typescript/unstable/ast";
import { type Change, type Operator, visit } from "../program.ts";

/** Leaves a spread out: of an object, of a list, of arguments. */
export const spreadsLeftOut: Operator = ({ tree }) => {
  const changes: Change[] = [];
  visit(tree, (node) => {
    const replacement = isSpreadAssignment(node) ? "...{}" : isSpreadElement(node) ? "...[]" : null;
    const [start, end] = [node.getStart(tree), node.getEnd()];
    if (replacement !== null) changes.push({ start, end, replacement, place: "spread" });
  });
  return changes;
};
