// Names that no other view, tab or save has.

// 32 hexadecimal digits. crypto.randomUUID is not there on a page served without TLS.
export function newNonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A name for this tab that survives a reload.
export const thisTab = (() => {
  try {
    const name = sessionStorage.getItem("reflect:tab") ?? newNonce();
    sessionStorage.setItem("reflect:tab", name);
    return name;
  } catch {
    return newNonce();
  }
})();
