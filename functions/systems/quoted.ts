export { quoted } from "../words/text.ts";
