/** The name of a variable, SSM parameter or Secrets Manager secret that holds a key or an address, never itself. */
export type ApiKeySource =
  | { readonly environment: string }
  | { readonly ssmParameter: string }
  | { readonly secret: string };
