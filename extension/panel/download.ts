/** Hands the person a file of their own entries. */
export function download(name: string, content: unknown): void {
  hand(name, new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }));
}

/** Hands the person an archive. */
export function downloadZip({ name, base64 }: { name: string; base64: string }): void {
  const bytes = Uint8Array.from(atob(base64), one => one.charCodeAt(0));
  hand(name, new Blob([bytes], { type: 'application/zip' }));
}

function hand(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its copy by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
