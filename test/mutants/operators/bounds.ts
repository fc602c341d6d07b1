import {
  type Expression,
  isBinaryExpression,
  isCallExpression,
  isPropertyAccessExpression,
  SyntaxKind,
} from "typescript/unstable/ast";
import { TypeFlags } from "typescript/unstable/sync";
import { type Change, type Operator, visit } from "../program.ts";

const COMPARISONS: readonly SyntaxKind[] = [
  SyntaxKind.LessThanToken,
  SyntaxKind.LessThanEqualsToken,
  SyntaxKind.GreaterThanToken,
  SyntaxKind.GreaterThanEqualsToken,
];
const CUTS = ["slice", "subarray"];

/** Moves what a number is compared with, and where a text or list is cut, by one in either direction. */
export const movedBounds: Operator = ({ tree, checker }) => {
  const changes: Change[] = [];
  const move = (bound: Expression) => {
    const text = bound.getText(tree);
    const isPlain = /^[\w.]+$/.test(text);
    for (const by of ["+ 1", "- 1"]) {
      changes.push({
        start: bound.getStart(tree),
        end: bound.getEnd(),
        place: "expression",
        replacement: `(${isPlain ? text : `(${text})`} ${by})`,
      });
    }
  };
  const isNumber = (expression: Expression) =>
    ((checker.getTypeAtLocation(expression)?.flags ?? 0) & TypeFlags.NumberLike) !== 0;
  visit(tree, (node) => {
    if (isBinaryExpression(node) && COMPARISONS.includes(node.operatorToken.kind) && isNumber(node.right))
      move(node.right);
    if (isCallExpression(node) && isPropertyAccessExpression(node.expression)) {
      if (CUTS.includes(node.expression.name.text)) for (const bound of node.arguments) move(bound);
    }
  });
  return changes;
};
