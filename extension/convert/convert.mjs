// Reads a filter list from standard input and writes what uBlock Origin's engine makes of it as JSON: an array of
// declarativeNetRequest rules, those with `_error` among them that it could not make.

import { dnrRulesetFromRawLists } from "@gorhill/ubo-core/js/static-dnr-filtering.js";

let text = "";
for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
const { network } = await dnrRulesetFromRawLists([{ name: "list", text }]);
process.stdout.write(JSON.stringify(network.ruleset));
