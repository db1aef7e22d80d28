// Builds the extension into companion/extension/, from where a person's installation carries it, and the practice
// site's React page where its source is there. The same sources always give the same bytes.

import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, "companion/extension");
const practice = join(root, "tests/practice");

function manifest() {
  const version = /^__version__ = "(.+)"$/m.exec(readFileSync(join(root, "companion/__init__.py"), "utf8"))[1];
  const { manifest_version, name, ...rest } = JSON.parse(readFileSync(join(here, "manifest.json"), "utf8"));
  return `${JSON.stringify({ manifest_version, name, version, ...rest }, null, 2)}\n`;
}

async function extension() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build({
    absWorkingDir: here,
    entryPoints: [
      "src/background.ts",
      "src/content.ts",
      "src/keeper.ts",
      "src/page/gpc.ts",
      "src/popup/popup.ts",
      "src/wrapper.ts",
    ],
    entryNames: "[name]",
    outdir: out,
    bundle: true,
    format: "iife",
    target: ["chrome123", "firefox140"],
    charset: "utf8",
    logLevel: "warning",
  });
  for (const name of ["popup.html", "popup.css"]) copyFileSync(join(here, "src/popup", name), join(out, name));
  for (const name of ["icons", "rules"]) cpSync(join(here, name), join(out, name), { recursive: true });
  // Last, as its presence says that the build is whole.
  writeFileSync(join(out, "manifest.json"), manifest());
}

async function practiceApp() {
  const source = join(practice, "app/main.jsx");
  if (!existsSync(source)) return;
  await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile: join(practice, "built/app.js"),
    nodePaths: [join(here, "node_modules")],
    bundle: true,
    minify: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
}

await extension();
await practiceApp();
