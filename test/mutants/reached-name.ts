/** The global set of names of the functions that the running test file has reached. */
export const REACHED = "__reached";
