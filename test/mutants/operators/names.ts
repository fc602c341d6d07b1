import {
  type Identifier,
  isBinaryExpression,
  isBindingElement,
  isExportSpecifier,
  isIdentifier,
  isImportClause,
  isImportSpecifier,
  isObjectBindingPattern,
  isPostfixUnaryExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isShorthandPropertyAssignment,
  isTypeNode,
  isTypeParameterDeclaration,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";
import {
  type Checker,
  SignatureKind,
  type Type,
  TypeFlags,
  type Symbol as TypescriptSymbol,
} from "typescript/unstable/sync";
import { type Change, type Operator, type Place, type Source, visit } from "../program.ts";
import { scopesOf } from "../scopes.ts";

/** The names that each reference is exchanged with: those declared nearest to its own. */
const EXCHANGES_MAX = 3;
/** A type with more fields is no record of a few values that could be mixed up. */
const FIELDS_MAX = 40;

/**
 * Exchanges a name in scope for another one of its type, a function for another one that can take its place, and a field
 * for another field of its type.
 */
export const exchangedNames: Operator = (source) => {
  const { tree } = source;
  const inScope = scopesOf(tree);
  const changes: Change[] = [];
  visit(tree, (node) => {
    if (!isIdentifier(node)) return;
    const { parent } = node;
    const [start, end] = [node.getStart(tree), node.getEnd()];
    const add = (replacement: string, place: Place) => changes.push({ start, end, replacement, place });
    if (isPropertyAccessExpression(parent) && isSame(parent.name, node)) {
      for (const name of otherFields(source, node, parent.expression)) add(name, "member");
    } else if (isBindingElement(parent) && isObjectBindingPattern(parent.parent)) {
      if (!isSame(parent.name, node) || parent.propertyName !== undefined || parent.dotDotDotToken) return;
      for (const name of otherFields(source, node, parent.parent)) add(`${name}: ${node.text}`, "pattern");
    } else if (isReference(node)) {
      const names = otherVariables(source, node, inScope(node));
      if (isShorthandPropertyAssignment(parent)) {
        for (const name of names) add(`${node.text}: ${name}`, "shorthand");
        return;
      }
      const assignment = assignmentTo(node);
      if (assignment !== null) {
        // What is assigned to is no expression, but the assignment is one.
        const [from, to] = [assignment.getStart(tree), assignment.getEnd()];
        const [before, after] = [tree.text.slice(from, start), tree.text.slice(end, to)];
        for (const name of names)
          changes.push({ start: from, end: to, replacement: before + name + after, place: "expression" });
      } else {
        for (const name of names) add(name, "expression");
      }
    }
  });
  return changes;
};

const isSame = (one: Node | undefined, other: Node) => one?.pos === other.pos && one.end === other.end;

/** True where the identifier stands for a value: it neither declares, nor names a field or a type. */
function isReference(node: Identifier): boolean {
  const { parent } = node;
  if (isShorthandPropertyAssignment(parent)) return true;
  if (isImportSpecifier(parent) || isExportSpecifier(parent) || isImportClause(parent)) return false;
  if (isTypeNode(parent) || isTypeParameterDeclaration(parent) || isBindingElement(parent)) return false;
  return !("name" in parent && isSame(parent.name as Node | undefined, node));
}

/** Returns the assignment to a name, also one to a pattern that it stands in. */
function assignmentTo(node: Identifier): Node | null {
  const { parent } = node;
  if (isPostfixUnaryExpression(parent)) return parent;
  if (isPrefixUnaryExpression(parent)) return STEPS.includes(parent.operator) ? parent : null;
  let target: Node = node;
  let found: Node | null = null;
  while (found === null || TARGETS.includes(target.parent.kind)) {
    const above: Node = target.parent;
    const isLeft = isBinaryExpression(above) && isSame(above.left, target);
    if (isLeft && isAssignment(above.operatorToken.kind)) found = above;
    else if (!TARGETS.includes(above.kind)) break;
    target = above;
  }
  return found;
}

const STEPS: readonly SyntaxKind[] = [SyntaxKind.PlusPlusToken, SyntaxKind.MinusMinusToken];

/** What a pattern that is assigned to consists of. */
const TARGETS: readonly SyntaxKind[] = [
  SyntaxKind.ArrayLiteralExpression,
  SyntaxKind.ObjectLiteralExpression,
  SyntaxKind.PropertyAssignment,
  SyntaxKind.SpreadElement,
  SyntaxKind.SpreadAssignment,
  SyntaxKind.BinaryExpression,
];

function isAssignment(operator: SyntaxKind): boolean {
  return operator >= SyntaxKind.FirstAssignment && operator <= SyntaxKind.LastAssignment;
}

function otherVariables({ checker }: Source, node: Identifier, inScope: readonly Identifier[]): string[] {
  const own = isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  if (own === undefined) return [];
  const typeAt = (symbol: TypescriptSymbol) => checker.getTypeOfSymbolAtLocation(symbol, node);
  const type = typeAt(own);
  const isAlike = (other: Type) =>
    isFunction(checker, type)
      ? isFunction(checker, other) && checker.isTypeAssignableTo(other, type)
      : nameOfType(checker, other) === nameOfType(checker, type);
  if (VAGUE.includes(nameOfType(checker, type))) return [];
  const names: string[] = [];
  for (const declared of inScope) {
    if (names.length === EXCHANGES_MAX) break;
    const symbol = checker.getSymbolAtLocation(declared);
    if (symbol === undefined || symbol.id === own.id || names.includes(declared.text)) continue;
    if (declared.text !== node.text && isAlike(typeAt(symbol))) names.push(declared.text);
  }
  return names;
}

function otherFields({ checker }: Source, node: Identifier, of: Node): string[] {
  const type = checker.getTypeAtLocation(of);
  if (type === undefined || checker.isArrayLikeType(type)) return [];
  const fields = checker.getPropertiesOfType(checker.getNonNullableType(type) ?? type);
  const index = fields.findIndex(({ name }) => name === node.text);
  if (index === -1 || fields.length > FIELDS_MAX) return [];
  const typeOf = (field: TypescriptSymbol | undefined) => {
    const fieldType = field === undefined ? undefined : checker.getTypeOfSymbol(field);
    return fieldType === undefined ? "any" : nameOfType(checker, fieldType);
  };
  const own = typeOf(fields[index]);
  if (VAGUE.includes(own) || own.includes("=>")) return [];
  return fields
    .map((field, at) => ({ field, distance: Math.abs(at - index) }))
    .filter(({ field, distance }) => distance > 0 && typeOf(field) === own)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, EXCHANGES_MAX)
    .map(({ field }) => field.name);
}

/** Of a constant it is the type of its kind: the type of `const LIMIT = 3` is 3, and it may stand for any number. */
function nameOfType(checker: Checker, type: Type): string {
  if ((type.flags & TypeFlags.NumberLike) !== 0) return "number";
  return (type.flags & TypeFlags.BooleanLike) !== 0 ? "boolean" : checker.typeToString(type);
}

/** Types that say nothing. */
const VAGUE = ["any", "never"];

function isFunction(checker: Checker, type: Type): boolean {
  return checker.getSignaturesOfType(type, SignatureKind.Call).length > 0;
}
