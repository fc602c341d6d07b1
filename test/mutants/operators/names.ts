import {
  type Identifier,
  isBindingElement,
  isExportSpecifier,
  isIdentifier,
  isImportClause,
  isImportSpecifier,
  isObjectBindingPattern,
  isPropertyAccessExpression,
  isShorthandPropertyAssignment,
  isTypeNode,
  isTypeParameterDeclaration,
  type Node,
} from "typescript/unstable/ast";
import {
  type Checker,
  SignatureKind,
  type Type,
  TypeFlags,
  type Symbol as TypescriptSymbol,
} from "typescript/unstable/sync";
import { type Change, type Operator, type Source, visit } from "../program.ts";
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
    const place = { start: node.getStart(tree), end: node.getEnd() };
    if (isPropertyAccessExpression(parent) && isSame(parent.name, node)) {
      for (const name of otherFields(source, node, parent.expression))
        changes.push({ ...place, replacement: name });
    } else if (isBindingElement(parent) && isObjectBindingPattern(parent.parent)) {
      if (!isSame(parent.name, node) || parent.propertyName !== undefined || parent.dotDotDotToken) return;
      for (const name of otherFields(source, node, parent.parent))
        changes.push({ ...place, replacement: `${name}: ${node.text}` });
    } else if (isReference(node)) {
      const prefix = isShorthandPropertyAssignment(parent) ? `${node.text}: ` : "";
      for (const name of otherVariables(source, node, inScope(node)))
        changes.push({ ...place, replacement: prefix + name });
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
