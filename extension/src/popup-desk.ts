// Serves open popups: sends each the view of its tab whenever something changes, and takes in what the person does.
import type { Companion } from "./companion";
import type { Entry, Forms } from "./forms";
import type { FormView, FromPopup, KindsView, LeftForm, PopupView, Protection } from "./internal";
import { isSecure } from "./secure";

interface Popup {
  port: chrome.runtime.Port;
  tab: number;
  url: string;
  notice: string;
}

/** All popups that are open at the moment (one for each window). */
export class PopupDesk {
  private readonly popups = new Set<Popup>();

  /**
   * @param obey carries out what the person says; answers with a text to show, or ""
   * @param protection tells how a tab's page is protected
   */
  constructor(
    private readonly forms: Forms,
    private readonly companion: Companion,
    private readonly obey: (message: FromPopup) => Promise<string>,
    private readonly protection: (tab: number, host: string) => Protection,
  ) {}

  /** Somebody connects; only our own popup, as a popup, is served. A copy of it in a tab is not. */
  connected(port: chrome.runtime.Port): void {
    const { sender } = port;
    if (
      sender?.id !== chrome.runtime.id ||
      sender.tab ||
      !sender.url?.startsWith(chrome.runtime.getURL("popup.html"))
    ) {
      port.disconnect();
      return;
    }
    const popup: Popup = { port, tab: -1, url: "", notice: "" };
    port.onMessage.addListener((message: FromPopup) => void this.heard(popup, message));
    port.onDisconnect.addListener(() => this.popups.delete(popup));
    this.popups.add(popup);
  }

  /** Show every popup how things stand now. */
  refresh(): void {
    for (const popup of this.popups) void this.show(popup);
  }

  private async heard(popup: Popup, message: FromPopup): Promise<void> {
    if (message.type === "look") {
      popup.tab = message.tab;
      popup.url = message.url;
      this.companion.retry();
      // This background may be new and know nothing of the tab: its page scripts tell again.
      chrome.tabs.sendMessage(popup.tab, { type: "describe" }).catch(() => {});
    } else if (message.type === "kinds") popup.notice = await this.tellKinds(popup, message);
    else popup.notice = await this.obey(message);
    await this.show(popup);
  }

  private async show(popup: Popup): Promise<void> {
    if (popup.tab < 0) return;
    const all = this.forms.ofTab(popup.tab);
    const entries = all.filter((entry) => entry.offer?.collects);
    const left = all.flatMap(leftForm); // before anything changes: each form is in one of both
    await Promise.all(entries.map((entry) => this.preview(entry)));
    const url = URL.canParse(popup.url) ? new URL(popup.url) : null;
    const view: PopupView = {
      type: "view",
      link: this.companion.link,
      code: this.companion.code,
      notice: popup.notice,
      page: await pageState(url),
      host: url?.hostname ?? "",
      origin: url?.origin ?? "",
      forms: entries.flatMap(formView),
      left,
      protection: this.protection(popup.tab, url?.hostname ?? ""),
    };
    try {
      popup.port.postMessage(view);
    } catch {
      this.popups.delete(popup);
    }
  }

  /** Tell a popup what a field may ask for; answers with a text to show, or "". */
  private async tellKinds({ port }: Popup, ask: Extract<FromPopup, { type: "kinds" }>): Promise<string> {
    const { document, offer, key } = ask;
    const answer = await this.companion.ask({ type: "askKinds", offer, key });
    if (answer.type === "refusal") return answer.text;
    const view: KindsView = { type: "kinds", document, key, kinds: answer.kinds };
    port.postMessage(view);
    return "";
  }

  private async preview(entry: Entry): Promise<void> {
    if (!entry.offer || entry.previewed === entry.offer.offer) return;
    const wanted = entry.offer.offer;
    const answer = await this.companion.ask({ type: "preview", offer: wanted });
    if (answer.type !== "previews") return;
    entry.previews = answer.lines;
    entry.previewed = wanted;
  }
}

async function pageState(url: URL | null): Promise<PopupView["page"]> {
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return "browser-page";
  const allowed = await chrome.permissions.contains({ origins: [`${url.origin}/*`] }).catch(() => true);
  if (!allowed) return "not-allowed";
  return isSecure(url.origin) ? "web" : "insecure";
}

function formView(entry: Entry): FormView[] {
  if (!entry.offer) return [];
  return [
    {
      document: entry.place.id,
      form: entry.form.key,
      offer: entry.offer,
      previews: entry.previews,
      edits: [...entry.edits.values()],
      otherSite: entry.otherSite !== "" && entry.otherSite === entry.offer.targetSite,
      fill: entry.fill,
      seenAt: entry.seenAt,
      offeredAt: entry.offeredAt,
    },
  ];
}

function leftForm({ place, form, offer }: Entry): LeftForm[] {
  if (!offer?.left) return [];
  // Not its heading, which may be the whole page's.
  const labels = offer.lines.filter((line) => line.correctable && !line.isBox).map((line) => line.label);
  const name = labels.join(", ");
  return [{ document: place.id, form: form.key, offer: offer.offer, name, why: offer.left }];
}
