/** Whether an address is a secure context, as browsers define it for the web: https, and loopback by name or number. */
export function isSecure(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const loopback = hostname === "localhost" || hostname.endsWith(".localhost") || /^(127\.|\[::1\]$)/.test(hostname);
  return protocol === "https:" || (protocol === "http:" && loopback);
}
