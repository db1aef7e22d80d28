// What the documents of one origin in a tab's frames have in common: their scripts reach each other, so what one of them
// holds, all of them can send. Only Chromium lets an extension's scripts reach each other in the same way.

const NAME = "meumFamily";

/** The members that stand in the documents that this one can reach through those around it; its own is among them. */
export function familyOf<Member>(view: Window): Set<Member> {
  const own = globalThis as { [NAME]?: Set<Member> };
  own[NAME] ??= around<Member>(view) ?? new Set();
  return own[NAME];
}

function around<Member>(view: Window): Set<Member> | undefined {
  try {
    return view.parent === view ? undefined : (view.parent as { [NAME]?: Set<Member> })[NAME];
  } catch {
    return undefined; // of another origin
  }
}
