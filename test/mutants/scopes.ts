import {
  type Identifier,
  isFunctionDeclaration,
  isIdentifier,
  type Node,
  type SourceFile,
  SyntaxKind,
} from "typescript/unstable/ast";
import { visit } from "./program.ts";

const FUNCTIONS: readonly SyntaxKind[] = [
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
];
const SCOPES: readonly SyntaxKind[] = [
  ...FUNCTIONS,
  SyntaxKind.Block,
  SyntaxKind.ForStatement,
  SyntaxKind.ForOfStatement,
  SyntaxKind.ForInStatement,
  SyntaxKind.SourceFile,
];
const DECLARING: readonly SyntaxKind[] = [
  SyntaxKind.Parameter,
  SyntaxKind.VariableDeclaration,
  SyntaxKind.BindingElement,
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.ImportSpecifier,
];

const PATTERNS: readonly SyntaxKind[] = [
  SyntaxKind.BindingElement,
  SyntaxKind.ObjectBindingPattern,
  SyntaxKind.ArrayBindingPattern,
];

/**
 * Returns what gives the names that could stand where a node stands, the nearest declared first: for a variable of a
 * function those of the functions around it, and for what the whole module knows its constants, functions and imports.
 */
export function scopesOf(tree: SourceFile): (node: Identifier) => Identifier[] {
  const declaredIn = new Map<string, Identifier[]>();
  visit(tree, (node) => {
    if (!isIdentifier(node) || !DECLARING.includes(node.parent.kind)) return;
    const declaration = node.parent as Node & { readonly name?: Node };
    if (declaration.name?.pos !== node.pos) return;
    // A function is a scope itself, and its name belongs to the one around it.
    const scope = keyOf(scopeAbove(isFunctionDeclaration(node.parent) ? node.parent.parent : node.parent));
    declaredIn.set(scope, [...(declaredIn.get(scope) ?? []), node]);
  });
  return (node) => {
    const found: Identifier[] = [];
    for (let scope: Node = scopeAbove(node); ; scope = scopeAbove(scope.parent)) {
      const declared = declaredIn.get(keyOf(scope)) ?? [];
      if (scope.kind === SyntaxKind.SourceFile) {
        const isAmong = (names: readonly Identifier[]) => names.some(({ text }) => text === node.text);
        return isAmong(found) ? found : isAmong(declared) ? declared : [];
      }
      // What is not declared before the node is not there yet.
      found.push(...declared.filter((one) => declarationOf(one).end <= node.pos).reverse());
    }
  };
}

function keyOf(node: Node): string {
  return `${node.pos}-${node.end}-${node.kind}`;
}

function scopeAbove(node: Node): Node {
  let above: Node = node;
  while (!SCOPES.includes(above.kind)) above = above.parent;
  return above;
}

/** The parameter or variable that a name belongs to, also where it stands in a pattern. */
function declarationOf(declared: Identifier): Node {
  let above: Node = declared.parent;
  while (PATTERNS.includes(above.kind)) above = above.parent;
  return above;
}
